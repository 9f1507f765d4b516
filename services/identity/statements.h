// One statement of SQL at a time, for the stores of this room.
#pragma once

#include <string>
#include <string_view>

#include "core/base/expected.h"
#include "platform/sql/sqlite.h"
#include "services/identity/user_store.h"

namespace bourse::identity {

inline Unexpected<std::string> FailedStatement(const sql::SqlError& error) {
    return Unexpected{"identity: " + error.message};
}

// Prepares, binds by `bind`, and gives each row to `take`.
template <class Bind, class Take>
Expected<void, std::string> RunStatement(
    sql::Database& database, std::string_view text, Bind&& bind, Take&& take
) {
    auto statement = database.Prepare(text);
    if (!statement) return FailedStatement(statement.error());
    bind(*statement);
    while (true) {
        const auto step = statement->Step();
        if (!step) return FailedStatement(step.error());
        if (*step == sql::Statement::Result::kDone) return {};
        take(*statement);
    }
}

inline constexpr auto kBindNothing = [](sql::Statement&) {};
inline constexpr auto kTakeNothing = [](const sql::Statement&) {};

inline UserId UserOfColumn(const sql::Statement& row, int column) {
    return UserId(static_cast<std::uint32_t>(row.Int64(column)));
}

}  // namespace bourse::identity
