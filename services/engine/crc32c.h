// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), as in iSCSI (RFC 3720, appendix B.4).
// Uses the SSE4.2 instruction where the processor has it; the result is the same everywhere.
// Thread: any; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bourse::engine {

// `crc` continues an earlier result, so Crc32c(a + b) == Crc32c(b, Crc32c(a)).
std::uint32_t Crc32c(std::span<const std::byte> bytes, std::uint32_t crc = 0);

// The same without special instructions; public so that a test can compare the two.
std::uint32_t Crc32cPortable(std::span<const std::byte> bytes, std::uint32_t crc = 0);

}  // namespace bourse::engine
