// The documented errors of stop orders, order lists, and what is done with open orders.
#include "services/gateway/documented_errors_fixture.h"

namespace bourse::gateway {
namespace {

TEST_F(DocumentedErrors, OfStopOrders) {
    const std::string stop = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1&";
    const std::string limit =
        "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&";
    const OfPlacing kErrors[] = {
        {stop,
         -1102,
         "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!"},
        {stop + "stopPrice=19000&price=18000", -1106, "Parameter 'price' sent when not required."},
        {stop + "stopPrice=19000&icebergQty=1",
         -1106,
         "Parameter 'icebergQty' sent when not required."},
        {stop + "stopPrice=19000&timeInForce=GTC",
         -1114,
         "TimeInForce parameter sent when not required."},
        {limit + "stopPrice=19000", -1102, Missing("price")},
        {kLimit + "quantity=1&price=20000&stopPrice=1",
         -1106,
         "Parameter 'stopPrice' sent when not required."},
        {kLimit + "quantity=1&price=20000&trailingDelta=100",
         -1106,
         "Parameter 'trailingDelta' sent when not required."},
        {kLimit + "quantity=1&price=20000&icebergQty=2", -2010, "IcebergQty exceeds QTY."},
        {kLimit + "quantity=1&price=20000&icebergQty=0.00001",
         -1013,
         "Filter failure: ICEBERG_PARTS"},
        {kLimit + "quantity=1&price=20000&strategyId=1&strategyType=7",
         -1134,
         "strategyType was less than 1000000."},
        {kLimit + "quantity=1&price=20000&pegPriceType=BEST", -1210, "Invalid pegPriceType."},
        {kLimit + "quantity=1&price=20000&pegPriceType=PRIMARY_PEG&pegOffsetType=TICK",
         -1211,
         "Invalid pegOffsetType."},
        {kLimit + "quantity=1&price=20000&pegPriceType=PRIMARY_PEG&pegOffsetValue=1",
         -1128,
         "Combination of optional parameters invalid."},
        {stop + "stopPrice=20000", -2010, "Order would trigger immediately."},
        {stop + "trailingDelta=9", -1013, "Filter failure: TRAILING_DELTA"},
        {stop + "trailingDelta=2001", -1013, "Filter failure: TRAILING_DELTA"},
        {stop + "stopPrice=20000&trailingDelta=100", -2010, "Order would trigger immediately."},
        {stop + "stopPrice=2000000", -1013, "Filter failure: PRICE_FILTER"},
        {stop + "stopPrice=19000.001", -1013, "Filter failure: PRICE_FILTER"},
    };
    ExpectAll(kErrors);
    Done({"POST", "/api/v3/order", stop + "stopPrice=19000"});
    Expect(OfPlacing{stop + "stopPrice=19000", -1013, "Filter failure: MAX_NUM_ALGO_ORDERS"});
}

TEST_F(DocumentedErrors, OfOcoLegs) {
    constexpr std::string_view kOco = "/api/v3/orderList/oco";
    const std::string sell = "symbol=BTCUSDT&side=SELL&quantity=1&";
    const std::string buy = "symbol=BTCUSDT&side=BUY&quantity=1&";
    const std::string limit_above = "aboveType=LIMIT_MAKER&abovePrice=21000&";
    const std::string limit_below = "belowType=LIMIT_MAKER&belowPrice=19000";
    const std::string stop_above = "aboveType=STOP_LOSS&aboveStopPrice=21000&";
    const std::string stop_below = "belowType=STOP_LOSS&belowStopPrice=19000";
    const std::string take_above = "aboveType=TAKE_PROFIT&aboveStopPrice=21000&";
    const std::string take_below = "belowType=TAKE_PROFIT&belowStopPrice=19000";
    const std::string no_prices = "aboveType=LIMIT_MAKER&abovePrice=19500&";
    const std::pair<std::string, std::pair<int, std::string>> kErrors[] = {
        {sell + stop_below, {-1102, Missing("aboveType")}},
        {sell + limit_above + "belowType=LIMIT", {-1158, "Order type not supported in OCO."}},
        {sell + limit_above + limit_below, {-1168, "At least one OCO order must be contingent."}},
        {buy + limit_above + stop_below, {-1165, "A limit order in a buy OCO must be below."}},
        {sell + stop_above + limit_below, {-1166, "A limit order in a sell OCO must be above."}},
        {buy + stop_above + stop_below, {-1196, "A stop loss order in a buy OCO must be above."}},
        {sell + stop_above + stop_below, {-1197, "A stop loss order in a sell OCO must be below."}},
        {buy + take_above + take_below, {-1198, "A take profit order in a buy OCO must be below."}},
        {sell + take_above + take_below,
         {-1199, "A take profit order in a sell OCO must be above."}},
        {sell + no_prices + stop_below,
         {-2010, "The relationship of the prices for the orders is not correct."}},
    };
    for (const auto& [parameters, error] : kErrors) {
        Expect({"POST", kOco, parameters, error.first, error.second});
    }
}

TEST_F(DocumentedErrors, OfOrderLists) {
    constexpr std::string_view kList = "/api/v3/orderList";
    const std::string combination = "Combination of optional parameters invalid.";
    const std::string plain = "symbol=BTCUSDT&side=SELL&quantity=1&price=21000";
    const std::string timeless = plain + "&stopPrice=19000&stopLimitPrice=18000";
    const Documented kErrors[] = {
        {"POST", "/api/v3/order/oco", plain, -1102, Missing("stopPrice")},
        {"POST", "/api/v3/order/oco", timeless, -1128, combination},
        {"DELETE", kList, "symbol=BTCUSDT&orderListId=9", -2011, "Unknown order sent."},
        {"DELETE",
         kList,
         "symbol=BTCUSDT",
         -1102,
         "Param 'listClientOrderId' or 'orderListId' must be sent, but both were empty/null!"},
        {"GET", kList, "orderListId=9", -2013, "Order list does not exist."},
        {"GET", "/api/v3/allOrderList", "fromId=1&startTime=1", -1128, combination},
    };
    ExpectAll(kErrors);
}

TEST_F(DocumentedErrors, OfCancelReplace) {
    PlaceOrders();
    constexpr std::string_view kPath = "/api/v3/order/cancelReplace";
    const std::string order =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&price=20000&quantity=";
    const std::string stop = "&cancelReplaceMode=STOP_ON_FAILURE";
    const std::string allow = "&cancelReplaceMode=ALLOW_FAILURE";
    const std::string unknown = order + "1&cancelOrderId=99" + stop;
    const std::string succeeds = order + "0.1&cancelOrderId=99" + allow;
    const std::string fails = order + "101&cancelOrderId=99" + allow;
    const std::string failed = "Order cancel-replace failed.";
    const Documented kErrors[] = {
        {"POST", kPath, unknown, -2022, failed},
        {"POST", kPath, fails, -2022, failed},
        {"POST", kPath, succeeds, -2021, "Order cancel-replace partially failed.", 409},
        {"POST", kPath, order, -1102, Missing("quantity")},
    };
    ExpectAll(kErrors);
}

TEST_F(DocumentedErrors, OfQueriesCancelsAndAmendments) {
    PlaceOrders();
    constexpr std::string_view kOrder = "/api/v3/order",
                               kAmend = "/api/v3/order/amend/keepPriority";
    const std::string neither =
        "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!";
    const std::string restricted = "Order was not canceled due to cancel restrictions.";
    const Documented kErrors[] = {
        {"GET", kOrder, "symbol=BTCUSDT&orderId=99", -2013, "Order does not exist."},
        {"GET", kOrder, "symbol=BTCUSDT&orderId=1", -2013, "Order does not exist.", 400, "bob"},
        {"GET", kOrder, "symbol=BTCUSDT", -1102, neither},
        {"GET",
         kOrder,
         "symbol=BTCUSDT&orderId=1&origClientOrderId=m2",
         -2039,
         "The order was found by orderId, but origClientOrderId is not its client order id."},
        {"DELETE", kOrder, "symbol=BTCUSDT", -1102, neither},
        {"DELETE", kOrder, "symbol=BTCUSDT&orderId=99", -2011, "Unknown order sent."},
        {"DELETE",
         kOrder,
         "symbol=BTCUSDT&orderId=1&origClientOrderId=m2",
         -2011,
         "Unknown order sent."},
        {"DELETE",
         kOrder,
         "symbol=BTCUSDT&orderId=1&cancelRestrictions=ONLY_PARTIALLY_FILLED",
         -2011,
         restricted},
        {"DELETE",
         kOrder,
         "symbol=BTCUSDT&orderId=2&cancelRestrictions=ONLY_NEW",
         -2011,
         restricted},
        {"DELETE",
         kOrder,
         "symbol=BTCUSDT&orderId=1&cancelRestrictions=ONLY_OLD",
         -1145,
         "Invalid cancelRestrictions"},
        {"DELETE",
         "/api/v3/openOrders",
         "symbol=BTCUSDT",
         -2011,
         "Unknown order sent.",
         400,
         "bob"},
        {"PUT",
         kAmend,
         "symbol=BTCUSDT&orderId=1&newQty=1",
         -2038,
         "Order amend (quantity increase) is not supported."},
        {"PUT", kAmend, "symbol=BTCUSDT&orderId=99&newQty=1", -2038, "Unknown order sent."},
    };
    ExpectAll(kErrors);
    Done({"PUT", kAmend, "symbol=BTCUSDT&orderId=1&newQty=0.9"});
    Expect(
        {"PUT",
         kAmend,
         "symbol=BTCUSDT&orderId=1&newQty=0.8",
         -2038,
         "Filter failure: MAX_NUM_ORDER_AMENDS"}
    );
}

}  // namespace
}  // namespace bourse::gateway
