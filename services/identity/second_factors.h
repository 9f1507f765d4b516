// SecondFactors: the second thing that a person shows at sign-in, besides the password: a code of
// an authenticator app (totp.h), or one of the recovery codes that were shown when it was set up.
//
// A code counts once: the step of the newest one is kept, and nothing up to it is taken again; a
// recovery code is gone with its use, before the sign-in goes on. Guesses are limited by user, also
// for who knows the password.
//
// Thread: any for IsOn and CodesLeft; all else on Identity's worker, which owns the store.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/identity/attempts.h"
#include "services/identity/secret_box.h"
#include "services/identity/security_store.h"

namespace bourse::identity {

class SecondFactors {
public:
    template <class T>
    using Result = Expected<T, std::string>;  // errors are texts for the log
    static constexpr int kRecoveryCodes = 10;

    // What was shown for a user; `now_s` is seconds since 1970.
    struct Shown {
        UserId user;
        std::string_view code;
        std::int64_t now_s = 0;
    };
    enum class Verdict : std::uint8_t { kRight, kWrong, kTooMany, kFailed };

    // `box` outlives it.
    static Result<std::unique_ptr<SecondFactors>> Open(
        const std::filesystem::path& file, const SecretBox& box
    );

    bool IsOn(UserId user) const;
    std::size_t CodesLeft(UserId user) const;

    // A new secret in base32, which counts for nothing before it is confirmed; a second call
    // replaces it.
    std::string Begin(UserId user);
    // With a code of the new secret; the recovery codes, which nobody sees again. Empty: not
    // confirmed.
    Result<std::vector<std::string>> Confirm(const Shown& shown);
    Verdict Check(const Shown& shown);
    Result<void> TurnOff(UserId user);

    SecurityStore& store() { return store_; }

private:
    struct Factor {
        std::string secret;
        std::int64_t last_step = 0;
    };

    SecondFactors(SecurityStore store, const SecretBox& box);
    Result<void> Load();
    Verdict CheckTotp(const Shown& shown);
    Verdict CheckRecoveryCode(const Shown& shown);

    SecurityStore store_;
    const SecretBox& box_;
    Attempts guesses_;
    std::map<UserId, std::string> pending_;  // secrets, not confirmed; of signed-in users only

    mutable std::mutex mutex_;
    std::map<UserId, Factor> factors_;
    std::map<UserId, std::set<std::string, std::less<>>> code_hashes_;
};

}  // namespace bourse::identity
