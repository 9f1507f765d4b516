// One-time codes by time (RFC 6238: HMAC-SHA-1, six digits, 30 seconds), as every authenticator app
// makes them; the codes themselves come from liboath.
// Thread: any; pure, but for NewTotpSecret.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bourse::identity {

inline constexpr std::int64_t kTotpStepSeconds = 30;

// 20 random bytes.
std::string NewTotpSecret();

// As apps take them: base32 of RFC 4648, without padding.
std::string Base32(std::string_view bytes);
// What apps do with it; empty for a text that is none.
std::string FromBase32(const std::string& text);

// The step (seconds since 1970 / 30) whose code it is, of now, the one before and the one after;
// nothing for another code. All three are compared, whichever fits.
struct TotpGuess {
    std::string_view secret, code;
    std::int64_t now_s = 0;
};
std::optional<std::int64_t> TotpStepOf(const TotpGuess& guess);

// For tests and for nobody else: the code of a step.
std::string TotpCode(std::string_view secret, std::int64_t step);

}  // namespace bourse::identity
