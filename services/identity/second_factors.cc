#include "services/identity/second_factors.h"

#include <array>
#include <cstdio>

#include "platform/crypto/encoding.h"
#include "platform/crypto/random.h"
#include "platform/crypto/sha256.h"
#include "services/identity/totp.h"

namespace bourse::identity {

namespace {

constexpr Attempts::Limit kGuesses{10, std::chrono::minutes(15)};
constexpr std::size_t kTotpDigits = 6;

std::string ContextOf(UserId user) { return "totp " + std::to_string(user.raw()); }

std::string HashOf(std::string_view code) {
    return crypto::EncodeHex(crypto::Sha256::OneShot(crypto::AsBytes(code)));
}

// 80 random bits, in groups of four letters: no one guesses them, so a plain hash is enough.
std::string NewRecoveryCode() {
    std::array<std::uint8_t, 10> random;
    crypto::FillRandom(random);
    std::string code = Base32({reinterpret_cast<const char*>(random.data()), random.size()});
    for (std::size_t place = 12; place >= 4; place -= 4) code.insert(place, "-");
    return code;
}

SecondFactors::Verdict Failed(const std::string& what) {
    std::fprintf(stderr, "bourse: %s\n", what.c_str());
    return SecondFactors::Verdict::kFailed;
}

}  // namespace

SecondFactors::SecondFactors(SecurityStore store, const SecretBox& box)
    : store_(std::move(store)), box_(box), guesses_(kGuesses) {}

SecondFactors::Result<std::unique_ptr<SecondFactors>> SecondFactors::Open(
    const std::filesystem::path& file, const SecretBox& box
) {
    auto store = SecurityStore::Open(file);
    if (!store) return Unexpected{store.error()};
    std::unique_ptr<SecondFactors> made(new SecondFactors(*std::move(store), box));
    if (const auto loaded = made->Load(); !loaded) return Unexpected{loaded.error()};
    return made;
}

SecondFactors::Result<void> SecondFactors::Load() {
    const auto totps = store_.Totps();
    if (!totps) return Unexpected{totps.error()};
    for (const TotpRow& row : *totps) {
        auto secret = box_.Open(row.sealed_secret, ContextOf(row.user));
        if (!secret) {
            return Unexpected<std::string>{"identity: master.key is not the one of these secrets"};
        }
        factors_[row.user] = {*std::move(secret), row.last_step};
    }
    const auto codes = store_.RecoveryCodes();
    if (!codes) return Unexpected{codes.error()};
    for (const RecoveryCodeRow& row : *codes) code_hashes_[row.user].insert(row.code_hash);
    return {};
}

bool SecondFactors::IsOn(UserId user) const {
    const std::lock_guard lock(mutex_);
    return factors_.contains(user);
}

std::size_t SecondFactors::CodesLeft(UserId user) const {
    const std::lock_guard lock(mutex_);
    const auto found = code_hashes_.find(user);
    return found == code_hashes_.end() ? 0 : found->second.size();
}

std::string SecondFactors::Begin(UserId user) {
    std::string& secret = pending_[user];
    secret = NewTotpSecret();
    return Base32(secret);
}

SecondFactors::Result<std::vector<std::string>> SecondFactors::Confirm(const Shown& shown) {
    const auto pending = pending_.find(shown.user);
    if (pending == pending_.end()) return std::vector<std::string>();
    const auto step = TotpStepOf({pending->second, shown.code, shown.now_s});
    if (!step) return std::vector<std::string>();
    TotpRow row{shown.user, box_.Close({pending->second, ContextOf(shown.user)}), *step};
    std::vector<std::string> codes;
    std::vector<RecoveryCodeRow> rows;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        codes.push_back(NewRecoveryCode());
        rows.push_back({shown.user, HashOf(codes.back())});
    }
    if (const auto stored = store_.SetTotp(row, rows); !stored) return Unexpected{stored.error()};
    const std::lock_guard lock(mutex_);
    factors_[shown.user] = {pending->second, *step};
    auto& hashes = code_hashes_[shown.user];
    hashes.clear();
    for (RecoveryCodeRow& code : rows) hashes.insert(std::move(code.code_hash));
    pending_.erase(pending);
    return codes;
}

SecondFactors::Verdict SecondFactors::Check(const Shown& shown) {
    const std::string name = std::to_string(shown.user.raw());
    if (!guesses_.Take(name, std::chrono::steady_clock::now())) return Verdict::kTooMany;
    const Verdict verdict =
        shown.code.size() == kTotpDigits ? CheckTotp(shown) : CheckRecoveryCode(shown);
    if (verdict == Verdict::kRight) guesses_.Forgive(name);
    return verdict;
}

SecondFactors::Verdict SecondFactors::CheckTotp(const Shown& shown) {
    Factor factor;
    {
        const std::lock_guard lock(mutex_);
        const auto found = factors_.find(shown.user);
        if (found == factors_.end()) return Verdict::kWrong;
        factor = found->second;
    }
    const auto step = TotpStepOf({factor.secret, shown.code, shown.now_s});
    if (!step || *step <= factor.last_step) return Verdict::kWrong;
    if (const auto stored = store_.SetLastStep(shown.user, *step); !stored) {
        return Failed(stored.error());
    }
    const std::lock_guard lock(mutex_);
    factors_.at(shown.user).last_step = *step;
    return Verdict::kRight;
}

SecondFactors::Verdict SecondFactors::CheckRecoveryCode(const Shown& shown) {
    const RecoveryCodeRow row{shown.user, HashOf(shown.code)};
    {
        const std::lock_guard lock(mutex_);
        const auto found = code_hashes_.find(shown.user);
        if (found == code_hashes_.end() || found->second.erase(row.code_hash) == 0) {
            return Verdict::kWrong;
        }
    }
    const auto dropped = store_.DropRecoveryCode(row);
    return dropped ? Verdict::kRight : Failed(dropped.error());
}

SecondFactors::Result<void> SecondFactors::TurnOff(UserId user) {
    if (const auto dropped = store_.DropTotp(user); !dropped) return dropped;
    const std::lock_guard lock(mutex_);
    factors_.erase(user);
    code_hashes_.erase(user);
    return {};
}

}  // namespace bourse::identity
