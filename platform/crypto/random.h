// Random bytes from the kernel (getrandom), for keys, nonces and identifiers.
// Thread: any.
#pragma once

#include <cstdint>
#include <span>

namespace bourse::crypto {

// Fills all of it; a CHECK fails should the kernel refuse, for no caller could go on safely.
void FillRandom(std::span<std::uint8_t> bytes);

}  // namespace bourse::crypto
