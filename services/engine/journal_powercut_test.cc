// The journal on a disk that fails: suite B of the reliability programme. An oracle outside of the
// disk knows what was submitted and acknowledged; after each fault it judges what recovery found.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "services/engine/journal_fixture.h"

namespace bourse::engine {
namespace {

using sim::Fault;
using sim::PowerCutVfs;
using sql::Synchronous;

struct Tally {
    std::uint64_t cuts = 0;
    std::uint64_t faults = 0;  // failed writes or syncs, or each first one of many
    std::uint64_t acknowledged = 0;
    std::uint64_t lost = 0;     // acknowledged, and not there afterwards
    std::uint64_t doubled = 0;  // there more than once
    std::uint64_t ghosts = 0;   // there, and not what was submitted
    std::uint64_t unreadable = 0;
    std::uint64_t acknowledged_after_error = 0;

    bool Damaged() const { return lost + doubled + ghosts + unreadable > 0; }
};

class Oracle {
public:
    explicit Oracle(Tally& tally) : tally_(tally) {}

    void Submit(const StoredBatch& batch) { in_flight_ = batch; }
    void Acknowledge() {
        acknowledged_.push_back(*std::exchange(in_flight_, std::nullopt));
        ++tally_.acknowledged;
    }

    // What is found now is the history from here on: the unknown outcome is resolved, and stays.
    void Judge(const std::vector<StoredBatch>& found) {
        for (const StoredBatch& batch : acknowledged_) {
            const auto copies = std::ranges::count(found, batch);
            tally_.lost += copies == 0 ? 1 : 0;
            tally_.doubled += copies > 1 ? 1 : 0;
        }
        for (const StoredBatch& batch : found) {
            const bool known = std::ranges::count(acknowledged_, batch) > 0;
            tally_.ghosts += known || batch == in_flight_ ? 0 : 1;
        }
        acknowledged_ = found;
        in_flight_.reset();
    }

private:
    Tally& tally_;
    std::vector<StoredBatch> acknowledged_;
    std::optional<StoredBatch> in_flight_;
};

// A writer that dies and comes back on one disk.
class Trial {
public:
    Trial(std::uint64_t seed, Synchronous synchronous, Tally& tally)
        : disk_("journal-powercut", seed),
          random_(seed),
          options_(OptionsOn(disk_)),
          tally_(tally),
          oracle_(tally) {
        options_.database.synchronous = synchronous;
    }

    PowerCutVfs& disk() { return disk_; }
    std::uint64_t Draw(std::uint64_t bound) { return random_() % bound; }

