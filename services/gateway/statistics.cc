#include "services/gateway/statistics.h"

namespace bourse::gateway {

namespace {

constexpr std::uint32_t kPlaces = 8;

// floor(dividend * 10^places / divisor), digit by digit: the product would not fit.
Int128 Divide(Int128 dividend, Int128 divisor, std::uint32_t places) {
    Int128 quotient = dividend / divisor;
    Int128 rest = dividend % divisor;
    for (; places > 0; --places) {
        rest *= 10;
        quotient = quotient * 10 + rest / divisor;
        rest %= divisor;
    }
    return quotient;
}

}  // namespace

void WriteAverage(JsonWriter& json, const market::SymbolView& view, const market::Kline& sum) {
    constexpr DecimalScale kScale{1, kPlaces};
    if (sum.volume == 0) {
        json.Decimal(kScale, 0);
        return;
    }
    // quote / 10^quote_decimals over base / 10^base_decimals.
    const Int128 base = sum.volume * view.quantity.unit;
    const std::uint32_t base_decimals = view.quantity.decimals;
    const std::uint32_t quote_decimals = view.quote_amount.decimals;
    const std::uint32_t places = kPlaces + base_decimals;
    if (places >= quote_decimals) {
        json.Decimal(kScale, Divide(sum.quote_volume, base, places - quote_decimals));
        return;
    }
    Int128 divisor = base;
    for (std::uint32_t place = places; place < quote_decimals; ++place) divisor *= 10;
    json.Decimal(kScale, sum.quote_volume / divisor);
}

void WriteChangePercent(JsonWriter& json, const market::Kline& sum) {
    constexpr DecimalScale kThousandths{1, 3};
    constexpr std::size_t kPlacesTooMany = kMinDecimalPlaces - 3;
    const Int128 open = sum.open.raw();
    const Int128 change = sum.close.raw() - open;
    std::string text;
    AppendDecimal(kThousandths, open == 0 ? 0 : change * 100'000 / open, text);
    json.String(std::string_view(text).substr(0, text.size() - kPlacesTooMany));
}

}  // namespace bourse::gateway
