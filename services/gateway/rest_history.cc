#include "services/gateway/json_writer.h"
#include "services/gateway/order_report.h"
#include "services/gateway/rest_account.h"
#include "services/gateway/symbol_parameters.h"
#include "services/gateway/time_range.h"

namespace bourse::gateway {

namespace {

constexpr LimitRange kRowLimit{500, 1'000};

std::string WriteOrders(
    const ApiContext& context, const Call& call, const std::vector<const market::OrderView*>& orders
) {
    std::string body;
    JsonWriter json(body);
    OrderWriter writer(json, call, context.views.catalog());
    json.BeginArray();
    for (const market::OrderView* order : orders) writer.WriteQueried(*order);
    json.EndArray();
    return body;
}

Result<const market::OrderView*> FindOrder(
    const ApiContext& context, AccountId account, const OrderReference& reference
) {
    const market::Orders& orders = context.views.orders();
    const ClientOrderId& client_order_id = reference.client_order_id;
    const bool by_id = reference.order != OrderId();
    const market::OrderView* order =
        by_id ? orders.Find(reference.order)
              : orders.Find({account, reference.symbol, client_order_id});
    if (order == nullptr || order->account != account || order->symbol != reference.symbol) {
        return Refuse(ErrorCode::kUnknownOrder, "Order does not exist.");
    }
    if (!client_order_id.empty() && order->client_order_id.view() != client_order_id.view()) {
        return Refuse(
            ErrorCode::kClientOrderIdMismatch,
            "The order was found by orderId, but origClientOrderId is not its client order id."
        );
    }
    return order;
}

void WriteTrade(
    JsonWriter& json,
    const Call& call,
    const market::Catalog& catalog,
    const market::AccountTrade& trade
) {
    const market::SymbolView& view = catalog.symbol(trade.symbol);
    const AssetDefinition& commission = catalog.asset(trade.commission_asset);
    json.BeginObject().Key("symbol").String(view.symbol.definition.name.view());
    json.Key("id").Number(trade.trade.raw()).Key("orderId").Number(trade.order.raw());
    json.Key("orderListId")
        .Number(ListNumber(trade.order_list))
        .Key("price")
        .Decimal(view.price, trade.price.raw());
    json.Key("qty").Decimal(view.quantity, trade.quantity.raw());
    json.Key("quoteQty").Decimal(view.quote_amount, trade.notional.raw());
    json.Key("commission").Decimal(AmountScale(commission), trade.commission.raw());
    json.Key("commissionAsset").String(commission.name.view());
    json.Key("time").Number(call.Time(trade.time));
    json.Key("isBuyer").Bool(trade.side == Side::kBuy);
    json.Key("isMaker").Bool(trade.liquidity == market::Liquidity::kMaker);
    json.Key("isBestMatch").True().EndObject();
}

}  // namespace

Reply QueryOrder(const ApiContext& context, Call& call) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    const auto reference = ReadReference(call.parameters, symbol.value_or(SymbolId()));
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const auto order = FindOrder(context, call.account(), reference);
    if (!order) return Unexpected{order.error()};
    std::string body;
    JsonWriter json(body);
    OrderWriter(json, call, context.views.catalog()).WriteQueried(**order);
    return body;
}

Reply OpenOrders(const ApiContext& context, Call& call) {
    std::optional<SymbolId> symbol;
    if (call.parameters.Peek("symbol")) {
        symbol = RequireSymbol(call.parameters, context.views.catalog());
    }
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return WriteOrders(context, call, context.views.orders().Open(call.account(), symbol));
}

std::int64_t OpenOrdersWeight(const Parameters& parameters) {
    return parameters.Peek("symbol") ? 6 : 80;
}

Reply AllOrders(const ApiContext& context, Call& call) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    market::OrderQuery query;
    if (const auto from = call.parameters.FindInteger("orderId")) query.from = OrderId(*from);
    const TimeRange range = ReadTimeRange(call.parameters);
    query.limit = call.parameters.FindLimit("limit", kRowLimit);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    query.account = call.account();
    query.symbol = *symbol;
    query.start = range.start;
    query.end = range.end;
    return WriteOrders(context, call, context.views.orders().Query(query));
}

Reply MyTrades(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    market::AccountTradeQuery query;
    if (const auto id = call.parameters.FindInteger("orderId")) query.order = OrderId(*id);
    if (const auto id = call.parameters.FindInteger("fromId")) query.from = TradeId(*id);
    const TimeRange range = ReadTimeRange(call.parameters);
    query.limit = call.parameters.FindLimit("limit", kRowLimit);
    if (range.is_given() && (query.order || query.from)) {
        call.parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    query.account = call.account();
    query.symbol = *symbol;
    query.start = range.start;
    query.end = range.end;
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const auto& trade : context.views.account_trades().Query(query)) {
        WriteTrade(json, call, catalog, trade);
    }
    json.EndArray();
    return body;
}

std::int64_t MyTradesWeight(const Parameters& parameters) {
    return parameters.Peek("orderId") ? 5 : 20;
}

}  // namespace bourse::gateway
