// Hash64: a fast 64-bit hash of bytes, equal on every build and machine (little endian). For tables
// and for the comparison of states, not against an adversary with a choice of collisions: what must
// withstand tampering is the journal's SHA-256 chain.
// Thread: any; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/base/checked.h"

namespace bourse {

// One step: folds `value` into `seed` by a 64 x 64 -> 128 bit product.
constexpr std::uint64_t HashMix(std::uint64_t seed, std::uint64_t value) {
    const auto product =
        static_cast<UInt128>(seed ^ 0x9E37'79B9'7F4A'7C15) * (value ^ 0xD6E8'FEB8'6659'FD93);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t Hash64(std::span<const std::byte> bytes, std::uint64_t seed = 0) {
    std::uint64_t hash = HashMix(seed, bytes.size());
    while (bytes.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data(), sizeof word);
        hash = HashMix(hash, word);
        bytes = bytes.subspan(sizeof word);
    }
    std::uint64_t rest = 0;
    if (!bytes.empty()) std::memcpy(&rest, bytes.data(), bytes.size());
    return HashMix(hash, rest);
}

}  // namespace bourse
