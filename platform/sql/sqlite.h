// SQLite with typed results and no exceptions: a thin RAII layer over the C interface.
//
// Every writing connection is the only connection of its file (locking_mode=EXCLUSIVE), in WAL mode
// and with synchronous=FULL; the three are read back at open, and anything else is refused. Being
// alone is what makes SQLite 3.7.0 to 3.51.2 safe: their WAL-reset race needs a second connection
// (https://sqlite.org/wal.html#walresetbug).
//
// Errors: SqlError carries SQLite's extended result code and a message for people.
// Thread: a Database and its Statements belong to one thread at a time. Lifetime: a Statement must
// not outlive its Database.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/expected.h"

namespace bourse::sql {

struct SqlError {
    int code = SQLITE_OK;
    std::string message;
};

template <class T>
using SqlExpected = Expected<T, SqlError>;

enum class Access {
    kExclusive,  // read and write; creates the file; refuses when another connection has it open
    kReadOnly,   // never writes; refused while a writer holds the file
};

// Weaker values exist as positive controls of the durability tests only: both lose acknowledged
// transactions at a power cut.
enum class Synchronous { kUnsafeOff = 0, kUnsafeNormal = 1, kFull = 2 };

struct DatabaseOptions {
    std::string path;
    std::string vfs = {};  // name of a registered VFS; empty: SQLite's default
    Access access = Access::kExclusive;
    Synchronous synchronous = Synchronous::kFull;
    int checkpoint_pages = 1000;  // size of the WAL that starts a checkpoint
};

// A prepared statement. Columns and parameters are numbered as in SQLite: columns from 0,
// parameters from 1.
class Statement {
public:
    enum class Result { kRow, kDone };

    // The bound bytes must live until the statement is done or reset. A failed Bind is reported by
    // the next Step.
    Statement& Bind(int parameter, std::int64_t value);
    Statement& Bind(int parameter, std::string_view text);
    Statement& Bind(int parameter, std::span<const std::byte> blob);
    Statement& BindNull(int parameter);

    // A statement that is done or has failed is reset and can be bound and stepped again.
    SqlExpected<Result> Step();
    // Steps to the end and drops the rows.
    SqlExpected<void> Run();
    void Reset();

    // Of the current row; views are valid until the next Step or Reset.
    bool IsNull(int column) const { return Type(column) == SQLITE_NULL; }
    int Type(int column) const { return sqlite3_column_type(statement_.get(), column); }
    std::int64_t Int64(int column) const { return sqlite3_column_int64(statement_.get(), column); }
    std::string_view Text(int column) const;
    std::span<const std::byte> Blob(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
    Statement& Note(int code);

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bind_code_ = SQLITE_OK;
};

class Database {
public:
    static SqlExpected<Database> Open(const DatabaseOptions& options);

    SqlExpected<Statement> Prepare(std::string_view sql);
    // Runs one or more statements without parameters; rows are dropped.
    SqlExpected<void> Execute(const char* sql);
    // The first column of the first row, as text; empty without a row.
    SqlExpected<std::string> QueryText(std::string_view sql);
    SqlExpected<std::int64_t> QueryInt64(std::string_view sql);

    // Leaves the WAL as it is when the connection closes, for recovery to decide (fail-stop).
    void SkipCheckpointOnClose();

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    explicit Database(sqlite3* database) : database_(database) {}
    SqlExpected<void> Configure(const DatabaseOptions& options);
    SqlExpected<void> SetAndReadBack(
        const std::string& pragma, const std::string& value, const std::string& expected
    );

    std::unique_ptr<sqlite3, Close> database_;
};

// BEGIN IMMEDIATE … COMMIT; destroyed without a Commit, it rolls back.
class Transaction {
public:
    static SqlExpected<Transaction> Begin(Database& database);
    SqlExpected<void> Commit();

private:
    struct Rollback {
        void operator()(Database* database) const;
    };
    explicit Transaction(Database& database) : open_on_(&database) {}

    std::unique_ptr<Database, Rollback> open_on_;
};

}  // namespace bourse::sql
