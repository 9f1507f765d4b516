// Sections 4 and 5 of the rules: what is checked before an order enters, and its entry.
#include <algorithm>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

bool IsTimeInForce(OrderType type, TimeInForce time_in_force) {
    if (time_in_force == TimeInForce::kGoodTillCanceled) return true;
    const bool has_limit = type == OrderType::kLimit || type == OrderType::kStopLossLimit ||
                           type == OrderType::kTakeProfitLimit;
    return has_limit && (time_in_force == TimeInForce::kImmediateOrCancel ||
                         time_in_force == TimeInForce::kFillOrKill);
}

bool IsWithin(const Natural& value, std::int64_t minimum, std::int64_t maximum) {
    return (minimum == 0 || value >= Natural{minimum}) &&
           (maximum == 0 || value <= Natural{maximum});
}

bool IsByQuoteQuantity(const OrderInstruction& instruction) {
    return instruction.type == OrderType::kMarket && instruction.quote_quantity > Amount{0};
}

SelfTradePrevention ModeOf(
    const OrderInstruction& instruction, const SymbolDefinition& definition
) {
    return instruction.self_trade_prevention == SelfTradePrevention::kSymbolDefault
               ? definition.default_self_trade_prevention
               : instruction.self_trade_prevention;
}

// PERCENT_PRICE_BY_SIDE against `reference`.
bool IsNearReference(
    const SymbolFilters& filters, const OrderInstruction& instruction, Price reference
) {
    if (reference == Price{0}) return true;
    const bool is_buy = instruction.side == Side::kBuy;
    const std::uint32_t up = is_buy ? filters.bid_multiplier_up : filters.ask_multiplier_up;
    const std::uint32_t down = is_buy ? filters.bid_multiplier_down : filters.ask_multiplier_down;
    const Natural price = Natural{instruction.price.raw()} * Natural{10'000};
    const Natural r{reference.raw()};
    return (up == 0 || price <= r * Natural{up}) && (down == 0 || price >= r * Natural{down});
}

}  // namespace

bool ReferenceExchange::IsClientOrderId(const ClientOrderId& id) {
    if (id.length > ClientOrderId::kMaxLength) return false;
    for (std::size_t i = 0; i < sizeof id.text; ++i) {
        const bool is_allowed =
            i < id.length ? id.text[i] >= 0x21 && id.text[i] <= 0x7E : id.text[i] == '\0';
        if (!is_allowed) return false;
    }
    return true;
}

RejectReason ReferenceExchange::Do(const PlaceOrder& command) {
    const AccountId account = command.header.account;
    const OrderInstruction& instruction = command.instruction;
    RejectReason reason = CheckMarket(account, instruction.symbol);
    if (reason != RejectReason::kNone) return reason;
    const Market& market = *FindMarket(instruction.symbol);
    reason = CheckFields(market, instruction);
    if (reason != RejectReason::kNone) return reason;
    reason = CheckFilters(account, market, instruction);
    if (reason != RejectReason::kNone) return reason;
    return Enter(account, instruction);
}

