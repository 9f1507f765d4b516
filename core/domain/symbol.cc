#include "core/domain/symbol.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace bourse {

namespace {

constexpr std::uint32_t kMaxDecimals = 18;
constexpr std::uint8_t kAllSelfTradePrevention = 0x7E;

Int128 PowerOfTen(std::uint32_t exponent) {
    Int128 power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

// tick x lot in minor units of the quote asset, if that is a whole number.
std::optional<std::int64_t> NotionalUnit(
    const SymbolDefinition& definition, std::uint32_t base_decimals, std::uint32_t quote_decimals
) {
    const Int128 product = static_cast<Int128>(definition.tick_size) * definition.lot_size;
    const std::uint32_t divisor_exponent = definition.price_decimals + base_decimals;
    Int128 unit = product;
    if (quote_decimals >= divisor_exponent) {
        const Int128 factor = PowerOfTen(quote_decimals - divisor_exponent);
        if (product > kAmountBound / factor) return std::nullopt;
        unit = product * factor;
    } else {
        const Int128 divisor = PowerOfTen(divisor_exponent - quote_decimals);
        if (product % divisor != 0) return std::nullopt;
        unit = product / divisor;
    }
    if (unit <= 0 || unit >= kAmountBound) return std::nullopt;
    return static_cast<std::int64_t>(unit);
}

bool BoundsAreOrdered(const SymbolFilters& filters) {
    const bool market_is_ordered = filters.market_quantity_max.raw() == 0 ||
                                   filters.market_quantity_min <= filters.market_quantity_max;
    const bool notional_is_ordered =
        filters.notional_max.raw() == 0 || filters.notional_min <= filters.notional_max;
    const auto is_optional_range = [](std::uint32_t min, std::uint32_t max) {
        return max == 0 || min <= max;
    };
    const bool is_countable = filters.position_max.raw() == 0 ||
                              (filters.max_orders != 0 && filters.max_orders <= kMostCountedOrders);
    return filters.position_max.raw() >= 0 && is_countable &&
           is_optional_range(filters.trailing_above_min, filters.trailing_above_max) &&
           is_optional_range(filters.trailing_below_min, filters.trailing_below_max) &&
           filters.price_min.raw() >= 1 && filters.price_min <= filters.price_max &&
           filters.quantity_min.raw() >= 1 && filters.quantity_min <= filters.quantity_max &&
           filters.market_quantity_min.raw() >= 0 && filters.market_quantity_max.raw() >= 0 &&
           filters.notional_min.raw() >= 0 && filters.notional_max.raw() >= 0 &&
           market_is_ordered && notional_is_ordered;
}

bool LargestOrderFits(const Symbol& symbol) {
    const SymbolFilters& filters = symbol.definition.filters;
    const Int128 base =
        static_cast<Int128>(filters.quantity_max.raw()) * symbol.definition.lot_size;
    const Int128 value = static_cast<Int128>(filters.price_max.raw()) * filters.quantity_max.raw();
    return base < kAmountBound && value <= (kAmountBound - 1) / symbol.notional_unit;
}

}  // namespace

bool IsValid(const Name& name) {
    const auto is_allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    const auto end = std::find(name.text.begin(), name.text.end(), '\0');
    return end != name.text.begin() && end != name.text.end() &&
           std::all_of(name.text.begin(), end, is_allowed) &&
           std::all_of(end, name.text.end(), [](char c) { return c == '\0'; });
}

Expected<Symbol, DefinitionError> Validate(
    const SymbolDefinition& definition, const AssetDefinition& base, const AssetDefinition& quote
) {
    if (!IsValid(definition.name)) return Unexpected{DefinitionError::kName};
    if (definition.price_decimals > kMaxDecimals) return Unexpected{DefinitionError::kDecimals};
    if (definition.tick_size <= 0 || definition.lot_size <= 0) {
        return Unexpected{DefinitionError::kTickOrLot};
    }
    const auto unit = NotionalUnit(definition, base.decimals, quote.decimals);
    if (!unit) return Unexpected{DefinitionError::kTickOrLot};
    const auto symbol = WithFilters(Symbol{definition, *unit}, definition.filters);
    if (!symbol) return symbol;
    const auto mode = static_cast<int>(definition.default_self_trade_prevention);
    const int allowed = definition.allowed_self_trade_prevention;
    if ((allowed & ~kAllSelfTradePrevention) != 0 || mode < 1 || mode > kSelfTradePreventionLast ||
        (allowed >> mode & 1) == 0) {
        return Unexpected{DefinitionError::kSelfTradePrevention};
    }
    return symbol;
}

Expected<Symbol, DefinitionError> WithFilters(const Symbol& symbol, const SymbolFilters& filters) {
    if (!BoundsAreOrdered(filters)) return Unexpected{DefinitionError::kBounds};
    Symbol changed = symbol;
    changed.definition.filters = filters;
    if (!LargestOrderFits(changed)) return Unexpected{DefinitionError::kTooLarge};
    const Price reference = symbol.definition.reference_price;
    const bool in_bounds = filters.price_min <= reference && reference <= filters.price_max;
    if (reference.raw() != 0 && !in_bounds) return Unexpected{DefinitionError::kReferencePrice};
    return changed;
}

}  // namespace bourse
