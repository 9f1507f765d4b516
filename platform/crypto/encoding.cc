#include "platform/crypto/encoding.h"

#include <algorithm>
#include <array>

namespace bourse::crypto {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xff;

constexpr auto kHexValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNone);
    for (std::uint8_t i = 0; i < 16; ++i) values[static_cast<std::uint8_t>(kHexDigits[i])] = i;
    for (std::uint8_t i = 10; i < 16; ++i) values['A' + i - 10u] = i;
    return values;
}();

constexpr auto kBase64Values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNone);
    for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<std::uint8_t>(kBase64Alphabet[i])] = i;
    return values;
}();

}  // namespace

std::string EncodeHex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(kHexDigits[byte >> 4]);
        text.push_back(kHexDigits[byte & 0x0f]);
    }
    return text;
}

Expected<std::vector<std::uint8_t>, EncodingError> DecodeHex(std::string_view text) {
    if (text.size() % 2 != 0) return Unexpected{EncodingError::kBadLength};
    std::vector<std::uint8_t> bytes(text.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint8_t high = kHexValues[static_cast<std::uint8_t>(text[2 * i])];
        const std::uint8_t low = kHexValues[static_cast<std::uint8_t>(text[2 * i + 1])];
        if (high == kNone || low == kNone) return Unexpected{EncodingError::kBadCharacter};
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return bytes;
}

std::string EncodeBase64(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < count ? bytes[i + j] : 0u);
        for (std::size_t j = 0; j < 4; ++j) {
            text.push_back(j <= count ? kBase64Alphabet[group >> (18 - 6 * j) & 0x3f] : '=');
        }
    }
    return text;
}

Expected<std::vector<std::uint8_t>, EncodingError> DecodeBase64(std::string_view text) {
    if (text.size() % 4 != 0) return Unexpected{EncodingError::kBadLength};
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    text.remove_suffix(padding);
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t pending = 0;
    int bits = 0;
    for (const char c : text) {
        const std::uint8_t value = kBase64Values[static_cast<std::uint8_t>(c)];
        if (value == kNone) return Unexpected{EncodingError::kBadCharacter};
        pending = (pending << 6 | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(pending >> bits));
        }
    }
    if ((pending & ((1u << bits) - 1)) != 0) return Unexpected{EncodingError::kNotCanonical};
    return bytes;
}

}  // namespace bourse::crypto
