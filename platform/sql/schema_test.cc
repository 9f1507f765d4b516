#include "platform/sql/schema.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace bourse::sql {
namespace {

class SchemaTest : public ::testing::Test {
protected:
    SchemaTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "schema-XXXXXX").string();
        CHECK(mkdtemp(pattern.data()) != nullptr);
        directory_ = pattern;
    }
    ~SchemaTest() override { std::filesystem::remove_all(directory_); }

    SqlExpected<void> Use(const Schema& schema) const {
        auto database = Database::Open({.path = (directory_ / "test.sqlite").string()});
        CHECK(database.has_value());
        return CreateOrCheckSchema(*database, schema);
    }

    std::filesystem::path directory_;
    const Schema schema_{42, 3, {"CREATE TABLE a(i INTEGER UNIQUE)", "CREATE TABLE b(j TEXT)"}};
};

TEST_F(SchemaTest, IsCreatedOnceAndRecognised) {
    EXPECT_TRUE(Use(schema_));
    const auto again = Use(schema_);
    EXPECT_TRUE(again) << again.error().message;
}

TEST_F(SchemaTest, RefusesAnotherApplicationVersionOrTable) {
    ASSERT_TRUE(Use(schema_));
    Schema other_application = schema_;
    other_application.application_id = 43;
    Schema other_version = schema_;
    other_version.version = 4;
    Schema other_table = schema_;
    other_table.statements[1] = "CREATE TABLE b(j INTEGER)";
    for (const Schema& other : {other_application, other_version, other_table}) {
        const auto refused = Use(other);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, SQLITE_SCHEMA);
        EXPECT_NE(refused.error().message.find("application id 42, version 3"), std::string::npos);
    }
}

TEST_F(SchemaTest, NothingIsCreatedWhenAStatementFails) {
    Schema broken = schema_;
    broken.statements.push_back("CREATE TABLE a(again)");
    EXPECT_FALSE(Use(broken));
    EXPECT_TRUE(Use(schema_)) << "the file is still empty";
}

}  // namespace
}  // namespace bourse::sql
