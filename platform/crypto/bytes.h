// Names for byte strings of the cryptographic functions, and their comparison.
// Thread: any; pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bourse::crypto {

using ByteView = std::span<const std::uint8_t>;
using Digest256 = std::array<std::uint8_t, 32>;

inline ByteView AsBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Whether both hold the same bytes. The time taken depends on the lengths only, so it tells nothing
// about where a forged signature differs.
inline bool ConstantTimeEqual(ByteView a, ByteView b) {
    if (a.size() != b.size()) return false;
    volatile std::uint8_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference = static_cast<std::uint8_t>(difference | (a[i] ^ b[i]));
    }
    return difference == 0;
}

}  // namespace bourse::crypto
