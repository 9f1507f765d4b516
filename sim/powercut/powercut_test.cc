#include "sim/powercut/powercut.h"

#include <gtest/gtest.h>

#include "core/base/check.h"

namespace bourse::sim {
namespace {

constexpr const char* kName = "powercut";

// One open file of the disk, used through the same calls as SQLite's.
class OpenFile {
public:
    explicit OpenFile(const char* name, int type = SQLITE_OPEN_MAIN_DB) {
        sqlite3_vfs* const vfs = sqlite3_vfs_find(kName);
        memory_.resize(static_cast<std::size_t>(vfs->szOsFile));
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | type;
        CHECK(vfs->xOpen(vfs, name, file(), flags, nullptr) == SQLITE_OK);
    }
    ~OpenFile() { file()->pMethods->xClose(file()); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int Write(const PowerCutVfs::Bytes& bytes, sqlite3_int64 offset) {
        return file()->pMethods->xWrite(
            file(), bytes.data(), static_cast<int>(bytes.size()), offset
        );
    }
    int Sync() { return file()->pMethods->xSync(file(), SQLITE_SYNC_NORMAL); }
    int Truncate(sqlite3_int64 size) { return file()->pMethods->xTruncate(file(), size); }

private:
    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

    std::vector<std::max_align_t> memory_;
};

PowerCutVfs::Bytes Filled(std::size_t size, int value) {
    return PowerCutVfs::Bytes(size, static_cast<std::byte>(value));
}

TEST(PowerCutVfs, WhatIsSyncedSurvives) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        PowerCutVfs disk(kName, seed);
        {
            OpenFile file("f", SQLITE_OPEN_WAL);
            ASSERT_EQ(file.Write(Filled(5000, 1), 0), SQLITE_OK);
            ASSERT_EQ(file.Sync(), SQLITE_OK);
            disk.Cut();
            EXPECT_EQ(file.Write(Filled(1, 2), 0), SQLITE_IOERR_WRITE);
            disk.Boot();
            EXPECT_EQ(file.Write(Filled(1, 2), 0), SQLITE_IOERR_WRITE) << "handles stay dead";
        }
        EXPECT_EQ(disk.image(), (PowerCutVfs::Image{{"f", Filled(5000, 1)}})) << "seed " << seed;
    }
}

TEST(PowerCutVfs, WhatIsNotSyncedIsDroppedKeptOrTornAtSectors) {
    int dropped = 0;
    int kept = 0;
    int torn = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        PowerCutVfs disk(kName, seed);
        OpenFile file("f", SQLITE_OPEN_WAL);
        ASSERT_EQ(file.Write(Filled(2048, 1), 0), SQLITE_OK);
        ASSERT_EQ(file.Sync(), SQLITE_OK);
        ASSERT_EQ(file.Write(Filled(2048, 2), 0), SQLITE_OK);
        disk.Cut();
        const auto bytes = disk.image().at("f");
        ASSERT_EQ(bytes.size(), 2048u);
        int sectors = 0;
        for (std::size_t sector = 0; sector < 4; ++sector) {
            const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(sector * 512);
            EXPECT_TRUE(std::all_of(first, first + 512, [&](auto byte) { return byte == *first; }));
            sectors += *first == std::byte{2} ? 1 : 0;
        }
        ++(sectors == 0 ? dropped : sectors == 4 ? kept : torn);
    }
    EXPECT_GT(dropped, 50);
    EXPECT_GT(kept, 50);
    EXPECT_GT(torn, 50);
}

TEST(PowerCutVfs, ALaterWriteMaySurviveAnEarlierOne) {
    bool reordered = false;
    for (std::uint64_t seed = 0; seed < 100 && !reordered; ++seed) {
        PowerCutVfs disk(kName, seed);
        OpenFile file("f", SQLITE_OPEN_WAL);
        ASSERT_EQ(file.Sync(), SQLITE_OK);
        ASSERT_EQ(file.Write(Filled(512, 1), 0), SQLITE_OK);
        ASSERT_EQ(file.Write(Filled(512, 2), 512), SQLITE_OK);
        disk.Cut();
        const auto bytes = disk.image().at("f");
        reordered = bytes.size() == 1024 && bytes[0] == std::byte{0} && bytes[512] == std::byte{2};
    }
    EXPECT_TRUE(reordered);
}

