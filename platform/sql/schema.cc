#include "platform/sql/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bourse::sql {
namespace {

constexpr const char* kReadSchema =
    "SELECT ifnull(group_concat(sql, ';'), '') FROM "
    "(SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid)";

SqlExpected<void> Create(Database& database, const std::string& script) {
    auto transaction = Transaction::Begin(database);
    if (!transaction) return Unexpected{transaction.error()};
    if (const auto run = database.Execute(script.c_str()); !run) return run;
    return transaction->Commit();
}

}  // namespace

SqlExpected<void> CreateOrCheckSchema(Database& database, const Schema& schema) {
    const auto application = database.QueryInt64("PRAGMA application_id");
    if (!application) return Unexpected{application.error()};
    const auto version = database.QueryInt64("PRAGMA user_version");
    if (!version) return Unexpected{version.error()};
    const auto found = database.QueryText(kReadSchema);
    if (!found) return Unexpected{found.error()};

    const std::string wanted = fmt::format("{}", fmt::join(schema.statements, ";"));
    if (*application == 0 && *version == 0 && found->empty()) {
        return Create(
            database,
            fmt::format(
                "{};PRAGMA application_id={};PRAGMA user_version={}",
                wanted,
                schema.application_id,
                schema.version
            )
        );
    }
    if (*application == schema.application_id && *version == schema.version && *found == wanted) {
        return {};
    }
    return Unexpected{SqlError{
        SQLITE_SCHEMA,
        fmt::format(
            "the file has application id {}, version {} and schema '{}'; allowed is only {}, {}, "
            "'{}'",
            *application,
            *version,
            *found,
            schema.application_id,
            schema.version,
            wanted
        )}};
}

}  // namespace bourse::sql
