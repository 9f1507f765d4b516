// Checked integer arithmetic: answers nullopt instead of wrapping. Products have 128 bits.
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/check.h"

namespace bourse {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

// No stored amount reaches this bound (reliability invariant I18), so a sum of two always fits.
inline constexpr std::int64_t kAmountBound = std::int64_t{1} << 62;

constexpr std::optional<std::int64_t> CheckedAdd(std::int64_t a, std::int64_t b) {
    std::int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
    return sum;
}

constexpr std::optional<std::int64_t> CheckedMultiply(std::int64_t a, std::int64_t b) {
    std::int64_t product;
    if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
    return product;
}

// ceil(value * numerator / kDenominator) for value, numerator >= 0: rounding against the payer.
// Requires value < 2^62 and numerator <= kDenominator, so the result fits.
template <std::int64_t kDenominator>
constexpr std::int64_t MultiplyCeiling(std::int64_t value, std::int64_t numerator) {
    static_assert(kDenominator > 0);
    CHECK(value >= 0 && value < kAmountBound);
    CHECK(numerator >= 0 && numerator <= kDenominator);
    std::int64_t product;
    if (!__builtin_mul_overflow(value, numerator, &product)) {
        return product / kDenominator + (product % kDenominator != 0 ? 1 : 0);
    }
    const auto wide = static_cast<UInt128>(value) * static_cast<UInt128>(numerator);
    return static_cast<std::int64_t>((wide + (kDenominator - 1)) / kDenominator);
}

}  // namespace bourse
