#include "platform/crypto/password.h"

#include <argon2.h>

#include <array>

#include "core/base/check.h"
#include "platform/crypto/random.h"

namespace bourse::crypto {

std::string HashPassword(std::string_view password, const PasswordCost& cost) {
    constexpr std::size_t kHashBytes = 32;
    constexpr std::uint32_t kLanes = 1;
    std::array<std::uint8_t, 16> salt;
    FillRandom(salt);
    std::string text(
        argon2_encodedlen(cost.passes, cost.memory_kib, kLanes, salt.size(), kHashBytes, Argon2_id),
        '\0'
    );
    const int result = argon2id_hash_encoded(
        cost.passes,
        cost.memory_kib,
        kLanes,
        password.data(),
        password.size(),
        salt.data(),
        salt.size(),
        kHashBytes,
        text.data(),
        text.size()
    );
    CHECK(result == ARGON2_OK);
    text.resize(text.find('\0'));
    return text;
}

bool VerifyPassword(std::string_view password, const std::string& hash) {
    return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace bourse::crypto
