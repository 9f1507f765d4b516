#include "core/domain/decimal.h"

#include <algorithm>
#include <array>

namespace bourse {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// mantissa * 10 + digit for each digit of the text.
std::optional<std::int64_t> AppendDigits(std::int64_t mantissa, std::string_view digits) {
    for (const char digit : digits) {
        const auto shifted = CheckedMultiply(mantissa, 10);
        const auto sum = shifted ? CheckedAdd(*shifted, digit - '0') : std::nullopt;
        if (!sum) return std::nullopt;
        mantissa = *sum;
    }
    return mantissa;
}

std::optional<std::int64_t> ShiftLeft(std::int64_t mantissa, std::size_t places) {
    std::optional<std::int64_t> shifted = mantissa;
    while (shifted && places-- > 0) shifted = CheckedMultiply(*shifted, 10);
    return shifted;
}

}  // namespace

DecimalScale PriceScale(const Symbol& symbol) {
    return {symbol.definition.tick_size, symbol.definition.price_decimals};
}

DecimalScale QuantityScale(const Symbol& symbol, const AssetDefinition& base) {
    return {symbol.definition.lot_size, base.decimals};
}

DecimalScale AmountScale(const AssetDefinition& asset) { return {1, asset.decimals}; }

void AppendDecimal(DecimalScale scale, Int128 count, std::string& out) {
    Int128 mantissa;
    CHECK(!__builtin_mul_overflow(count, static_cast<Int128>(scale.unit), &mantissa));
    if (mantissa < 0) out.push_back('-');
    auto rest = mantissa < 0 ? -static_cast<UInt128>(mantissa) : static_cast<UInt128>(mantissa);

    constexpr std::size_t kMaxDigits = 39;  // of an Int128
    std::array<char, kMaxDigits + 1> text;  // one more for the point
    char* const end = text.data() + text.size();
    char* first = end;
    for (std::uint32_t place = 0; rest != 0 || place <= scale.decimals; ++place) {
        if (place == scale.decimals && place != 0) *--first = '.';
        *--first = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    }
    out.append(first, end);
    if (scale.decimals == 0) out.push_back('.');
    if (scale.decimals < kMinDecimalPlaces) out.append(kMinDecimalPlaces - scale.decimals, '0');
}

Expected<std::int64_t, DecimalError> ParseDecimal(DecimalScale scale, std::string_view text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    const bool is_well_formed = !whole.empty() && (point == text.size() || !fraction.empty()) &&
                                std::all_of(whole.begin(), whole.end(), IsDigit) &&
                                std::all_of(fraction.begin(), fraction.end(), IsDigit);
    if (!is_well_formed) return Unexpected{DecimalError::kSyntax};
    fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    if (fraction.size() > scale.decimals) return Unexpected{DecimalError::kTooManyDecimals};

    auto mantissa = AppendDigits(0, whole);
    if (mantissa) mantissa = AppendDigits(*mantissa, fraction);
    if (mantissa) mantissa = ShiftLeft(*mantissa, scale.decimals - fraction.size());
    if (!mantissa) return Unexpected{DecimalError::kOverflow};
    if (*mantissa % scale.unit != 0) return Unexpected{DecimalError::kNotAMultiple};
    return *mantissa / scale.unit;
}

}  // namespace bourse
