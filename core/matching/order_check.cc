#include "core/matching/order_check.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/domain/trailing_delta.h"

namespace bourse::matching {

namespace {

bool IsWithin(auto value, auto min, auto max) {
    return value >= min && (max.raw() == 0 || value <= max);
}

bool IsFillable(const OrderInstruction& order) {
    if (order.type != OrderType::kMarket) {
        return order.quantity.raw() > 0 && order.quote_quantity.raw() == 0;
    }
    const auto present = std::max(order.quantity.raw(), order.quote_quantity.raw());
    const auto absent = std::min(order.quantity.raw(), order.quote_quantity.raw());
    return present > 0 && absent == 0;
}

RejectReason CheckTimeInForce(const OrderInstruction& order) {
    switch (order.time_in_force) {
        case TimeInForce::kGoodTillCanceled:
            return RejectReason::kNone;
        case TimeInForce::kImmediateOrCancel:
        case TimeInForce::kFillOrKill:
            if (Triggered(order.type) == OrderType::kLimit) return RejectReason::kNone;
    }
    return RejectReason::kInvalidTimeInForce;
}

// Of an order that is no plain one.
RejectReason CheckConditions(const OrderInstruction& order) {
    const OrderConditions& conditions = order.conditions;
    const bool has_stop = conditions.stop_price.raw() > 0;
    const bool trails = conditions.trailing_delta != 0;
    const bool waits = has_stop || trails;
    if (conditions.stop_price.raw() < 0 || waits != IsStop(order.type)) {
        return RejectReason::kInvalidConditions;
    }
    const Quantity iceberg = conditions.iceberg_quantity;
    const bool may_hide = Triggered(order.type) != OrderType::kMarket &&
                          order.time_in_force == TimeInForce::kGoodTillCanceled;
    const bool hides = iceberg.raw() != 0;
    if (hides && (!may_hide || iceberg.raw() < 0 || iceberg > order.quantity)) {
        return RejectReason::kInvalidConditions;
    }
    const bool is_pegged =
        conditions.peg_price != PegPrice::kNone || conditions.peg_offset_levels != 0;
    return is_pegged ? RejectReason::kUnsupportedOrder : RejectReason::kNone;
}

RejectReason CheckPercentPrice(const Market& market, Side side, Price price) {
    const Price reference = market.reference_price();
    if (reference.raw() == 0) return RejectReason::kNone;
    const SymbolFilters& filters = market.symbol.definition.filters;
    const bool is_buy = side == Side::kBuy;
    const Int128 up = is_buy ? filters.bid_multiplier_up : filters.ask_multiplier_up;
    const Int128 down = is_buy ? filters.bid_multiplier_down : filters.ask_multiplier_down;
    const Int128 scaled = static_cast<Int128>(price.raw()) * kMultiplierScale;
    const bool is_above = up != 0 && scaled > up * reference.raw();
    const bool is_below = down != 0 && scaled < down * reference.raw();
    return is_above || is_below ? RejectReason::kFilterPercentPriceBySide : RejectReason::kNone;
}

// Wide, because filters may have changed since the reference price was made.
Int128 WideNotional(const Symbol& symbol, Price price, Quantity quantity) {
    return static_cast<Int128>(price.raw()) * symbol.notional_unit * quantity.raw();
}

RejectReason CheckNotional(const Symbol& symbol, Int128 notional) {
    const SymbolFilters& filters = symbol.definition.filters;
    const Int128 max = filters.notional_max.raw();
    const bool is_within = notional >= filters.notional_min.raw() && (max == 0 || notional <= max);
    return is_within ? RejectReason::kNone : RejectReason::kFilterNotional;
}

RejectReason CheckLotSize(const Symbol& symbol, Quantity quantity) {
    const SymbolFilters& filters = symbol.definition.filters;
    return quantity >= filters.quantity_min && quantity <= filters.quantity_max
               ? RejectReason::kNone
               : RejectReason::kFilterLotSize;
}

RejectReason CheckMarketFilters(const Market& market, const OrderInstruction& order) {
    const SymbolFilters& filters = market.symbol.definition.filters;
    if (order.quantity.raw() == 0) return CheckNotional(market.symbol, order.quote_quantity.raw());
    const auto lot_size = CheckLotSize(market.symbol, order.quantity);
    if (lot_size != RejectReason::kNone) return lot_size;
    if (!IsWithin(order.quantity, filters.market_quantity_min, filters.market_quantity_max)) {
        return RejectReason::kFilterMarketLotSize;
    }
    const Price reference = market.reference_price();
    if (reference.raw() == 0) return RejectReason::kNone;
    return CheckNotional(market.symbol, WideNotional(market.symbol, reference, order.quantity));
}

bool IsPriceWithin(const SymbolFilters& filters, Price price) {
    return price >= filters.price_min && price <= filters.price_max;
}

RejectReason CheckLimitFilters(const Market& market, const OrderInstruction& order) {
    if (!IsPriceWithin(market.symbol.definition.filters, order.price)) {
        return RejectReason::kFilterPrice;
    }
    const auto lot_size = CheckLotSize(market.symbol, order.quantity);
    if (lot_size != RejectReason::kNone) return lot_size;
    const Quantity iceberg = order.conditions.iceberg_quantity;
    if (iceberg.raw() != 0 && CheckLotSize(market.symbol, iceberg) != RejectReason::kNone) {
        return RejectReason::kFilterLotSize;
    }
    const auto percent_price = CheckPercentPrice(market, order.side, order.price);
    if (percent_price != RejectReason::kNone) return percent_price;
    return CheckNotional(market.symbol, WideNotional(market.symbol, order.price, order.quantity));
}

// What one that will be MARKET is worth is measured by its stop price, or without one by the price
// that it follows.
RejectReason CheckStopFilters(const Market& market, const OrderInstruction& order) {
    const SymbolFilters& filters = market.symbol.definition.filters;
    const Price stop = order.conditions.stop_price;
    const bool has_stop = stop.raw() != 0;
    if (has_stop && !IsPriceWithin(filters, stop)) return RejectReason::kFilterPrice;
    if (Triggered(order.type) == OrderType::kLimit) return CheckLimitFilters(market, order);
    const auto lot_size = CheckLotSize(market.symbol, order.quantity);
    if (lot_size != RejectReason::kNone) return lot_size;
    if (!IsWithin(order.quantity, filters.market_quantity_min, filters.market_quantity_max)) {
        return RejectReason::kFilterMarketLotSize;
    }
    const Price price = has_stop ? stop : market.reference_price();
    if (price.raw() == 0) return RejectReason::kNone;
    return CheckNotional(market.symbol, WideNotional(market.symbol, price, order.quantity));
}

// TRAILING_DELTA, of a stop order.
bool IsDeltaWithin(const SymbolFilters& filters, const OrderInstruction& order) {
    const std::uint32_t delta = order.conditions.trailing_delta;
    const bool is_above = Triggers::SideOf(order.type, order.side) == TriggerSide::kAbove;
    const std::uint32_t min = is_above ? filters.trailing_above_min : filters.trailing_below_min;
    const std::uint32_t max = is_above ? filters.trailing_above_max : filters.trailing_below_max;
    const std::uint32_t most = max == 0 ? kMaxTrailingDelta : std::min(max, kMaxTrailingDelta);
    return delta == 0 || (delta >= min && delta <= most);
}

// ICEBERG_PARTS.
bool HasFewParts(const SymbolFilters& filters, const OrderInstruction& order) {
    const std::int64_t iceberg = order.conditions.iceberg_quantity.raw();
    const std::int64_t parts = (order.quantity.raw() - 1) / iceberg + 1;
    return filters.iceberg_parts == 0 || parts <= std::int64_t{filters.iceberg_parts};
}

RejectReason CheckTypeFilters(const Market& market, const OrderInstruction& order) {
    if (IsStop(order.type)) [[unlikely]]
        return CheckStopFilters(market, order);
    return order.type == OrderType::kMarket ? CheckMarketFilters(market, order)
                                            : CheckLimitFilters(market, order);
}

}  // namespace

bool IsValid(const ClientOrderId& id) {
    // Most orders of machines have none.
    const auto words = std::bit_cast<std::array<std::uint64_t, sizeof id / 8>>(id);
    if ((words[0] | words[1] | words[2] | words[3] | words[4]) == 0) return true;
    if (id.length > ClientOrderId::kMaxLength) return false;
    const char* end = id.text + id.length;
    return std::all_of(id.text, end, [](char c) { return c >= 0x21 && c <= 0x7E; }) &&
           std::all_of(end, std::end(id.text), [](char c) { return c == 0; });
}

RejectReason CheckFields(const Symbol& symbol, const OrderInstruction& order) {
    if (order.side != Side::kBuy && order.side != Side::kSell) return RejectReason::kInvalidSide;
    if (order.type < OrderType::kLimit || order.type > OrderType::kTakeProfitLimit) {
        return RejectReason::kInvalidOrderType;
    }
    const auto time_in_force = CheckTimeInForce(order);
    if (time_in_force != RejectReason::kNone) return time_in_force;
    const auto mode = static_cast<int>(ModeOf(symbol, order));
    if (mode > kSelfTradePreventionLast) return RejectReason::kInvalidSelfTradePrevention;
    if ((symbol.definition.allowed_self_trade_prevention >> mode & 1) == 0) {
        return RejectReason::kSelfTradePreventionNotAllowed;
    }
    if (!IsValid(order.client_order_id)) return RejectReason::kInvalidClientOrderId;
    if (!IsFillable(order)) return RejectReason::kInvalidQuantity;
    const bool has_price = order.price.raw() > 0;
    const bool is_market = Triggered(order.type) == OrderType::kMarket;
    if (is_market ? order.price.raw() != 0 : !has_price) return RejectReason::kInvalidPrice;
    if (IsStop(order.type) || !order.conditions.is_plain()) return CheckConditions(order);
    return RejectReason::kNone;
}

RejectReason CheckFilters(
    const Market& market, const OrderInstruction& order, const OpenCounts& open
) {
    const auto type_filters = CheckTypeFilters(market, order);
    if (type_filters != RejectReason::kNone) return type_filters;
    const SymbolFilters& filters = market.symbol.definition.filters;
    if (filters.max_orders != 0 && open.orders >= filters.max_orders) {
        return RejectReason::kFilterMaxOrders;
    }
    const bool is_stop = IsStop(order.type);
    if (is_stop && !IsDeltaWithin(filters, order)) [[unlikely]]
        return RejectReason::kFilterTrailingDelta;
    const bool hides = order.conditions.iceberg_quantity.raw() != 0;
    if (hides && !HasFewParts(filters, order)) return RejectReason::kFilterIcebergParts;
    const bool is_counted = is_stop && filters.max_algo_orders != 0;
    if (is_counted && open.untriggered >= filters.max_algo_orders) {
        return RejectReason::kFilterMaxAlgoOrders;
    }
    return hides && filters.max_iceberg_orders != 0 && open.icebergs >= filters.max_iceberg_orders
               ? RejectReason::kFilterMaxIcebergOrders
               : RejectReason::kNone;
}

Int128 PositionOf(const Market& market, const OrderInstruction& order) {
    const Int128 lot_size = market.symbol.definition.lot_size;
    if (order.quantity.raw() != 0) return lot_size * order.quantity.raw();
    const Price reference = market.reference_price();
    if (reference.raw() == 0) return 0;
    return order.quote_quantity.raw() / WideNotional(market.symbol, reference, Quantity(1)) *
           lot_size;
}

RejectReason CheckPosition(const Symbol& symbol, Int128 position) {
    return position > symbol.definition.filters.position_max.raw()
               ? RejectReason::kFilterMaxPosition
               : RejectReason::kNone;
}

RejectReason CheckQuantity(const Symbol& symbol, Price price, Quantity quantity) {
    const auto lot_size = CheckLotSize(symbol, quantity);
    if (lot_size != RejectReason::kNone) return lot_size;
    return CheckNotional(symbol, WideNotional(symbol, price, quantity));
}

}  // namespace bourse::matching
