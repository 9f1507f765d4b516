// Assets and symbols: their definitions as an operator gives them, and the rules orders must meet.
//
// A definition is accepted only when one tick times one lot is a whole number of minor units of the
// quote asset (`notional_unit`), so that every notional is exact and only commissions round
// (docs/decisions/0003-exact-notional.md), and when the largest order stays below kAmountBound.
// Thread: any; plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/base/checked.h"
#include "core/base/expected.h"
#include "core/domain/order.h"
#include "core/domain/types.h"

namespace bourse {

// A short upper-case name held in place, zero padded: an asset ("BTC") or a symbol ("BTCUSDT").
struct Name {
    static constexpr std::size_t kMaxLength = 23;

    std::array<char, 24> text{};

    static Name From(std::string_view value) {
        CHECK(value.size() <= kMaxLength);
        Name name;
        std::memcpy(name.text.data(), value.data(), value.size());
        return name;
    }
    std::string_view view() const { return {text.data(), ::strnlen(text.data(), text.size())}; }
    friend bool operator==(const Name&, const Name&) = default;
};

// 1..23 characters of A-Z, 0-9, '.', '_' and '-', zero padded to the end.
bool IsValid(const Name& name);

struct AssetDefinition {
    Name name;
    std::uint32_t decimals = 0;  // 0..18; minor units per unit = 10^decimals
    std::uint32_t reserved = 0;
};
static_assert(sizeof(AssetDefinition) == 32 && std::is_trivially_copyable_v<AssetDefinition>);

enum class SymbolMode : std::uint8_t {
    kContinuous = 1,
    kCancelOnly = 2,  // cancel and amend
    kHalted = 3,      // cancel
};

// Bounds that every order of a symbol must meet; inclusive. Zero switches an optional bound off.
// Terms and evaluation follow the exchange filters of the Binance Spot API.
struct SymbolFilters {
    Price price_min{1}, price_max{};                        // PRICE_FILTER, tick = 1
    Quantity quantity_min{1}, quantity_max{};               // LOT_SIZE, step = 1
    Quantity market_quantity_min{}, market_quantity_max{};  // MARKET_LOT_SIZE, optional
    Amount notional_min{}, notional_max{};                  // NOTIONAL, optional; also for MARKET
    // PERCENT_PRICE_BY_SIDE against the last price, in 1/10,000 (50'000 = five times); optional.
    std::uint32_t bid_multiplier_up = 0, bid_multiplier_down = 0;
    std::uint32_t ask_multiplier_up = 0, ask_multiplier_down = 0;
    std::uint32_t max_orders = 200;       // MAX_NUM_ORDERS an account
    std::uint32_t max_order_amends = 10;  // MAX_NUM_ORDER_AMENDS an order
    // TRAILING_DELTA, in 1/10,000; optional. Above: STOP_LOSS BUY and TAKE_PROFIT SELL.
    std::uint32_t trailing_above_min = 10, trailing_above_max = 2'000;
    std::uint32_t trailing_below_min = 10, trailing_below_max = 2'000;
    std::uint32_t iceberg_parts = 100;     // ICEBERG_PARTS
    std::uint32_t max_algo_orders = 5;     // MAX_NUM_ALGO_ORDERS an account: stop orders
    std::uint32_t max_iceberg_orders = 0;  // MAX_NUM_ICEBERG_ORDERS an account
    std::uint32_t max_order_lists = 20;    // MAX_NUM_ORDER_LISTS an account
    // MAX_POSITION, of the base asset; optional. What an account may yet buy is counted order by
    // order, so there must be a max_orders of at most kMostCountedOrders beside it.
    Amount position_max{};
};
static_assert(sizeof(SymbolFilters) == 128 && std::is_trivially_copyable_v<SymbolFilters>);

inline constexpr std::uint32_t kMultiplierScale = 10'000;
inline constexpr std::uint32_t kMostCountedOrders = 1'000;

struct SymbolDefinition {
    Name name;
    AssetId base, quote;
    std::int64_t tick_size = 1;        // one tick is tick_size / 10^price_decimals quote per base
    std::uint32_t price_decimals = 0;  // 0..18
    SelfTradePrevention default_self_trade_prevention = SelfTradePrevention::kNone;
    std::uint8_t allowed_self_trade_prevention = 0x7E;  // bit n set: mode n is allowed
    std::uint16_t reserved = 0;
    std::int64_t lot_size = 1;  // minor units of the base asset a lot
    Price reference_price{};    // stands for the last price until the first trade
    SymbolFilters filters;
};
static_assert(sizeof(SymbolDefinition) == 192 && std::is_trivially_copyable_v<SymbolDefinition>);

// A definition that passed Validate, with what follows from it.
struct Symbol {
    SymbolDefinition definition;
    std::int64_t notional_unit = 0;  // minor units of the quote asset a tick and lot

    // Price times quantity, exact. Both within the filters' bounds.
    Amount Notional(Price price, Quantity quantity) const {
        const auto product = static_cast<Int128>(price.raw()) * quantity.raw() * notional_unit;
        CHECK(product >= 0 && product < kAmountBound);
        return Amount(static_cast<std::int64_t>(product));
    }
    Amount BaseAmount(Quantity quantity) const {
        const auto product = static_cast<Int128>(quantity.raw()) * definition.lot_size;
        CHECK(product >= 0 && product < kAmountBound);
        return Amount(static_cast<std::int64_t>(product));
    }
};

enum class DefinitionError : std::uint8_t {
    kName = 1,        // not IsValid
    kDecimals,        // above 18
    kTickOrLot,       // not positive, or a tick times a lot is no whole number of minor units
    kBounds,          // a minimum above its maximum, or not positive where it must be
    kTooLarge,        // the largest order reaches kAmountBound
    kReferencePrice,  // outside PRICE_FILTER
    kSelfTradePrevention,
};

// Errors in the order of the enum. `base` and `quote` are the definition's assets.
Expected<Symbol, DefinitionError> Validate(
    const SymbolDefinition& definition, const AssetDefinition& base, const AssetDefinition& quote
);
// Filters for an existing symbol, by the same rules.
Expected<Symbol, DefinitionError> WithFilters(const Symbol& symbol, const SymbolFilters& filters);

}  // namespace bourse