    // Appends `count` batches under `faults`, insisting after an error as no engine should. The
    // journal stays open.
    void Write(int count, const PowerCutVfs::Faults& faults) {
        disk_.Plan(faults);
        auto opened = SqliteJournal::Open(options_);
        if (!opened) return;
        journal_ = *std::move(opened);
        bool failed = false;
        for (int i = 0; i < count; ++i) {
            const std::size_t size = 1 + Draw(Draw(2) == 0 ? 300 : 12'000);
            const StoredBatch batch = NextBatch(random_, journal_->head(), size);
            if (!failed) oracle_.Submit(batch);
            if (!journal_->Append(View(batch))) {
                failed = true;
            } else if (failed) {
                ++tally_.acknowledged_after_error;
            } else {
                oracle_.Acknowledge();
            }
        }
    }

    // The power fails, if it has not yet, with the journal open.
    void CutPower() {
        if (disk_.powered()) disk_.Cut();
        ++tally_.cuts;
        journal_.reset();
        disk_.Boot();
    }

    // The process ends; the page cache lives on.
    void EndProcess() {
        journal_.reset();
        disk_.Plan({});
    }

    // False when nothing can be read any more.
    bool Recover() {
        auto journal = SqliteJournal::Open(options_);
        const auto found = journal ? ReadAll(**journal) : Unexpected{journal.error()};
        if (found) {
            oracle_.Judge(*found);
        } else {
            ++tally_.unreadable;
        }
        return found.has_value();
    }

    // Recovery itself may be cut before it is done.
    bool CutAndRecover() {
        CutPower();
        if (Draw(2) == 0) {
            disk_.Plan({.cut_at_operation = Draw(12)});
            static_cast<void>(SqliteJournal::Open(options_).has_value());
            CutPower();
        }
        return Recover();
    }

private:
    PowerCutVfs disk_;
    std::mt19937_64 random_;
    SqliteJournalOptions options_;
    Tally& tally_;
    Oracle oracle_;
    std::unique_ptr<SqliteJournal> journal_;
};

constexpr int kBatches = 12;

PowerCutVfs::Counts CountCalls(std::uint64_t seed) {
    Tally ignored;
    Trial trial(seed, Synchronous::kFull, ignored);
    trial.Write(kBatches, {});
    return trial.disk().counts();
}

// Cuts at every operation of a run, and twice more at random while the writer carries on.
Tally CutEverywhere(std::uint64_t seeds, Synchronous synchronous) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::uint64_t operations = CountCalls(seed).operations;
        for (std::uint64_t cut = 0; cut <= operations; ++cut) {
            Trial trial(seed, synchronous, tally);
            trial.Write(kBatches, {.cut_at_operation = cut});
            for (int again = 0; trial.CutAndRecover() && again < 2; ++again) {
                trial.Write(kBatches, {.cut_at_operation = trial.Draw(operations)});
            }
            if (synchronous == Synchronous::kFull && tally.Damaged()) {
                ADD_FAILURE() << "seed " << seed << ", cut at operation " << cut;
                return tally;
            }
        }
    }
    return tally;
}

TEST(JournalPowerCut, NothingAcknowledgedIsLost) {
    const Tally full = CutEverywhere(10, Synchronous::kFull);
    EXPECT_GE(full.cuts, 2000u);
    EXPECT_GT(full.acknowledged, full.cuts);
    EXPECT_FALSE(full.Damaged());
    EXPECT_EQ(full.acknowledged_after_error, 0u);

    const Tally off = CutEverywhere(2, Synchronous::kUnsafeOff);
    const Tally normal = CutEverywhere(2, Synchronous::kUnsafeNormal);
    EXPECT_GT(off.lost, 0u) << "control";
    EXPECT_GT(off.unreadable, 0u) << "control";
    EXPECT_GT(normal.lost, 0u) << "control";
    fmt::print(
        "power cuts: {}, acknowledged batches: {}, lost: {}, doubled: {}; "
        "control (synchronous=OFF) lost: {} and {} files, "
        "control (synchronous=NORMAL) lost: {} and {} files\n",
        full.cuts,
        full.acknowledged,
        full.lost,
        full.doubled,
        off.lost,
        off.unreadable,
        normal.lost,
        normal.unreadable
    );
}

TEST(JournalPowerCut, RecoversAndWritesFiveHundredTimesOnOneFile) {
    Tally tally;
    Trial trial(1, Synchronous::kFull, tally);
    for (int cycle = 0; cycle < 500; ++cycle) {
        trial.Write(3, {.cut_at_operation = trial.Draw(40)});
        ASSERT_TRUE(trial.CutAndRecover()) << "seed 1, cycle " << cycle;
        ASSERT_FALSE(tally.Damaged()) << "seed 1, cycle " << cycle;
    }
    fmt::print("recoveries of one file: 500, acknowledged batches: {}\n", tally.acknowledged);
}

// Every call of one kind fails in turn, once or from there on; then the process ends, or the power.
Tally FailEverywhere(Fault PowerCutVfs::Faults::*kind, int code) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const auto counts = CountCalls(seed);
        const bool writes = kind == &PowerCutVfs::Faults::write;
        for (std::uint64_t call = 0; call < (writes ? counts.writes : counts.syncs); ++call) {
            for (const std::uint64_t count : {std::uint64_t{1}, Fault::kForever}) {
                for (const bool power_cut : {false, true}) {
                    Trial trial(seed, Synchronous::kFull, tally);
                    PowerCutVfs::Faults faults;
                    ++tally.faults;
                    faults.*kind = {.first = call, .count = count, .code = code};
                    trial.Write(kBatches, faults);
                    power_cut ? trial.CutPower() : trial.EndProcess();
                    trial.Recover();
                    EXPECT_FALSE(tally.Damaged()) << "seed " << seed << ", call " << call;
                }
            }
        }
    }
    EXPECT_EQ(tally.acknowledged_after_error, 0u);
    return tally;
}

