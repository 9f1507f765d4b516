#include <algorithm>
#include <array>

#include "services/gateway/authorization.h"
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

constexpr Operation kRows[] = {
    {"GET", "/api/v3/ping", "ping", Weight<1>, Ping},
    {"GET", "/api/v3/time", "time", Weight<1>, ServerTime},
    {"GET", "/api/v3/exchangeInfo", "exchangeInfo", Weight<20>, ExchangeInfo},
    {"GET", "/api/v3/executionRules", "executionRules", ExecutionRulesWeight, ExecutionRules},

    {"GET", "/api/v3/depth", "depth", DepthWeight, Depth},
    {"GET", "/api/v3/trades", "trades.recent", Weight<25>, RecentTrades},
    {"GET", "/api/v3/historicalTrades", "trades.historical", Weight<25>, HistoricalTrades},
    {"GET", "/api/v3/aggTrades", "trades.aggregate", Weight<4>, AggregateTrades},
    {"GET", "/api/v3/klines", "klines", Weight<2>, Klines},
    {"GET", "/api/v3/uiKlines", "uiKlines", Weight<2>, Klines},
    {"GET", "/api/v3/avgPrice", "avgPrice", Weight<2>, AveragePrice},
    {"GET", "/api/v3/ticker/24hr", "ticker.24hr", Ticker24HoursWeight, Ticker24Hours},
    {"GET", "/api/v3/ticker/tradingDay", "ticker.tradingDay", TickerWindowWeight, TickerTradingDay},
    {"GET", "/api/v3/ticker", "ticker", TickerWindowWeight, TickerWindow},
    {"GET", "/api/v3/ticker/price", "ticker.price", TickerPriceWeight, TickerPrice},
    {"GET", "/api/v3/ticker/bookTicker", "ticker.book", TickerPriceWeight, TickerBook},
    {"GET", "/api/v3/referencePrice", "referencePrice", Weight<2>, ReferencePrice},
    {"GET",
     "/api/v3/referencePrice/calculation",
     "referencePrice.calculation",
     Weight<2>,
     ReferencePrice},

    {.method = "POST",
     .path = "/api/v3/order",
     .socket_method = "order.place",
     .weight = Weight<1>,
     .act = PlaceOrderAction,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {"POST", "/api/v3/order/test", "order.test", TestOrderWeight, TestOrder},
    {"GET", "/api/v3/order", "order.status", Weight<4>, QueryOrder},
    {.method = "DELETE",
     .path = "/api/v3/order",
     .socket_method = "order.cancel",
     .weight = Weight<1>,
     .act = CancelOrderAction,
     .charging = Charging::kOnFailure},
    {"GET", "/api/v3/openOrders", "openOrders.status", OpenOrdersWeight, OpenOrders},
    {.method = "DELETE",
     .path = "/api/v3/openOrders",
     .socket_method = "openOrders.cancelAll",
     .weight = Weight<1>,
     .act = CancelAllOrdersAction,
     .charging = Charging::kOnFailure},
    {.method = "POST",
     .path = "/api/v3/order/cancelReplace",
     .socket_method = "order.cancelReplace",
     .weight = Weight<1>,
     .act = CancelReplaceAction,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "PUT",
     .path = "/api/v3/order/amend/keepPriority",
     .socket_method = "order.amend.keepPriority",
     .weight = Weight<4>,
     .act = AmendOrderAction},

    {.method = "POST",
     .path = "/api/v3/order/oco",
     .socket_method = "orderList.place",
     .weight = Weight<1>,
     .act = PlaceListAction<ReadPlainOco>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "POST",
     .path = "/api/v3/orderList/oco",
     .socket_method = "orderList.place.oco",
     .weight = Weight<1>,
     .act = PlaceListAction<ReadOco>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "POST",
     .path = "/api/v3/orderList/oto",
     .socket_method = "orderList.place.oto",
     .weight = Weight<1>,
     .act = PlaceListAction<ReadOto>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "POST",
     .path = "/api/v3/orderList/otoco",
     .socket_method = "orderList.place.otoco",
     .weight = Weight<1>,
     .act = PlaceListAction<ReadOtoco>,
     .charging = Charging::kOnFailure,
     .counting = OrderCounting::kPlacement},
    {.method = "DELETE",
     .path = "/api/v3/orderList",
     .socket_method = "orderList.cancel",
     .weight = Weight<1>,
     .act = CancelListAction,
     .charging = Charging::kOnFailure},
    {"GET", "/api/v3/orderList", "orderList.status", Weight<4>, QueryOrderList},
    {"GET", "/api/v3/allOrderList", "allOrderLists", Weight<20>, AllOrderLists},
    {"GET", "/api/v3/openOrderList", "openOrderLists.status", Weight<6>, OpenOrderLists},

    {"GET", "/api/v3/account", "account.status", Weight<20>, Account},
    {"GET", "/api/v3/account/commission", "account.commission", Weight<20>, AccountCommission},
    {"GET", "/api/v3/rateLimit/order", "account.rateLimits.orders", Weight<40>, OrderLimits},
    {"GET",
     "/api/v3/myPreventedMatches",
     "myPreventedMatches",
     PreventedMatchesWeight,
     PreventedMatches},
    {"GET", "/api/v3/order/amendments", "order.amendments", Weight<4>, OrderAmendments},
    {"GET", "/api/v3/myAllocations", "myAllocations", Weight<20>, Allocations},
    {"GET", "/api/v3/myFilters", "myFilters", Weight<40>, MyFilters},
    {"GET", "/api/v3/allOrders", "allOrders", Weight<20>, AllOrders},
    {"GET", "/api/v3/myTrades", "myTrades", MyTradesWeight, MyTrades},

    {"POST", "/api/v3/userDataStream", "userDataStream.start", Weight<2>, OpenListenKey},
    {"PUT", "/api/v3/userDataStream", "userDataStream.ping", Weight<2>, ExtendListenKey},
    {"DELETE", "/api/v3/userDataStream", "userDataStream.stop", Weight<2>, CloseListenKey},

    {"GET", "/sapi/v1/capital/config/getall", "", Weight<10>, Coins},
    {"GET", "/sapi/v1/margin/allPairs", "", Weight<1>, MarginPairs},
    {"GET", "/sapi/v1/margin/isolated/allPairs", "", Weight<10>, MarginPairs},
    {"GET", "/sapi/v1/asset/tradeFee", "", Weight<1>, TradeFees},
    {"GET", "/sapi/v1/system/status", "", Weight<1>, SystemStatus},
    {"GET", "/sapi/v1/account/apiRestrictions", "", Weight<1>, KeyRestrictions},
    {"GET", "/sapi/v1/capital/deposit/hisrec", "", Weight<1>, DepositHistory},
    {"GET", "/sapi/v1/capital/withdraw/history", "", Weight<1>, WithdrawalHistory},
    {"POST", "/sapi/v1/asset/get-funding-asset", "", Weight<1>, FundingAssets},
};

constexpr Security SecurityOf(Access access) {
    switch (access) {
        case Access::kEveryone:
            return Security::kNone;
        case Access::kUserStream:
            return Security::kUserStream;
        case Access::kRead:
            return Security::kUserData;
        case Access::kTrade:
            return Security::kTrade;
        default:
            throw "this access is not of an operation";
    }
}

// Does not compile when a row is not in the matrix.
constexpr auto kOperations = [] {
    std::array<Operation, std::size(kRows)> rows{};
    std::ranges::copy(kRows, rows.begin());
    for (Operation& row : rows) row.security = SecurityOf(AccessTo(row.method, row.path));
    return rows;
}();

}  // namespace

std::span<const Operation> Operations() { return kOperations; }

const Operation* FindOperation(std::string_view method, std::string_view path) {
    const auto found = std::ranges::find_if(kOperations, [&](const Operation& operation) {
        return operation.method == method && operation.path == path;
    });
    return found == kOperations.end() ? nullptr : &*found;
}

const Operation* FindOperation(std::string_view socket_method) {
    if (socket_method.empty()) return nullptr;
    const auto found = std::ranges::find(kOperations, socket_method, &Operation::socket_method);
    return found == kOperations.end() ? nullptr : &*found;
}

}  // namespace bourse::gateway
