#include "core/book/order_index.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <map>
#include <random>

namespace bourse::book {
namespace {

constexpr OrderIndex::Capacity kSmall{.pages = 2, .directory = 2};

TEST(OrderIndex, AnswersNoneForDeadUnknownAndAbsurdIds) {
    OrderIndex index(kSmall);
    EXPECT_EQ(index.Find(OrderId(1)), kNoOrder);
    index.Insert(OrderId(1), OrderSlot(9));
    EXPECT_EQ(index.Find(OrderId(1)), OrderSlot(9));
    for (const std::uint64_t id :
         {std::uint64_t{0},
          std::uint64_t{2},
          OrderIndex::kPageIds,
          std::numeric_limits<std::uint64_t>::max()}) {
        EXPECT_EQ(index.Find(OrderId(id)), kNoOrder) << id;
    }
    EXPECT_EQ(index.Erase(OrderId(1)), OrderSlot(9));
    EXPECT_EQ(index.Find(OrderId(1)), kNoOrder);
    EXPECT_EQ(index.Erase(OrderId(1)), kNoOrder);
    EXPECT_EQ(index.size(), 0U);
}

TEST(OrderIndex, AReusedPageRemembersNothing) {
    OrderIndex index(kSmall);
    for (std::uint64_t id = 0; id < OrderIndex::kPageIds; ++id) {
        index.Insert(OrderId(id), OrderSlot(1));
    }
    for (std::uint64_t id = 0; id < OrderIndex::kPageIds; ++id) index.Erase(OrderId(id));
    const std::uint64_t next = OrderIndex::kPageIds * 100;  // a gap in the ids
    index.Insert(OrderId(next + 3), OrderSlot(2));
    EXPECT_EQ(index.page_count(), 1U);
    EXPECT_EQ(index.Find(OrderId(next)), kNoOrder);
    EXPECT_EQ(index.Find(OrderId(3)), kNoOrder);
    EXPECT_EQ(index.Find(OrderId(next + 3)), OrderSlot(2));
}

TEST(OrderIndexDeathTest, EndsOnAnIdThatIsThereAlready) {
    OrderIndex index(kSmall);
    index.Insert(OrderId(4), OrderSlot(1));
    EXPECT_DEATH(index.Insert(OrderId(4), OrderSlot(2)), "CHECK failed");
}

TEST(OrderIndex, HistoryDoesNotMakeItGrow) {
    OrderIndex index(kSmall);
    constexpr std::uint64_t kOpen = 10'000;
    for (std::uint64_t id = 1; id <= 3'000'000; ++id) {
        index.Insert(OrderId(id), OrderSlot(static_cast<std::uint32_t>(id)));
        if (id > kOpen) {
            ASSERT_NE(index.Erase(OrderId(id - kOpen)), kNoOrder);
        }
    }
    EXPECT_EQ(index.size(), kOpen);
    EXPECT_LE(index.page_count(), kOpen / OrderIndex::kPageIds + 2);
}

TEST(OrderIndex, EqualsAMapUnderRandomUse) {
    constexpr std::uint64_t kSeed = 7;
    SCOPED_TRACE(kSeed);
    std::mt19937_64 random(kSeed);
    OrderIndex index(kSmall);
    std::map<std::uint64_t, std::uint32_t> model;
    std::uint64_t next_id = 1;
    for (int i = 0; i < 300'000; ++i) {
        const std::uint64_t id = random() % (next_id + 10);
        if (random() % 2 == 0) {
            const auto slot = static_cast<std::uint32_t>(random() % 1'000'000);
            index.Insert(OrderId(next_id), OrderSlot(slot));
            model[next_id++] = slot;
        } else if (model.erase(id) > 0) {
            ASSERT_NE(index.Erase(OrderId(id)), kNoOrder);
        }
        const auto found = model.find(id);
        ASSERT_EQ(
            index.Find(OrderId(id)), found == model.end() ? kNoOrder : OrderSlot(found->second)
        );
        ASSERT_EQ(index.size(), model.size());
    }
}

}  // namespace
}  // namespace bourse::book
