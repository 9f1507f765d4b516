#include "services/engine/sqlite_journal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "services/engine/journal_fixture.h"

namespace bourse::engine {
namespace {

class SqliteJournalTest : public ::testing::Test {
protected:
    std::unique_ptr<SqliteJournal> Open() {
        auto journal = SqliteJournal::Open(OptionsOn(disk_));
        CHECK(journal.has_value());
        return *std::move(journal);
    }
    JournalError OpenFails(VerifyAtOpen verify = VerifyAtOpen::kEverything) {
        auto options = OptionsOn(disk_);
        options.verify = verify;
        const auto journal = SqliteJournal::Open(options);
        CHECK(!journal.has_value());
        return journal.error();
    }
    std::vector<StoredBatch> Append(SqliteJournal& journal, int count) {
        std::vector<StoredBatch> batches;
        for (int i = 0; i < count; ++i) {
            batches.push_back(NextBatch(random_, journal.head(), 100));
            const auto appended = journal.Append(View(batches.back()));
            EXPECT_TRUE(appended) << appended.error().message;
        }
        return batches;
    }
    // Ten batches of one command each: sequences 1 to 10.
    void Fill() {
        auto journal = Open();
        for (std::uint64_t i = 1; i <= 10; ++i) {
            const Payload payload = RandomPayload(random_, 100);
            ASSERT_TRUE(journal->Append({Sequence(i), Sequence(i), 1, payload}));
        }
    }
    void Tamper(const char* sql) {
        auto database = sql::Database::Open(OptionsOn(disk_).database);
        CHECK(database.has_value() && database->Execute(sql).has_value());
    }

