// Exact decimal text of prices, quantities and amounts: "0.00141342".
//
//   decimal := digit+ [ "." digit+ ]          no sign, no exponent, no blanks, no locale
//
// A DecimalScale says what one count is worth: unit / 10^decimals. Ticks, lots and minor units are
// all such counts, so each kind of value of a symbol has one scale.
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/checked.h"
#include "core/base/expected.h"
#include "core/domain/symbol.h"

namespace bourse {

struct DecimalScale {
    std::int64_t unit = 1;       // positive
    std::uint32_t decimals = 0;  // 0..18
};

DecimalScale PriceScale(const Symbol& symbol);
DecimalScale QuantityScale(const Symbol& symbol, const AssetDefinition& base);
DecimalScale AmountScale(const AssetDefinition& asset);

// Binance writes at least this many digits behind the point.
inline constexpr std::uint32_t kMinDecimalPlaces = 8;

enum class DecimalError : std::uint8_t {
    kSyntax = 1,       // not a `decimal`
    kTooManyDecimals,  // more than the scale has, trailing zeros not counted
    kNotAMultiple,     // no whole number of counts
    kOverflow,         // at or above 2^63 in counts or in 10^-decimals
};

// Appends count * unit / 10^decimals with max(decimals, kMinDecimalPlaces) places; below zero with
// a leading '-'. Requires |count * unit| < 2^126.
void AppendDecimal(DecimalScale scale, Int128 count, std::string& out);

// The count whose value the text is.
Expected<std::int64_t, DecimalError> ParseDecimal(DecimalScale scale, std::string_view text);

}  // namespace bourse
