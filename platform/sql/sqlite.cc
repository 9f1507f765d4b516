#include "platform/sql/sqlite.h"

#include <fmt/format.h>

#include <utility>

namespace bourse::sql {
namespace {

Unexpected<SqlError> Failure(sqlite3* database, std::string_view what) {
    const int code = sqlite3_extended_errcode(database);
    return Unexpected{SqlError{
        code, fmt::format("{}: {} (SQLite code {})", what, sqlite3_errmsg(database), code)}};
}

}  // namespace

Statement& Statement::Note(int code) {
    if (bind_code_ == SQLITE_OK) bind_code_ = code;
    return *this;
}

Statement& Statement::Bind(int parameter, std::int64_t value) {
    return Note(sqlite3_bind_int64(statement_.get(), parameter, value));
}

Statement& Statement::Bind(int parameter, std::string_view text) {
    return Note(sqlite3_bind_text64(
        statement_.get(), parameter, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8
    ));
}

Statement& Statement::Bind(int parameter, std::span<const std::byte> blob) {
    // A null pointer would bind NULL instead of an empty blob.
    const void* data = blob.empty() ? "" : static_cast<const void*>(blob.data());
    return Note(sqlite3_bind_blob64(statement_.get(), parameter, data, blob.size(), SQLITE_STATIC));
}

Statement& Statement::BindNull(int parameter) {
    return Note(sqlite3_bind_null(statement_.get(), parameter));
}

SqlExpected<Statement::Result> Statement::Step() {
    sqlite3* const database = sqlite3_db_handle(statement_.get());
    if (bind_code_ != SQLITE_OK) {
        const int code = std::exchange(bind_code_, SQLITE_OK);
        return Unexpected{SqlError{
            code,
            fmt::format(
                "binding a parameter of '{}': {}",
                sqlite3_sql(statement_.get()),
                sqlite3_errstr(code)
            )}};
    }
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return Result::kRow;
    if (code != SQLITE_DONE) {
        auto failure = Failure(database, fmt::format("'{}'", sqlite3_sql(statement_.get())));
        Reset();
        return failure;
    }
    Reset();
    return Result::kDone;
}

SqlExpected<void> Statement::Run() {
    while (true) {
        const auto result = Step();
        if (!result) return Unexpected{result.error()};
        if (*result == Result::kDone) return {};
    }
}

void Statement::Reset() { sqlite3_reset(statement_.get()); }

std::string_view Statement::Text(int column) const {
    const auto* text = sqlite3_column_text(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return {reinterpret_cast<const char*>(text), text == nullptr ? 0 : size};
}

std::span<const std::byte> Statement::Blob(int column) const {
    const auto* blob = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return {blob, blob == nullptr ? 0 : size};
}

SqlExpected<Database> Database::Open(const DatabaseOptions& options) {
    const int mode = options.access == Access::kReadOnly
                         ? SQLITE_OPEN_READONLY
                         : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(
        options.path.c_str(),
        &handle,
        mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        options.vfs.empty() ? nullptr : options.vfs.c_str()
    );
    Database database(handle);
    if (code != SQLITE_OK) return Failure(handle, fmt::format("opening '{}'", options.path));
    if (const auto configured = database.Configure(options); !configured) {
        return Unexpected{SqlError{
            configured.error().code,
            fmt::format("opening '{}': {}", options.path, configured.error().message)}};
    }
    return database;
}

SqlExpected<void> Database::Configure(const DatabaseOptions& options) {
    if (const auto done = Execute("PRAGMA cell_size_check=ON"); !done) return done;
    // The first read shows whether the file is a database, and whether someone holds it.
    if (options.access == Access::kReadOnly) return Execute("PRAGMA schema_version");
    // Exclusive comes first: WAL then keeps its index in memory and needs no shared file.
    const std::string synchronous = std::to_string(static_cast<int>(options.synchronous));
    if (const auto done = SetAndReadBack("locking_mode", "EXCLUSIVE", "exclusive"); !done) {
        return done;
    }
    if (const auto done = SetAndReadBack("journal_mode", "WAL", "wal"); !done) return done;
    if (const auto done = SetAndReadBack("synchronous", synchronous, synchronous); !done) {
        return done;
    }
    const std::string pages = std::to_string(options.checkpoint_pages);
    return SetAndReadBack("wal_autocheckpoint", pages, pages);
}

SqlExpected<void> Database::SetAndReadBack(
    const std::string& pragma, const std::string& value, const std::string& expected
) {
    if (const auto set = Execute(fmt::format("PRAGMA {}={}", pragma, value).c_str()); !set) {
        return set;
    }
    const auto received = QueryText("PRAGMA " + pragma);
    if (!received) return Unexpected{received.error()};
    if (*received == expected) return {};
    return Unexpected{SqlError{
        SQLITE_MISMATCH,
        fmt::format("pragma {} is '{}', allowed is only '{}'", pragma, *received, expected)}};
}

SqlExpected<Statement> Database::Prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(
        database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr
    );
    if (code != SQLITE_OK) return Failure(database_.get(), fmt::format("preparing '{}'", sql));
    return Statement(statement);
}

SqlExpected<void> Database::Execute(const char* sql) {
    const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return Failure(database_.get(), fmt::format("'{}'", sql));
    return {};
}

SqlExpected<std::string> Database::QueryText(std::string_view sql) {
    auto statement = Prepare(sql);
    if (!statement) return Unexpected{statement.error()};
    const auto result = statement->Step();
    if (!result) return Unexpected{result.error()};
    if (*result == Statement::Result::kDone) return std::string();
    return std::string(statement->Text(0));
}

SqlExpected<std::int64_t> Database::QueryInt64(std::string_view sql) {
    auto statement = Prepare(sql);
    if (!statement) return Unexpected{statement.error()};
    const auto result = statement->Step();
    if (!result) return Unexpected{result.error()};
    if (*result == Statement::Result::kRow) return statement->Int64(0);
    return Unexpected{SqlError{SQLITE_EMPTY, fmt::format("'{}' gave no row, one is needed", sql)}};
}

void Database::SkipCheckpointOnClose() {
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

SqlExpected<Transaction> Transaction::Begin(Database& database) {
    if (const auto begun = database.Execute("BEGIN IMMEDIATE"); !begun) {
        return Unexpected{begun.error()};
    }
    return Transaction(database);
}

SqlExpected<void> Transaction::Commit() {
    auto committed = open_on_->Execute("COMMIT");
    if (committed) open_on_.release();
    return committed;
}

void Transaction::Rollback::operator()(Database* database) const {
    // SQLite may have rolled back already (disk full); then there is nothing left to undo.
    static_cast<void>(database->Execute("ROLLBACK").has_value());
}

}  // namespace bourse::sql
