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
    order.time = order.update_time = order.working_time = time;
    order.client_order_id = event.client_order_id;
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
    }
}

}  // namespace

std::optional<PlacedOrder> FindPlacedOrder(std::span<const std::byte> events) {
    std::optional<PlacedOrder> placed;
    Timestamp time;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (event.type() == EventType::kCommandApplied) {
            time = event.As<CommandApplied>().timestamp;
        } else if (event.type() == EventType::kOrderAccepted) {
            placed.emplace().order = ViewOfAccepted(event.As<OrderAccepted>(), time);
        } else if (placed) {
            FoldInto(*placed, event);
        }
    });
    return placed;
}

void OrderWriter::WritePlaced(const PlacedOrder& placed, ResponseType type) {
    const market::OrderView& order = placed.order;
    json_.BeginObject().Key("symbol").String(ViewOf(order).symbol.definition.name.view());
    json_.Key("orderId").Number(order.id.raw()).Key("orderListId").Number(-1);
    json_.Key("clientOrderId").String(order.client_order_id.view());
    json_.Key("transactTime").Number(call_.Time(order.time));
    if (type != ResponseType::kAck) {
        WriteState(order);
        json_.Key("workingTime").Number(call_.Time(order.working_time));
        if (type == ResponseType::kFull) WriteFills(placed);
        WriteConditions(order);
        if (type == ResponseType::kFull) WritePrevented(placed);
    }
    json_.EndObject();
}

void OrderWriter::WriteQueried(const market::OrderView& order) {
    constexpr DecimalScale kNone{};
    json_.BeginObject().Key("symbol").String(ViewOf(order).symbol.definition.name.view());
    json_.Key("orderId").Number(order.id.raw()).Key("orderListId").Number(-1);
    json_.Key("clientOrderId").String(order.client_order_id.view());
    WriteState(order);
    json_.Key("stopPrice").Decimal(kNone, 0).Key("icebergQty").Decimal(kNone, 0);
    json_.Key("time").Number(call_.Time(order.time));
    json_.Key("updateTime").Number(call_.Time(order.update_time)).Key("isWorking").True();
    json_.Key("workingTime").Number(call_.Time(order.working_time));
    WriteConditions(order);
    json_.EndObject();
}

void OrderWriter::WriteCanceled(const market::OrderView& order, const ClientOrderId& cancel_id) {
    json_.BeginObject().Key("symbol").String(ViewOf(order).symbol.definition.name.view());
    json_.Key("origClientOrderId").String(order.client_order_id.view());
    json_.Key("orderId").Number(order.id.raw()).Key("orderListId").Number(-1);
    json_.Key("clientOrderId").String(cancel_id.view());
    json_.Key("transactTime").Number(call_.Time(order.update_time));
    WriteState(order);
    WriteConditions(order);
    json_.EndObject();
}

void OrderWriter::WriteAmended(const market::OrderView& order, const ClientOrderId& original) {
    const market::SymbolView& view = ViewOf(order);
    json_.BeginObject().Key("symbol").String(view.symbol.definition.name.view());
    json_.Key("orderId").Number(order.id.raw()).Key("orderListId").Number(-1);
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
    json_.Key("workingTime").Number(call_.Time(order.working_time));
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

void OrderWriter::WriteConditions(const market::OrderView& order) {
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
