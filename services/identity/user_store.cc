#include "services/identity/user_store.h"

#include "platform/sql/schema.h"
#include "services/identity/statements.h"

namespace bourse::identity {

namespace {

using sql::Statement;

const sql::Schema kSchema{
    .application_id = 0x62724964,  // "brId"
    .version = 1,
    .statements = {
        "CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
        "password_hash TEXT NOT NULL, account INTEGER NOT NULL, created_s INTEGER NOT NULL) STRICT",
        "CREATE TABLE session(token_hash TEXT PRIMARY KEY, user INTEGER NOT NULL, "
        "expires_s INTEGER NOT NULL) STRICT",
        "CREATE TABLE api_key(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
        "user INTEGER NOT NULL, label TEXT NOT NULL, kind INTEGER NOT NULL, "
        "scope INTEGER NOT NULL, sealed_secret BLOB NOT NULL, public_key TEXT NOT NULL, "
        "addresses TEXT NOT NULL, created_s INTEGER NOT NULL, revoked_s INTEGER) STRICT"}};

}  // namespace

UserStore::Result<UserStore> UserStore::Open(const std::filesystem::path& file) {
    sql::DatabaseOptions options;
    options.path = file.string();
    auto database = sql::Database::Open(options);
    if (!database) return FailedStatement(database.error());
    if (const auto checked = sql::CreateOrCheckSchema(*database, kSchema); !checked) {
        return FailedStatement(checked.error());
    }
    return UserStore(*std::move(database));
}

UserStore::Result<std::vector<UserRow>> UserStore::Users() {
    std::vector<UserRow> users;
    const auto read = RunStatement(
        database_,
        "SELECT id, name, password_hash, account FROM user",
        kBindNothing,
        [&](const Statement& row) {
            users.push_back(
                {UserOfColumn(row, 0),
                 std::string(row.Text(1)),
                 std::string(row.Text(2)),
                 AccountId(static_cast<std::uint32_t>(row.Int64(3)))}
            );
        }
    );
    if (!read) return Unexpected{read.error()};
    return users;
}

UserStore::Result<std::vector<SessionRow>> UserStore::Sessions() {
    std::vector<SessionRow> sessions;
    const auto read = RunStatement(
        database_,
        "SELECT token_hash, user, expires_s FROM session",
        kBindNothing,
        [&](const Statement& row) {
            sessions.push_back({std::string(row.Text(0)), UserOfColumn(row, 1), row.Int64(2)});
        }
    );
    if (!read) return Unexpected{read.error()};
    return sessions;
}

UserStore::Result<std::vector<KeyRow>> UserStore::LiveKeys() {
    std::vector<KeyRow> keys;
    const auto read = RunStatement(
        database_,
        "SELECT id, name, user, label, kind, scope, sealed_secret, public_key, addresses, "
        "created_s FROM api_key WHERE revoked_s IS NULL",
        kBindNothing,
        [&](const Statement& row) {
            KeyRow key;
            key.id = static_cast<std::uint32_t>(row.Int64(0));
            key.name = row.Text(1);
            key.user = UserOfColumn(row, 2);
            key.label = row.Text(3);
            key.kind = static_cast<KeyKind>(row.Int64(4));
            key.scope = static_cast<KeyScope>(row.Int64(5));
            for (const std::byte byte : row.Blob(6)) {
                key.sealed_secret.push_back(std::to_integer<std::uint8_t>(byte));
            }
            key.public_key = row.Text(7);
            key.addresses = row.Text(8);
            key.created_s = row.Int64(9);
            keys.push_back(std::move(key));
        }
    );
    if (!read) return Unexpected{read.error()};
    return keys;
}

UserStore::Result<UserId> UserStore::AddUser(const UserRow& user, std::int64_t created_s) {
    UserId id;
    const auto added = RunStatement(
        database_,
        "INSERT INTO user(name, password_hash, account, created_s) VALUES(?1, ?2, ?3, ?4) "
        "RETURNING id",
        [&](Statement& statement) {
            statement.Bind(1, std::string_view(user.name))
                .Bind(2, std::string_view(user.password_hash))
                .Bind(3, std::int64_t{user.account.raw()})
                .Bind(4, created_s);
        },
        [&](const Statement& row) { id = UserOfColumn(row, 0); }
    );
    if (!added) return Unexpected{added.error()};
    return id;
}

UserStore::Result<void> UserStore::SetAccount(UserId user, AccountId account) {
    return RunStatement(
        database_,
        "UPDATE user SET account = ?2 WHERE id = ?1",
        [&](Statement& statement) {
            statement.Bind(1, std::int64_t{user.raw()}).Bind(2, std::int64_t{account.raw()});
        },
        kTakeNothing
    );
}

UserStore::Result<void> UserStore::SetPassword(UserId user, std::string_view password_hash) {
    return RunStatement(
        database_,
        "UPDATE user SET password_hash = ?2 WHERE id = ?1",
        [&](Statement& statement) {
            statement.Bind(1, std::int64_t{user.raw()}).Bind(2, password_hash);
        },
        kTakeNothing
    );
}

UserStore::Result<void> UserStore::AddSession(const SessionRow& session) {
    return RunStatement(
        database_,
        "INSERT INTO session(token_hash, user, expires_s) VALUES(?1, ?2, ?3)",
        [&](Statement& statement) {
            statement.Bind(1, std::string_view(session.token_hash))
                .Bind(2, std::int64_t{session.user.raw()})
                .Bind(3, session.expires_s);
        },
        kTakeNothing
    );
}

UserStore::Result<void> UserStore::DropSession(std::string_view token_hash) {
    return RunStatement(
        database_,
        "DELETE FROM session WHERE token_hash = ?1",
        [&](Statement& statement) { statement.Bind(1, token_hash); },
        kTakeNothing
    );
}

UserStore::Result<void> UserStore::DropExpiredSessions(std::int64_t now_s) {
    return RunStatement(
        database_,
        "DELETE FROM session WHERE expires_s <= ?1",
        [&](Statement& statement) { statement.Bind(1, now_s); },
        kTakeNothing
    );
}

UserStore::Result<std::uint32_t> UserStore::AddKey(const KeyRow& key) {
    std::uint32_t id = 0;
    const auto added = RunStatement(
        database_,
        "INSERT INTO api_key(name, user, label, kind, scope, sealed_secret, public_key, "
        "addresses, created_s) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        [&](Statement& statement) {
            statement.Bind(1, std::string_view(key.name))
                .Bind(2, std::int64_t{key.user.raw()})
                .Bind(3, std::string_view(key.label))
                .Bind(4, std::int64_t{static_cast<std::uint8_t>(key.kind)})
                .Bind(5, std::int64_t{static_cast<std::uint8_t>(key.scope)})
                .Bind(6, std::as_bytes(std::span(key.sealed_secret)))
                .Bind(7, std::string_view(key.public_key))
                .Bind(8, std::string_view(key.addresses))
                .Bind(9, key.created_s);
        },
        [&](const Statement& row) { id = static_cast<std::uint32_t>(row.Int64(0)); }
    );
    if (!added) return Unexpected{added.error()};
    return id;
}

UserStore::Result<void> UserStore::RevokeKey(std::string_view name, std::int64_t revoked_s) {
    return RunStatement(
        database_,
        "UPDATE api_key SET revoked_s = ?2 WHERE name = ?1",
        [&](Statement& statement) { statement.Bind(1, name).Bind(2, revoked_s); },
        kTakeNothing
    );
}

}  // namespace bourse::identity