RejectReason ReferenceExchange::CheckMarket(AccountId account, SymbolId symbol) {
    if (CustomerOf(account).status == AccountStatus::kFrozen) return RejectReason::kAccountFrozen;
    const Market* market = FindMarket(symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    if (market->mode == SymbolMode::kHalted) return RejectReason::kMarketHalted;
    if (market->mode == SymbolMode::kCancelOnly) return RejectReason::kMarketCancelOnly;
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::CheckFields(
    const Market& market, const OrderInstruction& instruction
) const {
    if (static_cast<int>(instruction.side) > 1) return RejectReason::kInvalidSide;
    const auto type = static_cast<int>(instruction.type);
    if (type < 1 || type > 7) return RejectReason::kInvalidOrderType;
    if (!IsTimeInForce(instruction.type, instruction.time_in_force)) {
        return RejectReason::kInvalidTimeInForce;
    }
    if (static_cast<int>(instruction.self_trade_prevention) > kSelfTradePreventionLast) {
        return RejectReason::kInvalidSelfTradePrevention;
    }
    const auto mode = static_cast<int>(ModeOf(instruction, market.definition));
    if ((market.definition.allowed_self_trade_prevention >> mode & 1) == 0) {
        return RejectReason::kSelfTradePreventionNotAllowed;
    }
    if (!IsClientOrderId(instruction.client_order_id)) return RejectReason::kInvalidClientOrderId;

    const bool has_quantity = instruction.quantity > Quantity{0};
    const bool has_quote_quantity = instruction.quote_quantity > Amount{0};
    const bool is_market = instruction.type == OrderType::kMarket;
    const bool has_no_price = is_market || instruction.type == OrderType::kStopLoss ||
                              instruction.type == OrderType::kTakeProfit;
    if (instruction.quantity < Quantity{0} || instruction.quote_quantity < Amount{0} ||
        has_quantity == has_quote_quantity || (!is_market && !has_quantity)) {
        return RejectReason::kInvalidQuantity;
    }
    const bool is_price =
        has_no_price ? instruction.price == Price{0} : instruction.price > Price{0};
    if (!is_price) return RejectReason::kInvalidPrice;
    const OrderConditions& conditions = instruction.conditions;
    const bool is_stop = type >= 4;
    if (conditions.stop_price < Price{0}) return RejectReason::kInvalidConditions;
    const bool has_trigger = conditions.stop_price != Price{0} || conditions.trailing_delta != 0;
    if (is_stop != has_trigger) return RejectReason::kInvalidConditions;
    const bool is_good_till_canceled = instruction.time_in_force == TimeInForce::kGoodTillCanceled;
    const bool may_hide = !has_no_price && is_good_till_canceled &&
                          conditions.iceberg_quantity > Quantity{0} &&
                          conditions.iceberg_quantity <= instruction.quantity;
    if (conditions.iceberg_quantity != Quantity{0} && !may_hide) {
        return RejectReason::kInvalidConditions;
    }
    const bool is_plain =
        conditions.peg_price == PegPrice::kNone && conditions.peg_offset_levels == 0;
    return is_plain ? RejectReason::kNone : RejectReason::kUnsupportedOrder;
}

RejectReason ReferenceExchange::CheckFilters(
    AccountId account,
    const Market& market,
    const OrderInstruction& instruction,
    std::span<const OrderInstruction> legs_before
) const {
    const SymbolFilters& filters = market.definition.filters;
    const bool is_market = instruction.type == OrderType::kMarket;
    const bool has_no_price = is_market || instruction.type == OrderType::kStopLoss ||
                              instruction.type == OrderType::kTakeProfit;
    const Natural quantity{instruction.quantity.raw()};

    const bool is_above = defect_ == Defect::kPriceFilterExclusive
                              ? instruction.price >= filters.price_max
                              : instruction.price > filters.price_max;
    const bool is_stop = static_cast<int>(instruction.type) >= 4;
    const Price stop = instruction.conditions.stop_price;
    if (stop != Price{0} && (stop < filters.price_min || stop > filters.price_max)) {
        return RejectReason::kFilterPrice;
    }
    if (!has_no_price && (instruction.price < filters.price_min || is_above)) {
        return RejectReason::kFilterPrice;
    }
    if (!IsByQuoteQuantity(instruction)) {
        if (!IsWithin(quantity, filters.quantity_min.raw(), filters.quantity_max.raw())) {
            return RejectReason::kFilterLotSize;
        }
        const Quantity part = instruction.conditions.iceberg_quantity;
        if (part != Quantity{0} && (part < filters.quantity_min || part > filters.quantity_max)) {
            return RejectReason::kFilterLotSize;
        }
        if (has_no_price &&
            !IsWithin(
                quantity, filters.market_quantity_min.raw(), filters.market_quantity_max.raw()
            )) {
            return RejectReason::kFilterMarketLotSize;
        }
    }
    if (!has_no_price && !IsNearReference(filters, instruction, market.last_price)) {
        return RejectReason::kFilterPercentPriceBySide;
    }
    const bool is_by_last = is_market || (is_stop && stop == Price{0});
    const Price price = !has_no_price ? instruction.price : is_by_last ? market.last_price : stop;
    const Natural notional = IsByQuoteQuantity(instruction)
                                 ? Natural{instruction.quote_quantity.raw()}
                                 : Natural{price.raw()} * quantity * market.notional_unit;
    const bool is_off = !IsByQuoteQuantity(instruction) && price == Price{0};
    if (!is_off && !IsWithin(notional, filters.notional_min.raw(), filters.notional_max.raw())) {
        return RejectReason::kFilterNotional;
    }
    const auto counts = CheckCounts(account, market, instruction, legs_before);
    if (counts != RejectReason::kNone) return counts;
    return CheckPosition(account, market, instruction, legs_before);
}

// MAX_POSITION.
RejectReason ReferenceExchange::CheckPosition(
    AccountId account,
    const Market& market,
    const OrderInstruction& instruction,
    std::span<const OrderInstruction> legs_before
) const {
    const Natural most{market.definition.filters.position_max.raw()};
    if (most == Natural{0} || instruction.side != Side::kBuy) return RejectReason::kNone;
    Natural lots{instruction.quantity.raw()};
    if (IsByQuoteQuantity(instruction) && market.last_price != Price{0}) {
        lots = Natural{instruction.quote_quantity.raw()} /
               (Natural{market.last_price.raw()} * market.notional_unit);
    }
    for (const OrderInstruction& leg : legs_before) {
        if (leg.side == Side::kBuy) lots = lots + Natural{leg.quantity.raw()};
    }
    for (const Order& order : market.orders) {
        const bool is_counted = order.account == account && order.side == Side::kBuy;
        if (is_counted && defect_ != Defect::kOpenBuysNotCounted) {
            lots = lots + Natural{order.open};
        }
    }
    Natural position = lots * Natural{market.definition.lot_size};
    const auto owned = balances_.find({account, market.definition.base});
    if (owned != balances_.end()) {
        position = position + owned->second.available + owned->second.held;
    }
    return position > most ? RejectReason::kFilterMaxPosition : RejectReason::kNone;
}

// MAX_NUM_ORDERS and what follows it.
RejectReason ReferenceExchange::CheckCounts(
    AccountId account,
    const Market& market,
    const OrderInstruction& instruction,
    std::span<const OrderInstruction> legs_before
) const {
    const SymbolFilters& filters = market.definition.filters;
    const bool is_stop = static_cast<int>(instruction.type) >= 4;
    const auto open =
        std::count_if(market.orders.begin(), market.orders.end(), [account](const Order& order) {
            return order.account == account;
        });
    if (filters.max_orders != 0 &&
        open + std::ssize(legs_before) >= static_cast<std::ptrdiff_t>(filters.max_orders)) {
        return RejectReason::kFilterMaxOrders;
    }
    const std::uint32_t delta = instruction.conditions.trailing_delta;
    const bool is_stop_loss =
        instruction.type == OrderType::kStopLoss || instruction.type == OrderType::kStopLossLimit;
    const bool is_above = is_stop_loss == (instruction.side == Side::kBuy);
    const std::uint32_t least = is_above ? filters.trailing_above_min : filters.trailing_below_min;
    const std::uint32_t most = is_above ? filters.trailing_above_max : filters.trailing_below_max;
    if (delta != 0 && (delta < least || delta > 10'000 || (most != 0 && delta > most))) {
        return RejectReason::kFilterTrailingDelta;
    }
    const Natural part{instruction.conditions.iceberg_quantity.raw()};
    const bool is_iceberg = part > Natural{0};
    if (is_iceberg && filters.iceberg_parts != 0 &&
        part * Natural{filters.iceberg_parts} < Natural{instruction.quantity.raw()}) {
        return RejectReason::kFilterIcebergParts;
    }
    const auto waiting = std::count_if(
                             market.orders.begin(),
                             market.orders.end(),
                             [account](const Order& order) {
                                 const bool is_stop_type = static_cast<int>(order.type) >= 4;
                                 return order.account == account &&
                                        (order.waits || (order.is_pending && is_stop_type));
                             }
                         ) +
                         std::ranges::count_if(legs_before, [](const OrderInstruction& leg) {
                             return static_cast<int>(leg.type) >= 4;
                         });
    if (is_stop && filters.max_algo_orders != 0 &&
        waiting >= static_cast<std::ptrdiff_t>(filters.max_algo_orders)) {
        return RejectReason::kFilterMaxAlgoOrders;
    }
    const auto icebergs =
        std::ranges::count_if(
            market.orders,
            [account](const Order& order) {
                return order.account == account && order.conditions.iceberg_quantity > Quantity{0};
            }
        ) +
        std::ranges::count_if(legs_before, [](const OrderInstruction& leg) {
            return leg.conditions.iceberg_quantity > Quantity{0};
        });
    if (is_iceberg && filters.max_iceberg_orders != 0 &&
        icebergs >= static_cast<std::ptrdiff_t>(filters.max_iceberg_orders)) {
        return RejectReason::kFilterMaxIcebergOrders;
    }
    return RejectReason::kNone;
}

bool ReferenceExchange::HasClientOrderId(
    AccountId account, const Market& market, const ClientOrderId& id
) const {
    if (id.empty() || defect_ == Defect::kClientOrderIdIgnored) return false;
    return std::any_of(market.orders.begin(), market.orders.end(), [&](const Order& order) {
        return order.account == account && order.client_order_id.view() == id.view();
    });
}

// The checks from DuplicateClientOrderId on, and all that follows.
RejectReason ReferenceExchange::Enter(AccountId account, const OrderInstruction& instruction) {
    Market& market = *FindMarket(instruction.symbol);
    Order order;
    order.id = OrderId{order_count_ + 1};
    order.account = account;
    order.side = instruction.side;
    order.type = instruction.type;
    order.time_in_force = instruction.time_in_force;
    order.self_trade_prevention = ModeOf(instruction, market.definition);
    order.trade_group = CustomerOf(account).trade_group;
    order.price = instruction.price;
    order.quantity = order.open = instruction.quantity.raw();
    order.client_order_id = instruction.client_order_id;
    order.conditions = instruction.conditions;
    order.waits = static_cast<int>(order.type) >= 4;
    SetTrailing(market, order);
    if (HasClientOrderId(account, market, instruction.client_order_id)) {
        return RejectReason::kDuplicateClientOrderId;
    }
    if (order.waits) {
        const RejectReason reason = CheckStop(market, order);
        if (reason != RejectReason::kNone) return reason;
    }
    const bool is_empty = Queue(market, order).empty();
    if (order.type == OrderType::kLimitMaker && !is_empty) {
        return RejectReason::kWouldMatchImmediately;
    }
    if (order.type == OrderType::kMarket && is_empty) return RejectReason::kNoLiquidity;
    std::optional<ExpiryReason> expiry;
    if (IsByQuoteQuantity(instruction)) {
        const BudgetWalk walk =
            WalkWithBudget(market, order, Natural{instruction.quote_quantity.raw()});
        if (walk.lots == 0) return RejectReason::kNoLiquidity;
        order.quantity = order.open = walk.lots;
        expiry = walk.expiry;
    }
    const Natural hold = order.type == OrderType::kMarket ? DryRun(market, order).spent
                                                          : HoldOf(market, order, order.quantity);
    const bool is_market_sell = order.type == OrderType::kMarket && order.side == Side::kSell;
    const Natural needed = is_market_sell ? BaseAmount(market, order.quantity) : hold;
    if (balances_[Spends(market, order)].available < needed) {
        return RejectReason::kInsufficientBalance;
    }

    ++order_count_;
    Hold(Spends(market, order), hold);
    auto& event = Say<OrderAccepted>();
    event.order = order.id;
    event.account = account;
    event.symbol = instruction.symbol;
    event.side = order.side;
    event.type = order.type;
    event.time_in_force = order.time_in_force;
    event.self_trade_prevention = order.self_trade_prevention;
    event.trade_group = order.trade_group;
    event.price = order.price;
    event.quantity = Quantity{order.quantity};
    event.quote_quantity = instruction.quote_quantity;
    event.client_order_id = order.client_order_id;
    event.conditions = instruction.conditions;
    if (order.waits) {
        event.phase = OrderPhase::kUntriggered;
        market.orders.push_back(order);
        if (order.follows_at_once) StartTrailing(market, order.id);
        return RejectReason::kNone;
    }
    Match(market, order, expiry);
    QueueTriggers(market);
    return RejectReason::kNone;
}

}  // namespace bourse::reference