TEST(JournalPowerCut, AFailedSyncStopsTheJournalAndLosesNothing) {
    const Tally tally = FailEverywhere(&PowerCutVfs::Faults::sync, SQLITE_IOERR_FSYNC);
    EXPECT_GT(tally.acknowledged, 100u);
    fmt::print(
        "failed syncs: {}, acknowledged batches: {}, lost: {}, acknowledged after the error: {}\n",
        tally.faults,
        tally.acknowledged,
        tally.lost,
        tally.acknowledged_after_error
    );
}

TEST(JournalPowerCut, AFullDiskStopsTheJournalAndLosesNothing) {
    const Tally tally = FailEverywhere(&PowerCutVfs::Faults::write, SQLITE_FULL);
    EXPECT_GT(tally.acknowledged, 100u);
    fmt::print(
        "disk full: {}, acknowledged batches: {}, lost: {}, acknowledged after the error: {}\n",
        tally.faults,
        tally.acknowledged,
        tally.lost,
        tally.acknowledged_after_error
    );
}

TEST(JournalPowerCut, TheOracleSeesALyingDisk) {
    std::uint64_t trials = 0;
    std::uint64_t seen = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed, ++trials) {
        Tally tally;
        Trial trial(seed, Synchronous::kFull, tally);
        trial.Write(kBatches, {.lying_sync = {.first = trial.Draw(8), .count = Fault::kForever}});
        trial.CutPower();
        trial.Recover();
        seen += tally.Damaged() ? 1 : 0;
    }
    EXPECT_GT(seen, trials / 2);
    fmt::print("lying disks: {}, seen by the loss: {}\n", trials, seen);
}

// Bits rot in a file at rest.
class BitRot : public ::testing::Test {
protected:
    static constexpr int kSamples = 3000;

    enum class Finding { kDetected, kUntouched, kShorter, kSilent };

    // Fifty batches; closed in order they all lie in the database file, otherwise also in the WAL.
    void Fill(bool close_in_order) {
        auto journal = *SqliteJournal::Open(OptionsOn(disk_));
        for (int i = 0; i < 50; ++i) {
            // Small ones at the end, so that the last page holds several.
            const std::size_t size = i < 45 ? 1 + random_() % 3000 : 100;
            batches_.push_back(NextBatch(random_, journal->head(), size));
            ASSERT_TRUE(journal->Append(View(batches_.back())));
        }
        if (!close_in_order) disk_.Cut();
        journal.reset();
        disk_.Boot();
        sound_ = disk_.image();
    }

    void Flip(const std::string& file) {
        PowerCutVfs::Image image = sound_;
        PowerCutVfs::Bytes& bytes = image.at(file);
        for (std::uint64_t flips = 1 + random_() % 8; flips > 0; --flips) {
            bytes[random_() % bytes.size()] ^= static_cast<std::byte>(1u << (random_() % 8));
        }
        disk_.Load(image);
    }

    Finding ReadVerified() {
        auto journal = SqliteJournal::Open(OptionsOn(disk_));
        if (!journal) return Finding::kDetected;
        const auto found = ReadAll(**journal);
        if (!found) return Finding::kDetected;
        if (*found == batches_) return Finding::kUntouched;
        const bool prefix = found->size() < batches_.size() &&
                            std::equal(found->begin(), found->end(), batches_.begin());
        return prefix ? Finding::kShorter : Finding::kSilent;
    }

