// Hexadecimal and base64 text (RFC 4648 section 4). Decoders are strict: one text for one value.
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/expected.h"
#include "platform/crypto/bytes.h"

namespace bourse::crypto {

enum class EncodingError : std::uint8_t {
    kBadLength = 1,     // hex: odd; base64: not a multiple of four
    kBadCharacter = 2,  // not in the alphabet, or padding where none may stand
    kNotCanonical = 3,  // base64: unused bits of the last character are set
};

// Lower case.
std::string EncodeHex(ByteView bytes);

// Takes both cases.
Expected<std::vector<std::uint8_t>, EncodingError> DecodeHex(std::string_view text);

// With padding, without line breaks.
std::string EncodeBase64(ByteView bytes);

Expected<std::vector<std::uint8_t>, EncodingError> DecodeBase64(std::string_view text);

}  // namespace bourse::crypto
