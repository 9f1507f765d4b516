// The identity of a database file: which application, which version, which tables.
// Thread: the owner of the database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/sql/sqlite.h"

namespace bourse::sql {

struct Schema {
    std::int32_t application_id = 0;  // not zero
    std::int32_t version = 1;
    std::vector<std::string> statements;  // one CREATE each, in order, without semicolon
};

// Creates the schema in an empty file, in one transaction; otherwise compares id, version and the
// text of every table, and answers SQLITE_SCHEMA when one of them differs.
SqlExpected<void> CreateOrCheckSchema(Database& database, const Schema& schema);

}  // namespace bourse::sql
