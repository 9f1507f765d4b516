#include "services/gateway/order_report.h"

#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

market::OrderView ViewOfAccepted(const OrderAccepted& event, Timestamp time) {
    market::OrderView order;
    order.id = event.order;
    order.account = event.account;
    order.symbol = event.symbol;
    order.side = event.side;
    order.type = event.type;
    order.time_in_force = event.time_in_force;
    order.self_trade_prevention = event.self_trade_prevention;
    order.trade_group = event.trade_group;
    order.price = event.price;
    order.quantity = event.quantity;
    order.quote_quantity = event.quote_quantity;
    order.time = order.update_time = time;
    if (event.phase == OrderPhase::kEntering) order.working_time = time;
    if (event.phase == OrderPhase::kPending) order.status = market::OrderStatus::kPendingNew;
    order.order_list = event.order_list;
    order.client_order_id = event.client_order_id;
    order.conditions = event.conditions;
    return order;
}

void AddTrade(PlacedOrder& placed, const TradeExecuted& trade) {
    market::OrderView& order = placed.order;
    order.executed += trade.quantity;
    order.cumulative_quote += trade.notional;
    order.status = trade.taker_open == Quantity() ? market::OrderStatus::kFilled
                                                  : market::OrderStatus::kPartiallyFilled;
    placed.trades.push_back(trade);
}

void Expire(market::OrderView& order, ExpiryReason reason) {
    order.expiry_reason = reason;
    order.status = reason == ExpiryReason::kSelfTradePrevention
                       ? market::OrderStatus::kExpiredInMatch
                       : market::OrderStatus::kExpired;
}

void FoldInto(PlacedOrder& placed, const wire::EventView& event) {
    const OrderId id = placed.order.id;
    if (placed.order.status == market::OrderStatus::kPendingNew) return;
    if (event.type() == EventType::kTradeExecuted) {
        const auto& trade = event.As<TradeExecuted>();
        if (trade.taker_order == id) AddTrade(placed, trade);
    } else if (event.type() == EventType::kSelfTradePrevented) {
        const auto& prevented = event.As<SelfTradePrevented>();
        if (prevented.taker_order != id) return;
        placed.order.prevented += prevented.quantity;
        placed.order.prevented_match = prevented.prevented_match;
        placed.prevented.push_back(prevented);
    } else if (event.type() == EventType::kOrderExpired) {
        const auto& expired = event.As<OrderExpired>();
        if (expired.order == id) Expire(placed.order, expired.reason);
    } else if (event.type() == EventType::kTrailingStarted) {
        const auto& started = event.As<TrailingStarted>();
        if (started.order == id) placed.order.trailing_time = placed.order.time;
    }
}

}  // namespace

std::vector<PlacedOrder> FindPlacedOrders(std::span<const std::byte> events) {
    std::vector<PlacedOrder> orders;
    Timestamp time;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (event.type() == EventType::kCommandApplied) {
            time = event.As<CommandApplied>().timestamp;
        } else if (event.type() == EventType::kOrderAccepted) {
            orders.emplace_back().order = ViewOfAccepted(event.As<OrderAccepted>(), time);
        } else {
            for (PlacedOrder& placed : orders) FoldInto(placed, event);
        }
    });
    return orders;
}

std::optional<PlacedOrder> FindPlacedOrder(std::span<const std::byte> events) {
    auto orders = FindPlacedOrders(events);
    if (orders.empty()) return std::nullopt;
    return std::move(orders.front());
}

const OrderCanceled* FindCanceled(std::span<const std::byte> events) {
    const OrderCanceled* found = nullptr;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (event.type() != EventType::kOrderCanceled || found != nullptr) return;
        const auto& canceled = event.As<OrderCanceled>();
        if (canceled.cause != CancelCause::kOrderList) found = &canceled;
    });
    return found;
}

std::int64_t ListNumber(OrderListId list) {
    return list == OrderListId() ? -1 : static_cast<std::int64_t>(list.raw());
}

void OrderWriter::WriteHead(const market::OrderView& order) {
    json_.Key("orderId").Number(order.id.raw());
    json_.Key("orderListId").Number(ListNumber(order.order_list));
}

void OrderWriter::WriteWorkingTime(const market::OrderView& order) {
    const bool is_working = order.working_time != Timestamp();
    json_.Key("workingTime").Number(is_working ? call_.Time(order.working_time) : -1);
}