TEST(PowerCutVfs, ANameSurvivesOnlyADirectorySync) {
    int vanished = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        PowerCutVfs disk(kName, seed);
        OpenFile database("db");
        ASSERT_EQ(database.Write(Filled(512, 1), 0), SQLITE_OK);
        ASSERT_EQ(database.Sync(), SQLITE_OK);
        if (seed % 2 == 0) {
            OpenFile wal("wal", SQLITE_OPEN_WAL);
            ASSERT_EQ(wal.Sync(), SQLITE_OK);
            disk.Cut();
            EXPECT_TRUE(disk.image().contains("db")) << "seed " << seed;
        } else {
            disk.Cut();
            vanished += disk.image().contains("db") ? 0 : 1;
        }
    }
    EXPECT_GT(vanished, 10);
}

TEST(PowerCutVfs, CutsAtTheChosenOperation) {
    PowerCutVfs disk(kName, 1);
    OpenFile file("f", SQLITE_OPEN_WAL);
    disk.Plan({.cut_at_operation = 2});
    EXPECT_EQ(file.Write(Filled(10, 1), 0), SQLITE_OK);
    EXPECT_EQ(file.Truncate(5), SQLITE_OK);
    EXPECT_TRUE(disk.powered());
    EXPECT_EQ(file.Sync(), SQLITE_IOERR_FSYNC);
    EXPECT_FALSE(disk.powered());
}

TEST(PowerCutVfs, FaultsHitTheChosenCalls) {
    PowerCutVfs disk(kName, 1);
    OpenFile file("f", SQLITE_OPEN_WAL);
    disk.Plan(
        {.write = {.first = 1, .count = 2, .code = SQLITE_FULL},
         .sync = {.first = 1, .count = Fault::kForever, .code = SQLITE_IOERR_FSYNC}}
    );
    for (const int expected : {SQLITE_OK, SQLITE_FULL, SQLITE_FULL, SQLITE_OK}) {
        EXPECT_EQ(file.Write(Filled(1, 1), 0), expected);
    }
    for (const int expected : {SQLITE_OK, SQLITE_IOERR_FSYNC, SQLITE_IOERR_FSYNC}) {
        EXPECT_EQ(file.Sync(), expected);
    }
}

TEST(PowerCutVfs, AFailedSyncForgetsWhatWasPending) {
    bool lost = false;
    for (std::uint64_t seed = 0; seed < 50 && !lost; ++seed) {
        PowerCutVfs disk(kName, seed);
        OpenFile file("f", SQLITE_OPEN_WAL);
        ASSERT_EQ(file.Sync(), SQLITE_OK);
        disk.Plan({.sync = {.first = 0}});
        ASSERT_EQ(file.Write(Filled(512, 1), 0), SQLITE_OK);
        EXPECT_EQ(file.Sync(), SQLITE_IOERR);
        EXPECT_EQ(file.Sync(), SQLITE_OK);
        disk.Cut();
        lost = disk.image().at("f").empty();
    }
    EXPECT_TRUE(lost) << "the second sync must not bring the pages back";
}

TEST(PowerCutVfs, TheSameSeedGivesTheSameDisk) {
    const auto run = [](std::uint64_t seed) {
        PowerCutVfs disk(kName, seed);
        OpenFile file("f", SQLITE_OPEN_WAL);
        for (int i = 0; i < 20; ++i) EXPECT_EQ(file.Write(Filled(4096, i), i * 1024), SQLITE_OK);
        disk.Cut();
        return disk.image();
    };
    EXPECT_EQ(run(7), run(7));
    EXPECT_NE(run(7), run(8));
}

}  // namespace
}  // namespace bourse::sim
