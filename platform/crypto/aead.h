// AES-256-GCM: sealing bytes so that nobody reads or changes them without the key.
//
// Sealed: nonce (12 bytes), ciphertext, tag (16 bytes). Nonces are random: one key may seal 2^32
// texts. `context` is not part of it, but must be the same at both ends.
// Thread: any; pure but for the nonce.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "platform/crypto/bytes.h"

namespace bourse::crypto {

using AeadKey = std::array<std::uint8_t, 32>;

struct SealedUnder {
    const AeadKey& key;
    ByteView context;
};

std::vector<std::uint8_t> Seal(ByteView plain, const SealedUnder& under);
// Nothing when key or context are others, or a byte was changed.
std::optional<std::vector<std::uint8_t>> Unseal(ByteView sealed, const SealedUnder& under);

}  // namespace bourse::crypto
