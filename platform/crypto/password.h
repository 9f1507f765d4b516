// Passwords as argon2id hashes (RFC 9106), in the text form "$argon2id$v=19$m=…,t=…,p=…$salt$hash".
//
// A hash costs kMemoryKib of memory and some tens of milliseconds, so it belongs on no I/O thread.
// Thread: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bourse::crypto {

struct PasswordCost {
    std::uint32_t memory_kib = 19 * 1024;
    std::uint32_t passes = 2;
};

// With a new salt.
std::string HashPassword(std::string_view password, const PasswordCost& cost = {});

// False for a text that is no argon2id hash, too. Takes the time that the hash's cost asks for,
// whatever the password.
bool VerifyPassword(std::string_view password, const std::string& hash);

}  // namespace bourse::crypto
