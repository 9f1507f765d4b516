#include "services/engine/sqlite_snapshot_store.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/engine/journal_fixture.h"

namespace bourse::engine {
namespace {

using sim::Fault;
using sim::PowerCutVfs;

class SqliteSnapshotStoreTest : public ::testing::Test {
protected:
    sql::DatabaseOptions Options() const {
        return {.path = "snapshots", .vfs = disk_.name(), .checkpoint_pages = 8};
    }
    std::unique_ptr<SqliteSnapshotStore> Open() const {
        auto store = SqliteSnapshotStore::Open(Options());
        CHECK(store.has_value());
        return *std::move(store);
    }
    static Snapshot Make(std::uint64_t sequence, std::size_t size = 20'000) {
        std::mt19937_64 random(sequence);
        Snapshot snapshot;
        snapshot.info = {Sequence(sequence), sequence, ~sequence, {}};
        snapshot.info.journal_hash.fill(static_cast<std::byte>(sequence));
        snapshot.payload = RandomPayload(random, size);
        return snapshot;
    }
    static Expected<void, std::string> Save(SnapshotStore& store, std::uint64_t sequence) {
        const Snapshot snapshot = Make(sequence);
        return store.Save(snapshot.info, snapshot.payload);
    }
    void SaveThree() {
        auto store = Open();
        for (const std::uint64_t sequence : {10u, 20u, 30u}) ASSERT_TRUE(Save(*store, sequence));
    }
    void Tamper(const char* sql) {
        auto database = sql::Database::Open(Options());
        CHECK(database.has_value() && database->Execute(sql).has_value());
    }
    static void ExpectIs(const LoadedSnapshot& loaded, std::uint64_t sequence) {
        ASSERT_TRUE(loaded.newest.has_value());
        EXPECT_EQ(loaded.newest->info, Make(sequence).info);
        EXPECT_EQ(loaded.newest->payload, Make(sequence).payload);
    }

    PowerCutVfs disk_{"snapshot-test", 1};
};

TEST_F(SqliteSnapshotStoreTest, ANewStoreHasNone) {
    const auto loaded = Open()->LoadNewest();
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(loaded->newest);
    EXPECT_TRUE(loaded->rejected.empty());
}

TEST_F(SqliteSnapshotStoreTest, LoadsTheNewestAndKeepsTheOneBefore) {
    SaveThree();
    const auto loaded = Open()->LoadNewest();
    ASSERT_TRUE(loaded);
    ExpectIs(*loaded, 30);
    EXPECT_TRUE(loaded->rejected.empty());
    auto database = sql::Database::Open(Options());
    ASSERT_TRUE(database);
    EXPECT_EQ(*database->QueryText("SELECT group_concat(sequence) FROM snapshot"), "20,30");
}

TEST_F(SqliteSnapshotStoreTest, RefusesWhatIsNotNewerAndWhatIsEmpty) {
    SaveThree();
    auto store = Open();
    const auto again = Save(*store, 30);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), "snapshot not saved: its sequence is 30, allowed are those above 30");
    EXPECT_FALSE(store->Save(Make(40).info, {}));
    ExpectIs(*store->LoadNewest(), 30);
}

TEST_F(SqliteSnapshotStoreTest, FallsBackWhenTheNewestIsDamagedAndSaysWhy) {
    SaveThree();
    const auto sound = disk_.image();
    const std::pair<const char*, const char*> cases[] = {
        {"SET payload = x''", "its payload has 0 bytes"},
        {"SET payload = substr(payload, 1, 512)", "its checksum is"},
        {"SET payload = zeroblob(20000)", "its checksum is"},
        {"SET command_count = 0", "its checksum is"},
        {"SET state_hash = state_hash + 1", "its checksum is"},
        {"SET crc = 0", "its checksum is"},
        {"SET journal_hash = zeroblob(32)", "its checksum is"},
        {"SET journal_hash = x'00'", "its journal hash has 1 bytes"},
        {"SET sequence = 31", "its checksum is"},
    };
    for (const auto& [change, reason] : cases) {
        disk_.Load(sound);
        Tamper(fmt::format("UPDATE snapshot {} WHERE sequence = 30", change).c_str());
        const auto loaded = Open()->LoadNewest();
        ASSERT_TRUE(loaded) << change;
        ExpectIs(*loaded, 20);
        ASSERT_EQ(loaded->rejected.size(), 1u) << change;
        EXPECT_GE(loaded->rejected[0].sequence, Sequence(30)) << change;
        EXPECT_NE(loaded->rejected[0].reason.find(reason), std::string::npos)
            << change << ": " << loaded->rejected[0].reason;
    }
}

TEST_F(SqliteSnapshotStoreTest, WithBothDamagedThereIsNone) {
    SaveThree();
    Tamper("UPDATE snapshot SET command_count = 0");
    const auto loaded = Open()->LoadNewest();
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(loaded->newest);
    ASSERT_EQ(loaded->rejected.size(), 2u);
    EXPECT_EQ(loaded->rejected[0].sequence, Sequence(30));
    EXPECT_EQ(loaded->rejected[1].sequence, Sequence(20));
}

