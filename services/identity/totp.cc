#include "services/identity/totp.h"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>

#include "core/base/check.h"
#include "platform/crypto/bytes.h"
#include "platform/crypto/random.h"

namespace bourse::identity {

namespace {

constexpr unsigned kDigits = 6;

}  // namespace

std::string NewTotpSecret() {
    std::array<std::uint8_t, 20> random;
    crypto::FillRandom(random);
    return {random.begin(), random.end()};
}

std::string Base32(std::string_view bytes) {
    char* text = nullptr;
    std::size_t size = 0;
    CHECK(oath_base32_encode(bytes.data(), bytes.size(), &text, &size) == OATH_OK);
    std::string encoded(text, size);
    std::free(text);
    encoded.erase(encoded.find_last_not_of('=') + 1);
    return encoded;
}

std::string FromBase32(const std::string& text) {
    char* bytes = nullptr;
    std::size_t size = 0;
    if (oath_base32_decode(text.data(), text.size(), &bytes, &size) != OATH_OK) return "";
    std::string decoded(bytes, size);
    std::free(bytes);
    return decoded;
}

std::string TotpCode(std::string_view secret, std::int64_t step) {
    std::array<char, kDigits + 1> code{};
    const int result = oath_hotp_generate(
        secret.data(),
        secret.size(),
        static_cast<std::uint64_t>(step),
        kDigits,
        false,
        OATH_HOTP_DYNAMIC_TRUNCATION,
        code.data()
    );
    CHECK(result == OATH_OK);
    return std::string(code.data(), kDigits);
}

std::optional<std::int64_t> TotpStepOf(const TotpGuess& guess) {
    const std::int64_t now = guess.now_s / kTotpStepSeconds;
    std::optional<std::int64_t> found;
    for (const std::int64_t step : {now - 1, now, now + 1}) {
        const std::string code = TotpCode(guess.secret, step);
        if (crypto::ConstantTimeEqual(crypto::AsBytes(code), crypto::AsBytes(guess.code))) {
            found = step;
        }
    }
    return found;
}

}  // namespace bourse::identity
