#include "services/identity/security_store.h"

#include <span>

#include "platform/sql/schema.h"
#include "services/identity/statements.h"

namespace bourse::identity {

namespace {

using sql::Statement;

const sql::Schema kSchema{
    .application_id = 0x62725365,  // "brSe"
    .version = 1,
    .statements = {
        "CREATE TABLE totp(user INTEGER PRIMARY KEY, sealed_secret BLOB NOT NULL, "
        "last_step INTEGER NOT NULL) STRICT",
        "CREATE TABLE recovery_code(user INTEGER NOT NULL, code_hash TEXT NOT NULL, "
        "PRIMARY KEY(user, code_hash)) STRICT",
        "CREATE TABLE sign_in(id INTEGER PRIMARY KEY, user INTEGER NOT NULL, "
        "at_s INTEGER NOT NULL, address TEXT NOT NULL, outcome INTEGER NOT NULL) STRICT",
        "CREATE INDEX sign_in_by_user ON sign_in(user, id)"}};

std::int64_t Raw(UserId user) { return user.raw(); }

}  // namespace

SecurityStore::Result<SecurityStore> SecurityStore::Open(const std::filesystem::path& file) {
    sql::DatabaseOptions options;
    options.path = file.string();
    auto database = sql::Database::Open(options);
    if (!database) return FailedStatement(database.error());
    if (const auto checked = sql::CreateOrCheckSchema(*database, kSchema); !checked) {
        return FailedStatement(checked.error());
    }
    return SecurityStore(*std::move(database));
}

SecurityStore::Result<std::vector<TotpRow>> SecurityStore::Totps() {
    std::vector<TotpRow> rows;
    const auto read = RunStatement(
        database_,
        "SELECT user, sealed_secret, last_step FROM totp",
        kBindNothing,
        [&](const Statement& row) {
            TotpRow totp{UserOfColumn(row, 0), {}, row.Int64(2)};
            for (const std::byte byte : row.Blob(1)) {
                totp.sealed_secret.push_back(std::to_integer<std::uint8_t>(byte));
            }
            rows.push_back(std::move(totp));
        }
    );
    if (!read) return Unexpected{read.error()};
    return rows;
}

SecurityStore::Result<std::vector<RecoveryCodeRow>> SecurityStore::RecoveryCodes() {
    std::vector<RecoveryCodeRow> rows;
    const auto read = RunStatement(
        database_,
        "SELECT user, code_hash FROM recovery_code",
        kBindNothing,
        [&](const Statement& row) {
            rows.push_back({UserOfColumn(row, 0), std::string(row.Text(1))});
        }
    );
    if (!read) return Unexpected{read.error()};
    return rows;
}

SecurityStore::Result<void> SecurityStore::SetTotp(
    const TotpRow& totp, const std::vector<RecoveryCodeRow>& codes
) {
    auto transaction = sql::Transaction::Begin(database_);
    if (!transaction) return FailedStatement(transaction.error());
    const auto bind_user = [&](Statement& statement) { statement.Bind(1, Raw(totp.user)); };
    auto done = RunStatement(
        database_, "DELETE FROM recovery_code WHERE user = ?1", bind_user, kTakeNothing
    );
    if (!done) return done;
    done = RunStatement(
        database_,
        "INSERT OR REPLACE INTO totp(user, sealed_secret, last_step) VALUES(?1, ?2, ?3)",
        [&](Statement& statement) {
            statement.Bind(1, Raw(totp.user))
                .Bind(2, std::as_bytes(std::span(totp.sealed_secret)))
                .Bind(3, totp.last_step);
        },
        kTakeNothing
    );
    for (const RecoveryCodeRow& code : codes) {
        if (!done) return done;
        done = RunStatement(
            database_,
            "INSERT INTO recovery_code(user, code_hash) VALUES(?1, ?2)",
            [&](Statement& statement) {
                statement.Bind(1, Raw(code.user)).Bind(2, std::string_view(code.code_hash));
            },
            kTakeNothing
        );
    }
    if (!done) return done;
    if (const auto committed = transaction->Commit(); !committed) {
        return FailedStatement(committed.error());
    }
    return {};
}

SecurityStore::Result<void> SecurityStore::DropTotp(UserId user) {
    auto transaction = sql::Transaction::Begin(database_);
    if (!transaction) return FailedStatement(transaction.error());
    for (const std::string_view text :
         {"DELETE FROM totp WHERE user = ?1", "DELETE FROM recovery_code WHERE user = ?1"}) {
        const auto done = RunStatement(
            database_,
            text,
            [&](Statement& statement) { statement.Bind(1, Raw(user)); },
            kTakeNothing
        );
        if (!done) return done;
    }
    if (const auto committed = transaction->Commit(); !committed) {
        return FailedStatement(committed.error());
    }
    return {};
}

SecurityStore::Result<void> SecurityStore::SetLastStep(UserId user, std::int64_t step) {
    return RunStatement(
        database_,
        "UPDATE totp SET last_step = ?2 WHERE user = ?1",
        [&](Statement& statement) { statement.Bind(1, Raw(user)).Bind(2, step); },
        kTakeNothing
    );
}

SecurityStore::Result<void> SecurityStore::DropRecoveryCode(const RecoveryCodeRow& code) {
    return RunStatement(
        database_,
        "DELETE FROM recovery_code WHERE user = ?1 AND code_hash = ?2",
        [&](Statement& statement) {
            statement.Bind(1, Raw(code.user)).Bind(2, std::string_view(code.code_hash));
        },
        kTakeNothing
    );
}

SecurityStore::Result<void> SecurityStore::AddSignIn(const SignInRow& sign_in) {
    const auto added = RunStatement(
        database_,
        "INSERT INTO sign_in(user, at_s, address, outcome) VALUES(?1, ?2, ?3, ?4)",
        [&](Statement& statement) {
            statement.Bind(1, Raw(sign_in.user))
                .Bind(2, sign_in.at_s)
                .Bind(3, std::string_view(sign_in.address))
                .Bind(4, std::int64_t{static_cast<std::uint8_t>(sign_in.outcome)});
        },
        kTakeNothing
    );
    if (!added) return added;
    return RunStatement(
        database_,
        "DELETE FROM sign_in WHERE user = ?1 AND id NOT IN "
        "(SELECT id FROM sign_in WHERE user = ?1 ORDER BY id DESC LIMIT ?2)",
        [&](Statement& statement) {
            statement.Bind(1, Raw(sign_in.user)).Bind(2, std::int64_t{kKeptSignIns});
        },
        kTakeNothing
    );
}

SecurityStore::Result<std::vector<SignInRow>> SecurityStore::SignIns(UserId user) {
    std::vector<SignInRow> rows;
    const auto read = RunStatement(
        database_,
        "SELECT at_s, address, outcome FROM sign_in WHERE user = ?1 ORDER BY id DESC",
        [&](Statement& statement) { statement.Bind(1, Raw(user)); },
        [&](const Statement& row) {
            rows.push_back(
                {user,
                 row.Int64(0),
                 std::string(row.Text(1)),
                 static_cast<SignInOutcome>(row.Int64(2))}
            );
        }
    );
    if (!read) return Unexpected{read.error()};
    return rows;
}

}  // namespace bourse::identity