    sim::PowerCutVfs disk_{"journal-test", 1};
    std::mt19937_64 random_{1};
};

TEST_F(SqliteJournalTest, ANewJournalIsEmpty) {
    auto journal = Open();
    EXPECT_EQ(journal->head(), JournalHead{});
    EXPECT_TRUE(ReadAll(*journal)->empty());
    EXPECT_TRUE(journal->Verify());
}

TEST_F(SqliteJournalTest, ReturnsWhatWasAppendedAlsoAfterReopening) {
    auto journal = Open();
    auto batches = Append(*journal, 20);
    EXPECT_EQ(*ReadAll(*journal), batches);
    const JournalHead head = journal->head();
    journal.reset();
    journal = Open();
    EXPECT_EQ(journal->head(), head);
    const auto more = Append(*journal, 5);
    batches.insert(batches.end(), more.begin(), more.end());
    EXPECT_EQ(*ReadAll(*journal), batches);
    EXPECT_TRUE(journal->Verify());
}

TEST_F(SqliteJournalTest, KnowsTheHeadAfterEachBatch) {
    auto journal = Open();
    std::vector<JournalHead> heads{journal->head()};
    for (int i = 0; i < 10; ++i) {
        Append(*journal, 1);
        heads.push_back(journal->head());
    }
    for (std::uint64_t last = 0; last <= journal->head().last.raw() + 1; ++last) {
        const auto expected = std::ranges::find(heads, Sequence(last), &JournalHead::last);
        const auto found = journal->HeadAt(Sequence(last));
        ASSERT_EQ(found.has_value(), expected != heads.end()) << last;
        if (found) {
            EXPECT_EQ(*found, *expected);
        } else {
            EXPECT_EQ(found.error().fault, JournalFault::kRefused);
        }
    }
}

TEST_F(SqliteJournalTest, ReadsFromTheBatchThatHoldsTheSequence) {
    auto journal = Open();
    const auto batches = Append(*journal, 10);
    for (std::uint64_t from = 1; from <= journal->head().last.raw() + 1; ++from) {
        std::vector<StoredBatch> expected;
        for (const auto& batch : batches) {
            if (batch.last.raw() >= from) expected.push_back(batch);
        }
        EXPECT_EQ(*ReadAll(*journal, Sequence(from)), expected) << "from " << from;
    }
    const Sequence beyond(journal->head().last.raw() + 2);
    EXPECT_EQ(ReadAll(*journal, beyond).error().fault, JournalFault::kRefused);
}

TEST_F(SqliteJournalTest, AVisitorMayStop) {
    auto journal = Open();
    Append(*journal, 5);
    int visits = 0;
    EXPECT_TRUE(journal->ReadFrom(Sequence(1), [&](const JournalBatch&) {
        return ++visits == 2 ? Journal::Visit::kStop : Journal::Visit::kContinue;
    }));
    EXPECT_EQ(visits, 2);
}

TEST_F(SqliteJournalTest, ARefusedBatchLeavesTheJournalUsable) {
    auto journal = Open();
    Append(*journal, 3);
    const JournalHead head = journal->head();
    const Payload payload(10);
    const auto gap = journal->Append({Sequence(head.last.raw() + 2), Sequence(99), 9, payload});
    ASSERT_FALSE(gap);
    EXPECT_EQ(gap.error().fault, JournalFault::kRefused);
    EXPECT_EQ(journal->head(), head);
    Append(*journal, 1);
    EXPECT_TRUE(journal->Verify());
}

TEST_F(SqliteJournalTest, AFailedAppendPoisons) {
    auto journal = Open();
    Append(*journal, 3);
    disk_.Plan({.write = {.first = 0, .count = 1, .code = SQLITE_FULL}});
    const auto batch = NextBatch(random_, journal->head(), 100);
    EXPECT_EQ(journal->Append(View(batch)).error().fault, JournalFault::kStorage);
    EXPECT_EQ(journal->Append(View(batch)).error().fault, JournalFault::kPoisoned);
    EXPECT_EQ(ReadAll(*journal).error().fault, JournalFault::kPoisoned);
    EXPECT_EQ(journal->Verify().error().fault, JournalFault::kPoisoned);
    disk_.Plan({});
    const auto left = disk_.image();
    journal.reset();
    EXPECT_EQ(disk_.image(), left) << "closing leaves the files to recovery";
}

struct Tampering {
    const char* name;
    const char* sql;
    std::uint64_t first_bad;
};

TEST_F(SqliteJournalTest, NamesTheFirstBadBatch) {
    Fill();
    const sim::PowerCutVfs::Image sound = disk_.image();
    const Tampering cases[] = {
        {"payload", "UPDATE journal SET payload = zeroblob(104) WHERE first_seq = 4", 4},
        {"shortened", "UPDATE journal SET payload = substr(payload, 1, 50) WHERE first_seq = 4", 4},
        {"emptied", "UPDATE journal SET payload = x'' WHERE first_seq = 4", 4},
        {"hash", "UPDATE journal SET hash = zeroblob(32) WHERE first_seq = 5", 5},
        {"previous hash", "UPDATE journal SET previous_hash = zeroblob(32) WHERE first_seq = 5", 5},
        {"last", "UPDATE journal SET last_seq = 7 WHERE first_seq = 6", 6},
        {"negative", "UPDATE journal SET last_seq = -1 WHERE first_seq = 6", 6},
        {"epoch lower", "UPDATE journal SET epoch = 0 WHERE first_seq = 7", 7},
        {"epoch higher", "UPDATE journal SET epoch = 5 WHERE first_seq = 7", 7},
        {"removed", "DELETE FROM journal WHERE first_seq = 3", 3},
        {"head removed", "DELETE FROM journal WHERE first_seq <= 2", 1},
        {"moved to front", "UPDATE journal SET first_seq = -5 WHERE first_seq = 3", 1},
        {"swapped",
         "UPDATE journal SET first_seq = 99 WHERE first_seq = 3;"
         "UPDATE journal SET first_seq = 3, last_seq = 3 WHERE first_seq = 8;"
         "UPDATE journal SET first_seq = 8, last_seq = 8 WHERE first_seq = 99",
         3},
        {"last batch", "UPDATE journal SET epoch = 2 WHERE first_seq = 10", 10},
    };
    for (const Tampering& tampering : cases) {
        disk_.Load(sound);
        Tamper(tampering.sql);
        const JournalError error = OpenFails();
        EXPECT_EQ(error.fault, JournalFault::kCorrupt) << tampering.name;
        EXPECT_EQ(error.sequence, Sequence(tampering.first_bad))
            << tampering.name << ": " << error.message;
    }
    disk_.Load(sound);
    EXPECT_TRUE(Open()->Verify()) << "control: untouched, it is sound";
}

TEST_F(SqliteJournalTest, OpenVerifiesTheLastBatchOrEverything) {
    Fill();
    Tamper("UPDATE journal SET epoch = 2 WHERE first_seq = 4");
    EXPECT_EQ(OpenFails().sequence, Sequence(4));
    auto options = OptionsOn(disk_);
    options.verify = VerifyAtOpen::kLastBatch;
    {
        const auto journal = SqliteJournal::Open(options);
        ASSERT_TRUE(journal) << "the last batch is sound";
        EXPECT_EQ((*journal)->Verify().error().sequence, Sequence(4));
        EXPECT_EQ(ReadAll(**journal, Sequence(4)).error().sequence, Sequence(4));
        EXPECT_EQ(ReadAll(**journal, Sequence(8))->size(), 3u);
    }
    Tamper("UPDATE journal SET epoch = 2 WHERE first_seq = 10");
    EXPECT_EQ(OpenFails(VerifyAtOpen::kLastBatch).fault, JournalFault::kCorrupt);
}

// Nothing inside the file can show that its end was cut off; only a head kept elsewhere does.
TEST_F(SqliteJournalTest, CutOffAtABatchItIsAValidShorterJournal) {
    Fill();
    const JournalHead anchor = Open()->head();
    Tamper("DELETE FROM journal WHERE first_seq > 6");
    auto journal = Open();
    EXPECT_TRUE(journal->Verify());
    EXPECT_EQ(journal->head().last, Sequence(6));
    EXPECT_NE(journal->head(), anchor) << "the anchor sees it";
    EXPECT_EQ(ReadAll(*journal, anchor.last).error().fault, JournalFault::kRefused)
        << "and so does a reader that is further";
}

TEST_F(SqliteJournalTest, RefusesAnotherKindOfFile) {
    Tamper("CREATE TABLE journal(first_seq INTEGER PRIMARY KEY)");
    EXPECT_EQ(OpenFails().fault, JournalFault::kIncompatible);
}

TEST_F(SqliteJournalTest, RefusesAnotherVersion) {
    Fill();
    Tamper("PRAGMA user_version=1");
    const JournalError error = OpenFails();
    EXPECT_EQ(error.fault, JournalFault::kIncompatible);
    EXPECT_NE(error.message.find("version 1"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find(", 2,"), std::string::npos) << error.message;
}

TEST(SqliteJournalFile, ASecondOpenerIsRefusedAndAReaderCannotAppend) {
    std::string pattern = (std::filesystem::temp_directory_path() / "journal-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    SqliteJournalOptions options{.database = {.path = pattern + "/journal.sqlite"}};
    std::mt19937_64 random(1);
    {
        auto first = SqliteJournal::Open(options);
        ASSERT_TRUE(first) << first.error().message;
        ASSERT_TRUE((*first)->Append(View(NextBatch(random, (*first)->head(), 100))));
        for (const auto access : {sql::Access::kExclusive, sql::Access::kReadOnly}) {
            auto second_options = options;
            second_options.database.access = access;
            const auto second = SqliteJournal::Open(second_options);
            ASSERT_FALSE(second);
            EXPECT_EQ(second.error().fault, JournalFault::kStorage);
            EXPECT_NE(second.error().message.find("locked"), std::string::npos);
        }
    }
    options.database.access = sql::Access::kReadOnly;
    auto reader = SqliteJournal::Open(options);
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ(ReadAll(**reader)->size(), 1u);
    const auto refused = (*reader)->Append(View(NextBatch(random, (*reader)->head(), 100)));
    EXPECT_EQ(refused.error().fault, JournalFault::kRefused);
    std::filesystem::remove_all(pattern);
}

}  // namespace
}  // namespace bourse::engine