void OrderWriter::WritePlaced(const PlacedOrder& placed, ResponseType type) {
    const market::OrderView& order = placed.order;
    json_.BeginObject().Key("symbol").String(ViewOf(order).symbol.definition.name.view());
    WriteHead(order);
    json_.Key("clientOrderId").String(order.client_order_id.view());
    json_.Key("transactTime").Number(call_.Time(order.time));
    if (type != ResponseType::kAck) {
        WriteState(order);
        WriteWorkingTime(order);
        if (type == ResponseType::kFull) WriteFills(placed);
        WriteTrigger(order);
        WriteConditions(order);
        if (type == ResponseType::kFull) WritePrevented(placed);
    }
    json_.EndObject();
}

void OrderWriter::WriteQueried(const market::OrderView& order) {
    const market::SymbolView& view = ViewOf(order);
    json_.BeginObject().Key("symbol").String(ViewOf(order).symbol.definition.name.view());
    WriteHead(order);
    json_.Key("clientOrderId").String(order.client_order_id.view());
    WriteState(order);
    json_.Key("stopPrice").Decimal(view.price, order.conditions.stop_price.raw());
    json_.Key("icebergQty").Decimal(view.quantity, order.conditions.iceberg_quantity.raw());
    json_.Key("time").Number(call_.Time(order.time));
    json_.Key("updateTime").Number(call_.Time(order.update_time));
    json_.Key("isWorking").Bool(order.working_time != Timestamp());
    WriteWorkingTime(order);
    WriteConditions(order);
    json_.EndObject();
}

void OrderWriter::WriteCanceled(const market::OrderView& order, const ClientOrderId& cancel_id) {
    json_.BeginObject().Key("symbol").String(ViewOf(order).symbol.definition.name.view());
    json_.Key("origClientOrderId").String(order.client_order_id.view());
    WriteHead(order);
    json_.Key("clientOrderId").String(cancel_id.view());
    json_.Key("transactTime").Number(call_.Time(order.update_time));
    WriteState(order);
    WriteTrigger(order);
    WriteConditions(order);
    json_.EndObject();
}

void OrderWriter::WriteAmended(const market::OrderView& order, const ClientOrderId& original) {
    const market::SymbolView& view = ViewOf(order);
    json_.BeginObject().Key("symbol").String(view.symbol.definition.name.view());
    WriteHead(order);
    json_.Key("origClientOrderId").String(original.view());
    json_.Key("clientOrderId").String(order.client_order_id.view());
    json_.Key("price").Decimal(view.price, order.price.raw());
    json_.Key("qty").Decimal(view.quantity, order.quantity.raw());
    json_.Key("executedQty").Decimal(view.quantity, order.executed.raw());
    json_.Key("preventedQty").Decimal(view.quantity, order.prevented.raw());
    json_.Key("quoteOrderQty").Decimal(view.quote_amount, order.quote_quantity.raw());
    json_.Key("cumulativeQuoteQty").Decimal(view.quote_amount, order.cumulative_quote.raw());
    json_.Key("status").String(WordOf(kOrderStatuses, order.status));
    json_.Key("timeInForce").String(WordOf(kTimesInForce, order.time_in_force));
    json_.Key("type").String(WordOf(kOrderTypes, order.type));
    json_.Key("side").String(WordOf(kSides, order.side));
    WriteWorkingTime(order);
    json_.Key("selfTradePreventionMode")
        .String(WordOf(kSelfTradePreventions, order.self_trade_prevention));
    json_.EndObject();
}

void OrderWriter::WriteState(const market::OrderView& order) {
    const market::SymbolView& view = ViewOf(order);
    json_.Key("price").Decimal(view.price, order.price.raw());
    json_.Key("origQty").Decimal(view.quantity, order.quantity.raw());
    json_.Key("executedQty").Decimal(view.quantity, order.executed.raw());
    json_.Key("origQuoteOrderQty").Decimal(view.quote_amount, order.quote_quantity.raw());
    json_.Key("cummulativeQuoteQty").Decimal(view.quote_amount, order.cumulative_quote.raw());
    json_.Key("status").String(WordOf(kOrderStatuses, order.status));
    json_.Key("timeInForce").String(WordOf(kTimesInForce, order.time_in_force));
    json_.Key("type").String(WordOf(kOrderTypes, order.type));
    json_.Key("side").String(WordOf(kSides, order.side));
    json_.Key("selfTradePreventionMode")
        .String(WordOf(kSelfTradePreventions, order.self_trade_prevention));
}

