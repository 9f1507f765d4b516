#include "apps/bourse/journal_tool.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "apps/bourse/data_directory.h"
#include "core/wire/command_codec.h"
#include "platform/sql/sqlite.h"
#include "services/engine/sqlite_journal.h"

namespace bourse::apps {
namespace {

using Task = JournalOptions::Task;

class JournalToolTest : public testing::Test {
protected:
    JournalToolTest() {
        auto journal = Open();
        Append(*journal, Sequence(1), 2);
        Append(*journal, Sequence(3), 1);
    }
    std::string file() const { return (directory_.path() / "journal.sqlite").string(); }

    std::unique_ptr<engine::SqliteJournal> Open() const {
        engine::SqliteJournalOptions options;
        options.database.path = file();
        return std::move(*engine::SqliteJournal::Open(options));
    }
    static void Append(engine::Journal& journal, Sequence first, std::uint64_t count) {
        wire::ByteBuffer payload;
        auto command = MakeCommand<Deposit>(kFirstCustomerAccount);
        command.amount = Amount(77);
        for (std::uint64_t i = 0; i < count; ++i) {
            wire::AppendJournaledCommand(Timestamp(1'500'000'000), wire::Command(command), payload);
        }
        const Sequence last(first.raw() + count - 1);
        ASSERT_TRUE(journal.Append({first, last, 1, payload.bytes()}));
    }
    // What is printed, or the error.
    std::string Show(JournalOptions options) const {
        if (options.path.empty()) options.path = directory_.path();
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(std::tmpfile(), std::fclose);
        const auto shown = ShowJournal(options, output.get());
        if (!shown) return shown.error();
        std::string text(1 << 16, '\0');
        std::rewind(output.get());
        text.resize(std::fread(text.data(), 1, text.size(), output.get()));
        return text;
    }

    DataDirectory directory_ = *DataDirectory::MakeEphemeral();
};

TEST_F(JournalToolTest, VerifyNamesTheCountAndTheHead) {
    const std::string text = Show({});
    EXPECT_TRUE(text.starts_with("sound: 3 commands, head ")) << text;
    EXPECT_EQ(text, Show({.path = file()}));
}

TEST_F(JournalToolTest, VerifyNamesTheFirstBadBatch) {
    {
        sql::DatabaseOptions options;
        options.path = file();
        auto database = *sql::Database::Open(options);
        ASSERT_TRUE(database.Execute("UPDATE journal SET payload = zeroblob(length(payload))"));
    }
    const std::string text = Show({});
    EXPECT_NE(text.find("journal.sqlite: batch at sequence 1: "), std::string::npos) << text;
    EXPECT_EQ(RunJournal({.path = file()}), 1);
}

TEST_F(JournalToolTest, DumpPrintsACommandALine) {
    const std::string line =
        " 1970-01-01T00:00:01.500000000Z account 2 Deposit asset=0 amount=77\n";
    EXPECT_EQ(Show({.task = Task::kDump}), "1" + line + "2" + line + "3" + line);
    EXPECT_EQ(Show({.task = Task::kDump, .from = 2, .limit = 1}), "2" + line);
    EXPECT_NE(Show({.task = Task::kDump, .from = 9}).find("allowed are 1 to 4"), std::string::npos);
}

TEST_F(JournalToolTest, StatsCountByType) {
    const std::string text = Show({.task = Task::kStats});
    EXPECT_TRUE(text.starts_with("commands  3\n")) << text;
    EXPECT_NE(text.find("Deposit              3\n"), std::string::npos) << text;
}

TEST_F(JournalToolTest, AJournalInUseAndAMissingOneAreRefused) {
    const auto writer = Open();
    Append(*writer, Sequence(4), 1);
    EXPECT_NE(Show({}).find("a bourse process has the journal open"), std::string::npos)
        << Show({});
    EXPECT_NE(Show({.path = "missing.sqlite"}).find("no such journal"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists("missing.sqlite"));
}

}  // namespace
}  // namespace bourse::apps