    // The control: the payloads as SQLite gives them, without our checks.
    Finding ReadUnverified() {
        auto database = sql::Database::Open(OptionsOn(disk_).database);
        if (!database) return Finding::kDetected;
        auto select = database->Prepare("SELECT payload FROM journal ORDER BY first_seq");
        if (!select) return Finding::kDetected;
        for (const StoredBatch& batch : batches_) {
            const auto row = select->Step();
            if (!row) return Finding::kDetected;
            if (*row == sql::Statement::Result::kDone) return Finding::kShorter;
            const auto stored = select->Blob(0);
            const bool equal =
                stored.size() == batch.payload.size() + 4 &&
                std::ranges::equal(stored.first(batch.payload.size()), batch.payload);
            if (!equal) return Finding::kSilent;
        }
        return Finding::kUntouched;
    }

    PowerCutVfs disk_{"bit-rot", 1};
    std::mt19937_64 random_{1};
    std::vector<StoredBatch> batches_;
    PowerCutVfs::Image sound_;
};

TEST_F(BitRot, OfTheDatabaseIsAlwaysDetected) {
    Fill(true);
    ASSERT_EQ(sound_.size(), 1u);
    std::map<Finding, int> verified;
    std::map<Finding, int> unverified;
    for (int sample = 0; sample < kSamples; ++sample) {
        Flip("journal");
        const auto rotten = disk_.image();
        ++verified[ReadVerified()];
        disk_.Load(rotten);
        ++unverified[ReadUnverified()];
    }
    EXPECT_EQ(verified[Finding::kSilent] + verified[Finding::kShorter], 0) << "seed 1";
    EXPECT_GT(verified[Finding::kDetected], kSamples / 2);
    EXPECT_GT(unverified[Finding::kSilent], 0) << "control";
    fmt::print(
        "bit rot: {} samples, {} detected, {} in unused bytes, silent: {}; "
        "control (no checksums) silent: {}\n",
        kSamples,
        verified[Finding::kDetected],
        verified[Finding::kUntouched],
        verified[Finding::kSilent] + verified[Finding::kShorter],
        unverified[Finding::kSilent]
    );
}

// A page that forgets its last row: at the end of the journal, the chain alone would not miss it.
TEST_F(BitRot, OfTheNumberOfRowsIsAlwaysDetected) {
    constexpr std::size_t kPageBytes = 4096;
    constexpr std::byte kTableLeaf{0x0D};
    Fill(true);
    const PowerCutVfs::Bytes& bytes = sound_.at("journal");
    int pages = 0;
    for (std::size_t page = kPageBytes; page < bytes.size(); page += kPageBytes) {
        if (bytes[page] != kTableLeaf) continue;
        PowerCutVfs::Image image = sound_;
        std::byte& rows = image.at("journal")[page + 4];
        rows = static_cast<std::byte>(static_cast<int>(rows) - 1);
        disk_.Load(image);
        EXPECT_EQ(ReadVerified(), Finding::kDetected) << "page at " << page;
        ++pages;
    }
    EXPECT_GT(pages, 5);
}

// SQLite takes a damaged frame for the end of the WAL, as after a power cut. What is left is a true
// beginning of the journal; that its end is missing shows only against a head kept elsewhere.
TEST_F(BitRot, OfTheWalNeverAltersABatch) {
    Fill(false);
    ASSERT_TRUE(sound_.contains("journal-wal"));
    std::map<Finding, int> findings;
    for (int sample = 0; sample < kSamples; ++sample) {
        Flip("journal-wal");
        ++findings[ReadVerified()];
    }
    EXPECT_EQ(findings[Finding::kSilent], 0) << "seed 1";
    fmt::print(
        "bit rot of the WAL: {} samples, {} detected, {} cut short, altered: {}\n",
        kSamples,
        findings[Finding::kDetected],
        findings[Finding::kShorter],
        findings[Finding::kSilent]
    );
}

}  // namespace
}  // namespace bourse::engine