// Queries always tell these two.
void OrderWriter::WriteTrigger(const market::OrderView& order) {
    const market::SymbolView& view = ViewOf(order);
    const OrderConditions& conditions = order.conditions;
    if (conditions.stop_price != Price()) {
        json_.Key("stopPrice").Decimal(view.price, conditions.stop_price.raw());
    }
    if (conditions.iceberg_quantity != Quantity()) {
        json_.Key("icebergQty").Decimal(view.quantity, conditions.iceberg_quantity.raw());
    }
}

void OrderWriter::WritePeg(const market::OrderView& order) {
    const OrderConditions& conditions = order.conditions;
    if (conditions.peg_price == PegPrice::kNone) return;
    json_.Key("pegPriceType").String(WordOf(kPegPrices, conditions.peg_price));
    if (conditions.peg_offset_levels != 0) {
        json_.Key("pegOffsetType").String("PRICE_LEVEL");
        json_.Key("pegOffsetValue").Number(conditions.peg_offset_levels);
    }
    if (order.working_time != Timestamp()) {
        json_.Key("peggedPrice").Decimal(ViewOf(order).price, order.price.raw());
    }
}

void OrderWriter::WriteConditions(const market::OrderView& order) {
    const OrderConditions& conditions = order.conditions;
    if (conditions.trailing_delta != 0) {
        const bool is_trailing = order.trailing_time != Timestamp();
        json_.Key("trailingDelta").Number(conditions.trailing_delta);
        json_.Key("trailingTime").Number(is_trailing ? call_.Time(order.trailing_time) : -1);
    }
    if (conditions.strategy_id != 0) json_.Key("strategyId").Number(conditions.strategy_id);
    if (conditions.strategy_type != 0) json_.Key("strategyType").Number(conditions.strategy_type);
    WritePeg(order);
    if (order.prevented_match != PreventedMatchId()) {
        json_.Key("preventedMatchId").Number(order.prevented_match.raw());
        json_.Key("preventedQuantity").Decimal(ViewOf(order).quantity, order.prevented.raw());
    }
    const std::string_view reason = WordOf(kExpiryReasons, order.expiry_reason);
    if (!reason.empty()) json_.Key("expiryReason").String(reason);
}

void OrderWriter::WriteFills(const PlacedOrder& placed) {
    const market::SymbolView& view = ViewOf(placed.order);
    const bool is_buy = placed.order.side == Side::kBuy;
    const SymbolDefinition& definition = view.symbol.definition;
    const AssetDefinition& received = catalog_.asset(is_buy ? definition.base : definition.quote);
    json_.Key("fills").BeginArray();
    for (const TradeExecuted& trade : placed.trades) {
        json_.BeginObject().Key("price").Decimal(view.price, trade.price.raw());
        json_.Key("qty").Decimal(view.quantity, trade.quantity.raw());
        json_.Key("commission").Decimal(AmountScale(received), trade.taker_commission.raw());
        json_.Key("commissionAsset").String(received.name.view());
        json_.Key("tradeId").Number(trade.trade.raw()).EndObject();
    }
    json_.EndArray();
}

void OrderWriter::WritePrevented(const PlacedOrder& placed) {
    if (placed.prevented.empty()) return;
    const market::SymbolView& view = ViewOf(placed.order);
    json_.Key("preventedMatches").BeginArray();
    for (const SelfTradePrevented& match : placed.prevented) {
        json_.BeginObject().Key("preventedMatchId").Number(match.prevented_match.raw());
        json_.Key("makerOrderId").Number(match.maker_order.raw());
        json_.Key("price").Decimal(view.price, match.price.raw());
        json_.Key("takerPreventedQuantity").Decimal(view.quantity, match.quantity.raw());
        json_.Key("makerPreventedQuantity").Decimal(view.quantity, match.quantity.raw());
        json_.EndObject();
    }
    json_.EndArray();
    if (placed.order.trade_group != 0) {
        json_.Key("tradeGroupId").Number(placed.order.trade_group);
    }
}

}  // namespace bourse::gateway