TEST_F(SqliteSnapshotStoreTest, RefusesAJournalFile) {
    { ASSERT_TRUE(SqliteJournal::Open({.database = Options()})); }
    EXPECT_FALSE(SqliteSnapshotStore::Open(Options()));
}

TEST_F(SqliteSnapshotStoreTest, RottenBitsNeverGiveAWrongSnapshot) {
    SaveThree();
    const auto sound = disk_.image();
    std::mt19937_64 random(1);
    int fallbacks = 0;
    for (int sample = 0; sample < 2000; ++sample) {
        auto image = sound;
        auto& bytes = image.at("snapshots");
        for (auto flips = 1 + random() % 8; flips > 0; --flips) {
            bytes[random() % bytes.size()] ^= static_cast<std::byte>(1u << (random() % 8));
        }
        disk_.Load(image);
        const auto store = SqliteSnapshotStore::Open(Options());
        if (!store) continue;
        const auto loaded = (*store)->LoadNewest();
        if (!loaded || !loaded->newest) continue;
        const Snapshot& snapshot = *loaded->newest;
        const auto sequence = snapshot.info.sequence.raw();
        ASSERT_TRUE(sequence == 20 || sequence == 30) << "seed 1, sample " << sample;
        ASSERT_EQ(snapshot.info, Make(sequence).info) << "seed 1, sample " << sample;
        ASSERT_EQ(snapshot.payload, Make(sequence).payload) << "seed 1, sample " << sample;
        fallbacks += sequence == 20 ? 1 : 0;
    }
    EXPECT_GT(fallbacks, 100) << "control: the flips do hit";
}

TEST_F(SqliteSnapshotStoreTest, AFullDiskRefusesOneSaveAndNoMore) {
    SaveThree();
    auto store = Open();
    for (std::uint64_t write = 0; write < 8; ++write) {
        disk_.Plan({.write = {.first = write, .count = Fault::kForever, .code = SQLITE_FULL}});
        EXPECT_FALSE(Save(*store, 40));
        ExpectIs(*store->LoadNewest(), 30);
    }
    disk_.Plan({});
    const auto saved = Save(*store, 40);
    EXPECT_TRUE(saved) << saved.error();
    ExpectIs(*store->LoadNewest(), 40);
}

// Saves sequences 1, 2, … until the power fails at `cut`; answers whether the newest acknowledged
// snapshot, or the one in flight, is what a restart finds.
struct CutResult {
    bool survived = false;
    bool finished = false;  // there were fewer than `cut` operations
};

CutResult CutWhileSaving(std::uint64_t cut, std::uint64_t seed, sql::Synchronous synchronous) {
    PowerCutVfs disk("snapshot-cut", seed);
    const sql::DatabaseOptions options{
        .path = "snapshots",
        .vfs = disk.name(),
        .synchronous = synchronous,
        .checkpoint_pages = 8,
    };
    const Payload payload(5'000, std::byte{1});
    std::uint64_t acknowledged = 0;
    disk.Plan({.cut_at_operation = cut});
    {
        auto store = SqliteSnapshotStore::Open(options);
        while (store && acknowledged < 6) {
            if (!(*store)->Save({.sequence = Sequence(acknowledged + 1)}, payload)) break;
            ++acknowledged;
        }
        if (disk.powered()) disk.Cut();
    }
    const bool finished = disk.counts().operations <= cut;
    disk.Boot();
    const auto store = SqliteSnapshotStore::Open(options);
    if (!store) return {false, finished};
    const auto loaded = (*store)->LoadNewest();
    if (!loaded || !loaded->rejected.empty()) return {false, finished};
    const std::uint64_t found = loaded->newest ? loaded->newest->info.sequence.raw() : 0;
    return {found == acknowledged || found == acknowledged + 1, finished};
}

TEST(SnapshotPowerCut, AnAcknowledgedSnapshotIsNeverLost) {
    int cuts = 0;
    int lost_without_sync = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        bool finished = false;
        for (std::uint64_t cut = 0; !finished; ++cut, ++cuts) {
            const auto full = CutWhileSaving(cut, seed, sql::Synchronous::kFull);
            ASSERT_TRUE(full.survived) << "seed " << seed << ", cut at operation " << cut;
            finished = full.finished;
            const auto off = CutWhileSaving(cut, seed, sql::Synchronous::kUnsafeOff);
            lost_without_sync += off.survived ? 0 : 1;
        }
    }
    EXPECT_GT(cuts, 300);
    EXPECT_GT(lost_without_sync, 0) << "control";
    fmt::print(
        "power cuts while saving: {}, lost: 0; control (synchronous=OFF) lost: {}\n",
        cuts,
        lost_without_sync
    );
}

}  // namespace
}  // namespace bourse::engine
