// SecurityStore: second factors and the history of sign-ins, in a SQLite file of their own. Secrets
// come in sealed (secret_box.h), recovery codes as hashes.
// docs/formats/identity.md has the tables.
//
// Errors are texts for the log. Thread: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/expected.h"
#include "platform/sql/sqlite.h"
#include "services/identity/user_store.h"

namespace bourse::identity {

struct TotpRow {
    UserId user;
    std::vector<std::uint8_t> sealed_secret{};
    std::int64_t last_step = 0;  // of the newest code that was taken
};

struct RecoveryCodeRow {
    UserId user;
    std::string code_hash;  // hexadecimal SHA-256
};

enum class SignInOutcome : std::uint8_t { kDone = 1, kWrongPassword = 2, kWrongCode = 3 };

struct SignInRow {
    UserId user;
    std::int64_t at_s = 0;
    std::string address;
    SignInOutcome outcome{};
};

class SecurityStore {
public:
    template <class T>
    using Result = Expected<T, std::string>;
    static constexpr int kKeptSignIns = 50;  // of each user

    static Result<SecurityStore> Open(const std::filesystem::path& file);

    Result<std::vector<TotpRow>> Totps();
    Result<std::vector<RecoveryCodeRow>> RecoveryCodes();
    // With its recovery codes instead of the former ones, in one transaction.
    Result<void> SetTotp(const TotpRow& totp, const std::vector<RecoveryCodeRow>& codes);
    Result<void> DropTotp(UserId user);
    Result<void> SetLastStep(UserId user, std::int64_t step);
    Result<void> DropRecoveryCode(const RecoveryCodeRow& code);

    Result<void> AddSignIn(const SignInRow& sign_in);
    // Newest first.
    Result<std::vector<SignInRow>> SignIns(UserId user);

private:
    explicit SecurityStore(sql::Database database) : database_(std::move(database)) {}

    sql::Database database_;
};

}  // namespace bourse::identity
