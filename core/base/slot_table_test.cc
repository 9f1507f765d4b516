#include "core/base/slot_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace bourse {
namespace {

// A table whose keys are their own hashes, beside the map that it must agree with.
class Pair {
public:
    void Insert(std::uint64_t key) {
        const auto slot = static_cast<std::uint32_t>(keys_.size());
        keys_.push_back(key);
        table_.Insert(key, slot);
        map_[key] = slot;
    }
    void Erase(std::uint64_t key) {
        table_.Erase(key, map_.at(key));
        map_.erase(key);
    }
    bool Has(std::uint64_t key) const { return map_.contains(key); }
    std::uint32_t Find(std::uint64_t key) const {
        return table_.Find(key, [&](std::uint32_t slot) { return keys_[slot] == key; });
    }
    bool Agrees(std::uint64_t key) const {
        const auto found = map_.find(key);
        return Find(key) == (found == map_.end() ? SlotTable::kNone : found->second);
    }
    const std::map<std::uint64_t, std::uint32_t>& map() const { return map_; }
    const SlotTable& table() const { return table_; }

private:
    SlotTable table_;
    std::vector<std::uint64_t> keys_;
    std::map<std::uint64_t, std::uint32_t> map_;
};

void RunRandomly(std::uint64_t seed, std::uint64_t key_mask) {
    std::mt19937_64 random(seed);
    Pair pair;
    for (int i = 0; i < 30'000; ++i) {
        const std::uint64_t key = random() & key_mask;
        if (pair.Has(key)) {
            pair.Erase(key);
        } else if (pair.map().size() < 400 || random() % 4 == 0) {
            pair.Insert(key);
        }
        ASSERT_TRUE(pair.Agrees(key)) << "seed " << seed;
        ASSERT_EQ(pair.table().size(), pair.map().size()) << "seed " << seed;
        if (i % 100 != 0) continue;
        for (const auto& [present, slot] : pair.map()) {
            ASSERT_TRUE(pair.Agrees(present)) << "seed " << seed << " key " << present;
        }
    }
}

TEST(SlotTableTest, AgreesWithAMap) { RunRandomly(1, 0x3FF); }

TEST(SlotTableTest, WithManyEqualHomes) {
    RunRandomly(2, 0xFFFF'FF00'0000'0007);  // few low bits: long runs of cells
    RunRandomly(3, 0xFF00'003F);
}

TEST(SlotTableTest, ErasingShiftsBackAcrossTheEndOfTheArray) {
    // Keys of 64 cells whose homes are the last ones: the run wraps around to the first cells.
    constexpr std::uint64_t kKeys[] = {62, 63, 126, 127, 190, 0, 1};
    Pair pair;
    for (const std::uint64_t key : kKeys) pair.Insert(key);
    for (const std::uint64_t key : {63U, 62U, 127U, 0U, 126U, 1U, 190U}) {
        pair.Erase(key);
        for (const std::uint64_t other : kKeys) {
            EXPECT_TRUE(pair.Agrees(other)) << key << " " << other;
        }
    }
}

TEST(SlotTableTest, KeysOfOneHashAreToldApartByTheCaller) {
    SlotTable table;
    for (std::uint32_t slot = 0; slot < 100; ++slot) table.Insert(7, slot);
    for (std::uint32_t slot = 0; slot < 100; ++slot) {
        EXPECT_EQ(table.Find(7, [&](std::uint32_t other) { return other == slot; }), slot);
    }
    table.Erase(7, 50);
    EXPECT_EQ(table.Find(7, [](std::uint32_t s) { return s == 50; }), SlotTable::kNone);
    EXPECT_EQ(table.size(), 99u);
}

TEST(SlotTableDeathTest, ErasingWhatIsNotThereEndsTheProcess) {
    SlotTable table;
    table.Insert(7, 1);
    EXPECT_DEATH(table.Erase(7, 2), "kNone");
    EXPECT_DEATH(table.Erase(8, 1), "kNone");
    EXPECT_DEATH(table.Insert(7, SlotTable::kNone), "kNone");
}

}  // namespace
}  // namespace bourse
