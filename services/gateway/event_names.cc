#include "services/gateway/event_names.h"

#include <algorithm>

namespace bourse::gateway {

namespace {

struct EventName {
    EventType type;
    std::string_view name;
};
constexpr EventName kNames[] = {
    {EventType::kCommandApplied, "CommandApplied"},
    {EventType::kAnswerRepeated, "AnswerRepeated"},
    {EventType::kOrderAccepted, "OrderAccepted"},
    {EventType::kOrderRested, "OrderRested"},
    {EventType::kTradeExecuted, "TradeExecuted"},
    {EventType::kSelfTradePrevented, "SelfTradePrevented"},
    {EventType::kOrderCanceled, "OrderCanceled"},
    {EventType::kOrderExpired, "OrderExpired"},
    {EventType::kOrderAmended, "OrderAmended"},
    {EventType::kCancelReplaceApplied, "CancelReplaceApplied"},
    {EventType::kCancelAllCompleted, "CancelAllCompleted"},
    {EventType::kOrderTriggered, "OrderTriggered"},
    {EventType::kTrailingStarted, "TrailingStarted"},
    {EventType::kIcebergRefreshed, "IcebergRefreshed"},
    {EventType::kOrderReleased, "OrderReleased"},
    {EventType::kOrderListAccepted, "OrderListAccepted"},
    {EventType::kOrderListUpdated, "OrderListUpdated"},
    {EventType::kOrderListCompleted, "OrderListCompleted"},
    {EventType::kBalanceChanged, "BalanceChanged"},
    {EventType::kFundsDeposited, "FundsDeposited"},
    {EventType::kWithdrawalReserved, "WithdrawalReserved"},
    {EventType::kWithdrawalSettled, "WithdrawalSettled"},
    {EventType::kWithdrawalReleased, "WithdrawalReleased"},
    {EventType::kAssetDefined, "AssetDefined"},
    {EventType::kSymbolDefined, "SymbolDefined"},
    {EventType::kSymbolModeChanged, "SymbolModeChanged"},
    {EventType::kFeeTierDefined, "FeeTierDefined"},
    {EventType::kAccountChanged, "AccountChanged"},
};

std::string Text(DecimalScale scale, Int128 count) {
    std::string text;
    AppendDecimal(scale, count, text);
    return text;
}

template <class Id>
std::string Text(Id id) {
    return std::to_string(id.raw());
}

std::string OfTrade(const TradeExecuted& trade, const market::Catalog& catalog) {
    const market::SymbolView& view = catalog.symbol(trade.symbol);
    return Text(view.quantity, trade.quantity.raw()) + " at " +
           Text(view.price, trade.price.raw()) + " of " +
           std::string(view.symbol.definition.name.view()) + ", maker order " +
           Text(trade.maker_order) + " of account " + Text(trade.maker) + ", taker order " +
           Text(trade.taker_order) + " of account " + Text(trade.taker);
}

std::string OfBalance(const BalanceChanged& balance, const market::Catalog& catalog) {
    const AssetDefinition& asset = catalog.asset(balance.asset);
    const DecimalScale scale = AmountScale(asset);
    return "account " + Text(balance.account) + " " + std::string(asset.name.view()) +
           " available " + Text(scale, balance.available.raw()) + " held " +
           Text(scale, balance.held.raw());
}

std::string OfAccepted(const OrderAccepted& order, const market::Catalog& catalog) {
    const market::SymbolView& view = catalog.symbol(order.symbol);
    return "order " + Text(order.order) + " of account " + Text(order.account) +
           (order.side == Side::kBuy ? " BUY " : " SELL ") +
           Text(view.quantity, order.quantity.raw()) + " at " +
           Text(view.price, order.price.raw()) + " of " +
           std::string(view.symbol.definition.name.view());
}

template <class T>
std::string OfOrder(const T& event) {
    return "order " + Text(event.order) + " of account " + Text(event.account);
}

std::string OfDeposit(const FundsDeposited& funds, const market::Catalog& catalog) {
    const AssetDefinition& asset = catalog.asset(funds.asset);
    return "account " + Text(funds.account) + " " + std::string(asset.name.view()) + " " +
           Text(AmountScale(asset), funds.amount.raw());
}

std::string OfMode(const SymbolModeChanged& change, const market::Catalog& catalog) {
    const std::string_view mode = change.mode == SymbolMode::kContinuous   ? " TRADING"
                                  : change.mode == SymbolMode::kCancelOnly ? " CANCEL_ONLY"
                                                                           : " HALT";
    const Name& name = catalog.symbol(change.symbol).symbol.definition.name;
    return std::string(name.view()).append(mode);
}

std::string FieldsOf(wire::EventView event, const market::Catalog& catalog) {
    switch (event.type()) {
        case EventType::kTradeExecuted:
            return OfTrade(event.As<TradeExecuted>(), catalog);
        case EventType::kBalanceChanged:
            return OfBalance(event.As<BalanceChanged>(), catalog);
        case EventType::kOrderAccepted:
            return OfAccepted(event.As<OrderAccepted>(), catalog);
        case EventType::kOrderCanceled:
            return OfOrder(event.As<OrderCanceled>());
        case EventType::kOrderExpired:
            return OfOrder(event.As<OrderExpired>());
        case EventType::kOrderAmended:
            return OfOrder(event.As<OrderAmended>());
        case EventType::kOrderTriggered:
            return OfOrder(event.As<OrderTriggered>());
        case EventType::kFundsDeposited:
            return OfDeposit(event.As<FundsDeposited>(), catalog);
        case EventType::kSymbolModeChanged:
            return OfMode(event.As<SymbolModeChanged>(), catalog);
        case EventType::kAccountChanged:
            return "account " + Text(event.As<AccountChanged>().account);
        default:
            return {};
    }
}

}  // namespace

std::string DescribeEvent(wire::EventView event, const market::Catalog& catalog) {
    const auto found = std::ranges::find(kNames, event.type(), &EventName::type);
    std::string text(found == std::end(kNames) ? "Unknown" : found->name);
    const std::string fields = FieldsOf(event, catalog);
    return fields.empty() ? text : text.append(" ").append(fields);
}

}  // namespace bourse::gateway
