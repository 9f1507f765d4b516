#include "platform/sql/sqlite.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace bourse::sql {
namespace {

class SqliteTest : public ::testing::Test {
protected:
    SqliteTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "sqlite-XXXXXX").string();
        CHECK(mkdtemp(pattern.data()) != nullptr);
        directory_ = pattern;
    }
    ~SqliteTest() override { std::filesystem::remove_all(directory_); }
    std::string Path() const { return (directory_ / "test.sqlite").string(); }

    std::filesystem::path directory_;
};

TEST_F(SqliteTest, BindsAndReadsEachType) {
    auto database = Database::Open({.path = Path()});
    ASSERT_TRUE(database) << database.error().message;
    ASSERT_TRUE(database->Execute("CREATE TABLE t(i INTEGER, s TEXT, b BLOB, n TEXT)"));
    const std::array blob{std::byte{0}, std::byte{255}};
    auto insert = database->Prepare("INSERT INTO t VALUES(?,?,?,?)");
    ASSERT_TRUE(insert);
    insert->Bind(1, std::int64_t{-7}).Bind(2, "text").Bind(3, blob).BindNull(4);
    ASSERT_TRUE(insert->Run());

    auto select = database->Prepare("SELECT i, s, b, n FROM t");
    ASSERT_TRUE(select);
    ASSERT_EQ(*select->Step(), Statement::Result::kRow);
    EXPECT_EQ(select->Int64(0), -7);
    EXPECT_EQ(select->Text(1), "text");
    EXPECT_TRUE(std::ranges::equal(select->Blob(2), blob));
    EXPECT_TRUE(select->IsNull(3));
    EXPECT_EQ(*select->Step(), Statement::Result::kDone);
}

TEST_F(SqliteTest, EmptyBlobIsNotNull) {
    auto database = Database::Open({.path = Path()});
    ASSERT_TRUE(database);
    auto select = database->Prepare("SELECT ?1 IS NULL, length(?1)");
    ASSERT_TRUE(select);
    select->Bind(1, std::span<const std::byte>());
    ASSERT_EQ(*select->Step(), Statement::Result::kRow);
    EXPECT_EQ(select->Int64(0), 0);
    EXPECT_EQ(select->Int64(1), 0);
}

TEST_F(SqliteTest, ReportsErrorsWithCodeAndStatement) {
    auto database = Database::Open({.path = Path()});
    ASSERT_TRUE(database);
    const auto statement = database->Prepare("SELECT * FROM missing");
    ASSERT_FALSE(statement);
    EXPECT_EQ(statement.error().code, SQLITE_ERROR);
    EXPECT_NE(statement.error().message.find("no such table: missing"), std::string::npos);

    auto select = database->Prepare("SELECT ?");
    ASSERT_TRUE(select);
    const auto out_of_range = select->Bind(2, std::int64_t{1}).Step();
    ASSERT_FALSE(out_of_range);
    EXPECT_EQ(out_of_range.error().code, SQLITE_RANGE);
    EXPECT_TRUE(select->Bind(1, std::int64_t{1}).Run()) << "the statement is usable again";
}

TEST_F(SqliteTest, PragmasAreSetAndReadBack) {
    auto database = Database::Open({.path = Path()});
    ASSERT_TRUE(database);
    EXPECT_EQ(*database->QueryText("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(*database->QueryInt64("PRAGMA synchronous"), 2);
    EXPECT_EQ(*database->QueryText("PRAGMA locking_mode"), "exclusive");
}

TEST_F(SqliteTest, RefusesAFileThatCannotHaveAWal) {
    const auto database = Database::Open({.path = ":memory:"});
    ASSERT_FALSE(database);
    EXPECT_EQ(
        database.error().message,
        "opening ':memory:': pragma journal_mode is 'memory', allowed is only 'wal'"
    );
}

TEST_F(SqliteTest, RefusesASecondConnection) {
    auto first = Database::Open({.path = Path()});
    ASSERT_TRUE(first);
    ASSERT_TRUE(first->Execute("CREATE TABLE t(i)"));
    for (const Access access : {Access::kExclusive, Access::kReadOnly}) {
        const auto second = Database::Open({.path = Path(), .access = access});
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code & 0xff, SQLITE_BUSY) << second.error().message;
    }
}

TEST_F(SqliteTest, ReadOnlyReadsAndNeverWrites) {
    EXPECT_FALSE(Database::Open({.path = Path(), .access = Access::kReadOnly})) << "no file yet";
    {
        auto writer = Database::Open({.path = Path()});
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->Execute("CREATE TABLE t(i); INSERT INTO t VALUES(5)"));
    }
    auto reader = Database::Open({.path = Path(), .access = Access::kReadOnly});
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ(*reader->QueryInt64("SELECT i FROM t"), 5);
    const auto written = reader->Execute("INSERT INTO t VALUES(6)");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code & 0xff, SQLITE_READONLY);
}

TEST_F(SqliteTest, RefusesAFileOfAnotherKind) {
    std::ofstream(Path()) << std::string(5000, 'x');
    const auto database = Database::Open({.path = Path()});
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, SQLITE_NOTADB);
}

TEST_F(SqliteTest, TransactionRollsBackUnlessCommitted) {
    auto database = Database::Open({.path = Path()});
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->Execute("CREATE TABLE t(i)"));
    {
        auto transaction = Transaction::Begin(*database);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(database->Execute("INSERT INTO t VALUES(1)"));
    }
    EXPECT_EQ(*database->QueryInt64("SELECT count(*) FROM t"), 0);
    auto transaction = Transaction::Begin(*database);
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(database->Execute("INSERT INTO t VALUES(1)"));
    ASSERT_TRUE(transaction->Commit());
    EXPECT_EQ(*database->QueryInt64("SELECT count(*) FROM t"), 1);
}

}  // namespace
}  // namespace bourse::sql
