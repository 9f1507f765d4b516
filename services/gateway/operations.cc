#include <algorithm>

#include "services/gateway/operation.h"
#include "services/gateway/rest_absent.h"
#include "services/gateway/rest_account.h"
#include "services/gateway/rest_general.h"
#include "services/gateway/rest_listen_key.h"
#include "services/gateway/rest_market.h"
#include "services/gateway/rest_order_lists.h"
#include "services/gateway/rest_orders.h"
#include "services/gateway/rest_sapi.h"
#include "services/gateway/rest_ticker.h"
#include "services/gateway/rest_wallet.h"

namespace bourse::gateway {

namespace {

template <std::int64_t kWeight>
std::int64_t Weight(const Parameters&) {
    return kWeight;
}

using enum Security;

constexpr Operation kOperations[] = {
    {"GET", "/api/v3/ping", "ping", kNone, Weight<1>, Ping},
    {"GET", "/api/v3/time", "time", kNone, Weight<1>, ServerTime},
    {"GET", "/api/v3/exchangeInfo", "exchangeInfo", kNone, Weight<20>, ExchangeInfo},
    {"GET",
     "/api/v3/executionRules",
     "executionRules",
     kNone,
     ExecutionRulesWeight,
     ExecutionRules},

    {"GET", "/api/v3/depth", "depth", kNone, DepthWeight, Depth},
    {"GET", "/api/v3/trades", "trades.recent", kNone, Weight<25>, RecentTrades},
    {"GET", "/api/v3/historicalTrades", "trades.historical", kNone, Weight<25>, HistoricalTrades},
    {"GET", "/api/v3/aggTrades", "trades.aggregate", kNone, Weight<4>, AggregateTrades},
    {"GET", "/api/v3/klines", "klines", kNone, Weight<2>, Klines},
    {"GET", "/api/v3/uiKlines", "uiKlines", kNone, Weight<2>, Klines},
    {"GET", "/api/v3/avgPrice", "avgPrice", kNone, Weight<2>, AveragePrice},
    {"GET", "/api/v3/ticker/24hr", "ticker.24hr", kNone, Ticker24HoursWeight, Ticker24Hours},
    {"GET",
     "/api/v3/ticker/tradingDay",
     "ticker.tradingDay",
     kNone,
     TickerWindowWeight,
     TickerTradingDay},
    {"GET", "/api/v3/ticker", "ticker", kNone, TickerWindowWeight, TickerWindow},
    {"GET", "/api/v3/ticker/price", "ticker.price", kNone, TickerPriceWeight, TickerPrice},
    {"GET", "/api/v3/ticker/bookTicker", "ticker.book", kNone, TickerPriceWeight, TickerBook},
    {"GET", "/api/v3/referencePrice", "referencePrice", kNone, Weight<2>, ReferencePrice},
    {"GET",
     "/api/v3/referencePrice/calculation",
     "referencePrice.calculation",
     kNone,
     Weight<2>,
     ReferencePrice},

    {.method = "POST",
     .path = "/api/v3/order",
     .socket_method = "order.place",
     .security = kTrade,
     .weight = Weight<1>,
     .act = PlaceOrderAction,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {"POST", "/api/v3/order/test", "order.test", kTrade, TestOrderWeight, TestOrder},
    {"GET", "/api/v3/order", "order.status", kUserData, Weight<4>, QueryOrder},
    {.method = "DELETE",
     .path = "/api/v3/order",
     .socket_method = "order.cancel",
     .security = kTrade,
     .weight = Weight<1>,
     .act = CancelOrderAction,
     .charging = Charging::kOnFailure},
    {"GET", "/api/v3/openOrders", "openOrders.status", kUserData, OpenOrdersWeight, OpenOrders},
    {.method = "DELETE",
     .path = "/api/v3/openOrders",
     .socket_method = "openOrders.cancelAll",
     .security = kTrade,
     .weight = Weight<1>,
     .act = CancelAllOrdersAction,
     .charging = Charging::kOnFailure},
    {.method = "POST",
     .path = "/api/v3/order/cancelReplace",
     .socket_method = "order.cancelReplace",
     .security = kTrade,
     .weight = Weight<1>,
     .act = CancelReplaceAction,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "PUT",
     .path = "/api/v3/order/amend/keepPriority",
     .socket_method = "order.amend.keepPriority",
     .security = kTrade,
     .weight = Weight<4>,
     .act = AmendOrderAction},

    {.method = "POST",
     .path = "/api/v3/order/oco",
     .socket_method = "orderList.place",
     .security = kTrade,
     .weight = Weight<1>,
     .act = PlaceListAction<ReadPlainOco>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "POST",
     .path = "/api/v3/orderList/oco",
     .socket_method = "orderList.place.oco",
     .security = kTrade,
     .weight = Weight<1>,
     .act = PlaceListAction<ReadOco>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "POST",
     .path = "/api/v3/orderList/oto",
     .socket_method = "orderList.place.oto",
     .security = kTrade,
     .weight = Weight<1>,
     .act = PlaceListAction<ReadOto>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "POST",
     .path = "/api/v3/orderList/otoco",
     .socket_method = "orderList.place.otoco",
     .security = kTrade,
     .weight = Weight<1>,
     .act = PlaceListAction<ReadOtoco>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "DELETE",
     .path = "/api/v3/orderList",
     .socket_method = "orderList.cancel",
     .security = kTrade,
     .weight = Weight<1>,
     .act = CancelListAction,
     .charging = Charging::kOnFailure},
    {"GET", "/api/v3/orderList", "orderList.status", kUserData, Weight<4>, QueryOrderList},
    {"GET", "/api/v3/allOrderList", "allOrderLists", kUserData, Weight<20>, AllOrderLists},
    {"GET", "/api/v3/openOrderList", "openOrderLists.status", kUserData, Weight<6>, OpenOrderLists},

    {"GET", "/api/v3/account", "account.status", kUserData, Weight<20>, Account},
    {"GET",
     "/api/v3/account/commission",
     "account.commission",
     kUserData,
     Weight<20>,
     AccountCommission},
    {"GET",
     "/api/v3/rateLimit/order",
     "account.rateLimits.orders",
     kUserData,
     Weight<40>,
     OrderLimits},
    {"GET",
     "/api/v3/myPreventedMatches",
     "myPreventedMatches",
     kUserData,
     PreventedMatchesWeight,
     PreventedMatches},
    {"GET", "/api/v3/order/amendments", "order.amendments", kUserData, Weight<4>, OrderAmendments},
    {"GET", "/api/v3/myAllocations", "myAllocations", kUserData, Weight<20>, Allocations},
    {"GET", "/api/v3/myFilters", "myFilters", kUserData, Weight<40>, MyFilters},
    {"GET", "/api/v3/allOrders", "allOrders", kUserData, Weight<20>, AllOrders},
    {"GET", "/api/v3/myTrades", "myTrades", kUserData, MyTradesWeight, MyTrades},

    {"POST",
     "/api/v3/userDataStream",
     "userDataStream.start",
     kUserStream,
     Weight<2>,
     OpenListenKey},
    {"PUT",
     "/api/v3/userDataStream",
     "userDataStream.ping",
     kUserStream,
     Weight<2>,
     ExtendListenKey},
    {"DELETE",
     "/api/v3/userDataStream",
     "userDataStream.stop",
     kUserStream,
     Weight<2>,
     CloseListenKey},

    {"GET", "/sapi/v1/capital/config/getall", "", kUserData, Weight<10>, Coins},
    {"GET", "/sapi/v1/margin/allPairs", "", kUserData, Weight<1>, MarginPairs},
    {"GET", "/sapi/v1/margin/isolated/allPairs", "", kUserData, Weight<10>, MarginPairs},
    {"GET", "/sapi/v1/asset/tradeFee", "", kUserData, Weight<1>, TradeFees},
    {"GET", "/sapi/v1/system/status", "", kNone, Weight<1>, SystemStatus},
    {"GET", "/sapi/v1/account/apiRestrictions", "", kUserData, Weight<1>, KeyRestrictions},
    {"GET", "/sapi/v1/capital/deposit/hisrec", "", kUserData, Weight<1>, DepositHistory},
    {"GET", "/sapi/v1/capital/withdraw/history", "", kUserData, Weight<1>, WithdrawalHistory},
    {"POST", "/sapi/v1/asset/get-funding-asset", "", kUserData, Weight<1>, FundingAssets},
};

}  // namespace

std::span<const Operation> Operations() { return kOperations; }

const Operation* FindOperation(std::string_view method, std::string_view path) {
    const auto found = std::ranges::find_if(kOperations, [&](const Operation& operation) {
        return operation.method == method && operation.path == path;
    });
    return found == std::end(kOperations) ? nullptr : found;
}

const Operation* FindOperation(std::string_view socket_method) {
    if (socket_method.empty()) return nullptr;
    const auto found = std::ranges::find(kOperations, socket_method, &Operation::socket_method);
    return found == std::end(kOperations) ? nullptr : found;
}

}  // namespace bourse::gateway
