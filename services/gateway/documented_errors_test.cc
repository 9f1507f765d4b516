// Every error that Binance documents and that can happen here, with its code, status and text;
// those of orders with conditions and of order lists are in documented_order_errors_test.cc.
#include "services/gateway/documented_errors_fixture.h"

namespace bourse::gateway {
namespace {

TEST_F(DocumentedErrors, OfKeysSignaturesAndTimes) {
    constexpr std::string_view kPath = "/api/v3/account";
    const std::string now = std::to_string(Milliseconds());
    const std::string ahead = "timestamp=" + std::to_string(Milliseconds() + 5'000);
    const std::string behind = "timestamp=" + std::to_string(Milliseconds() - 6'000);
    const std::string rejected = "Invalid API-key, IP, or permissions for action.";
    const Documented kErrors[] = {
        {"GET", kPath, "", -2014, "API-key format invalid.", 401, ""},
        {"GET", kPath, "", -2015, rejected, 401, "nobody"},
        {"DELETE", "/api/v3/openOrders", "symbol=BTCUSDT", -2015, rejected, 401, "reader"},
        {"GET", kPath, "timestamp=", -1102, Missing("timestamp")},
        {"GET", kPath, "timestamp=now", -1102, Missing("timestamp")},
        {"GET",
         kPath,
         "timestamp=1400000000000",
         -1100,
         "Illegal characters found in parameter 'timestamp'; legal range is '2017-01-01 to 10 "
         "seconds ahead of the server'."},
        {"GET", kPath, "signature=", -1102, Missing("signature")},
        {"GET", kPath, "signature=00", -1022, "Signature for this request is not valid."},
        {"GET",
         kPath,
         ahead,
         -1021,
         "Timestamp for this request was 1000ms ahead of the server's time."},
        {"GET", kPath, behind, -1021, "Timestamp for this request is outside of the recvWindow."},
        {"GET",
         kPath,
         "recvWindow=60000.001",
         -1102,
         "Parameter 'recvWindow' has an invalid value. Cannot be greater than 60000."},
        {"GET", kPath, "recvWindow=6000.3456", -1102, Missing("recvWindow")},
        {"PUT",
         "/api/v3/userDataStream",
         "listenKey=unknown",
         -1125,
         "This listenKey does not exist."},
    };
    ExpectAll(kErrors);
    Done({"GET", kPath, "recvWindow=6000.346"});
}

TEST_F(DocumentedErrors, OfParameters) {
    const Documented kErrors[] = {
        {"GET", "/api/v3/nothing", "", -1020, "This operation is not supported.", 404},
        {"GET",
         "/api/v3/ping",
         "x=1",
         -1104,
         "Not all sent parameters were read; read '0' parameter(s) but was sent '1'.",
         400,
         ""},
        {"GET", "/api/v3/depth", "", -1102, Missing("symbol")},
        {"GET",
         "/api/v3/depth",
         "symbol=BTCUSDT&symbol=BTCUSDT",
         -1101,
         "Too many parameters; parameter 'symbol' was sent more than once."},
        {"GET", "/api/v3/depth", "symbol=ABC", -1121, "Invalid symbol."},
        {"GET",
         "/api/v3/depth",
         "symbol=btc usdt",
         -1100,
         "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'."},
        {"GET",
         "/api/v3/depth",
         "symbol=BTCUSDT&limit=ten",
         -1100,
         "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'."},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=", -1105, "Parameter 'limit' was empty."},
    };
    ExpectAll(kErrors);
}

TEST_F(DocumentedErrors, OfChoicesOfMarketsAndTimes) {
    std::string many = R"(symbols=["A0")";
    for (int i = 1; i <= 100; ++i) many += ",\"A" + std::to_string(i) + "\"";
    many += "]";
    const std::string combination = "Combination of optional parameters invalid.";
    const Documented kErrors[] = {
        {"GET", "/api/v3/klines", "symbol=BTCUSDT&interval=2m", -1120, "Invalid interval."},
        {"GET", "/api/v3/klines", "symbol=BTCUSDT", -1102, Missing("interval")},
        {"GET",
         "/api/v3/klines",
         "symbol=BTCUSDT&interval=1m&timeZone=15",
         -1130,
         "Data sent for parameter 'timeZone' is not valid."},
        {"GET",
         "/api/v3/ticker/price",
         R"(symbols=["BTCUSDT","BTCUSDT"])",
         -1151,
         "Symbol is present multiple times in the list."},
        {"GET",
         "/api/v3/ticker/price",
         R"(symbol=BTCUSDT&symbols=["BTCUSDT"])",
         -1128,
         combination},
        {"GET",
         "/api/v3/ticker",
         many,
         -1101,
         "Too many values sent for parameter 'symbols', maximum allowed up to 100."},
        {"GET", "/api/v3/ticker/24hr", "type=MAXI", -1139, "Invalid ticker type."},
        {"GET", "/api/v3/ticker/price", "symbolStatus=OPEN", -1122, "Invalid symbolStatus."},
        {"GET",
         "/api/v3/ticker/price",
         "symbol=BTCUSDT&symbolStatus=HALT",
         -1220,
         "The symbol's status does not match the requested symbolStatus."},
        {"GET",
         "/api/v3/allOrders",
         "symbol=BTCUSDT&startTime=1700000000000&endTime=1700086400001",
         -1127,
         "More than 24 hours between startTime and endTime."},
        {"GET",
         "/api/v3/myTrades",
         "symbol=BTCUSDT&fromId=1&startTime=1700000000000",
         -1128,
         combination},
        {"GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT", -1128, combination},
    };
    ExpectAll(kErrors);
}

TEST_F(DocumentedErrors, OfTheTimeUnitAndOfJson) {
    http::TestClient client(port());
    client.Send("GET /api/v3/time HTTP/1.1\r\nHost: x\r\nX-MBX-TIME-UNIT: hour\r\n\r\n");
    const std::string answer = client.ReadResponse();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
    EXPECT_TRUE(answer.ends_with(
        R"({"code":-1194,"msg":"Invalid value for time unit; expected either MICROSECOND or )"
        R"(MILLISECOND."})"
    )) << answer;
    TestStreamClient socket(port(), "/ws-api/v3?returnRateLimits=false");
    EXPECT_EQ(
        socket.Ask("{"),
        R"({"id":null,"status":400,"error":{"code":-1135,"msg":"Invalid JSON Request"}})"
    );
    EXPECT_EQ(
        socket.Ask(R"({"id":1,"method":"order.fly"})"),
        R"({"id":1,"status":400,"error":{"code":-1020,"msg":"This operation is not supported."}})"
    );
}

TEST_F(DocumentedErrors, OfOrders) {
    const OfPlacing kErrors[] = {
        {"symbol=BTCUSDT&side=UP&type=LIMIT", -1117, "Invalid side."},
        {"symbol=BTCUSDT&side=BUY&type=LIMITED", -1116, "Invalid orderType."},
        {"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=1",
         -1115,
         "Invalid timeInForce."},
        {kMarket + "quantity=1&timeInForce=GTC",
         -1114,
         "TimeInForce parameter sent when not required."},
        {kMarket + "quantity=1&price=1", -1106, "Parameter 'price' sent when not required."},
        {kMarket + "quantity=1&quoteOrderQty=1",
         -1128,
         "Combination of optional parameters invalid."},
        {"symbol=BTCUSDT&side=BUY&type=MARKET",
         -1102,
         "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"},
        {kLimit + "price=1", -1102, Missing("quantity")},
        {kLimit + "quantity=1&price=", -1102, Missing("price")},
        {kLimit + "quantity=1e3&price=1",
         -1100,
         "Illegal characters found in parameter 'quantity'; legal range is "
         "'^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'."},
        {kLimit + "quantity=99999999999999999999&price=1",
         -1108,
         "Parameter 'quantity' overflowed."},
        {kLimit + "quantity=1&price=0.000000001",
         -1111,
         "Parameter 'price' has too much precision."},
        {kLimit + "quantity=1&price=1&newOrderRespType=ALL",
         -1130,
         "Data sent for parameter 'newOrderRespType' is not valid."},
        {kLimit + "quantity=1&price=20000&newClientOrderId=a b",
         -1100,
         "Illegal characters found in parameter 'newClientOrderId'; legal range is "
         "'^[\\\\.A-Z\\\\:/a-z0-9_-]{1,36}$'."},
    };
    ExpectAll(kErrors);
}

TEST_F(DocumentedErrors, OfFiltersAndTheBook) {
    PlaceOrders();
    const OfPlacing kErrors[] = {
        {kLimit + "quantity=1&price=20000&selfTradePreventionMode=TRANSFER",
         -1013,
         "This symbol does not allow the specified self-trade prevention mode."},
        {kLimit + "quantity=1&price=20000.001", -1013, "Filter failure: PRICE_FILTER"},
        {kLimit + "quantity=1&price=2000000", -1013, "Filter failure: PRICE_FILTER"},
        {kLimit + "quantity=0.000001&price=20000", -1013, "Filter failure: LOT_SIZE"},
        {kMarket + "quantity=600", -1013, "Filter failure: MARKET_LOT_SIZE"},
        {kLimit + "quantity=0.0001&price=20000", -1013, "Filter failure: NOTIONAL"},
        {kLimit + "quantity=1&price=200000", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"},
        {kLimit + "quantity=101&price=20000",
         -2010,
         "Account has insufficient balance for requested action."},
        {kLimit + "quantity=1&price=20000&newClientOrderId=m1", -2010, "Duplicate order sent."},
        {"symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=1&price=30000",
         -2010,
         "Order would immediately match and take."},
        {"symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1",
         -2010,
         "Order book liquidity is less than symbol minimum quantity."},
    };
    ExpectAll(kErrors);
    const std::string_view third =
        "symbol=BTCUSDT&side=SELL&type=LIMIT_MAKER&quantity=1&price=40000";
    Done({"POST", "/api/v3/order", third});
    Expect(OfPlacing{std::string(third), -1013, "Filter failure: MAX_NUM_ORDERS"});
}

TEST_F(DocumentedErrors, OfClosedMarketsAndFrozenAccounts) {
    constexpr std::string_view kOrder =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=20000";
    SetMode(SymbolMode::kHalted, R"("status":"HALT")");
    Expect({"POST", "/api/v3/order", kOrder, -2010, "Market is closed."});
    SetMode(SymbolMode::kCancelOnly, R"("status":"CANCEL_ONLY")");
    Expect(
        {"POST",
         "/api/v3/order",
         kOrder,
         -1013,
         "This order type is not possible in this trading phase."}
    );
    SetMode(SymbolMode::kContinuous, R"("status":"TRADING")");
    auto freeze = MakeCommand<ChangeAccount>(kVenueAccount);
    freeze.account = kAlice;
    freeze.status = AccountStatus::kFrozen;
    Operate(wire::Command(freeze), {"GET", "/api/v3/account", ""}, R"("canTrade":false)");
    Expect({"POST", "/api/v3/order", kOrder, -2010, "This account may not place or cancel orders."}
    );
}

TEST_F(DocumentedErrors, OfSubscriptions) {
    TestStreamClient socket(port(), "/ws-api/v3?returnRateLimits=false");
    const std::string text = "apiKey=alice&timestamp=" + std::to_string(Milliseconds());
    const std::string params = R"({"apiKey":"alice","timestamp":)" +
                               text.substr(text.rfind('=') + 1) + R"(,"signature":")" +
                               crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text))) + "\"}";
    const std::string subscribe =
        R"({"id":1,"method":"userDataStream.subscribe.signature","params":)" + params + "}";
    EXPECT_EQ(socket.Ask(subscribe), R"({"id":1,"status":200,"result":{"subscriptionId":0}})");
    EXPECT_EQ(
        socket.Ask(subscribe),
        R"({"id":1,"status":400,"error":{"code":-2035,"msg":"User Data Stream subscription )"
        R"(already active."}})"
    );
    EXPECT_EQ(
        socket.Ask(R"({"id":1,"method":"userDataStream.unsubscribe","params":{"subscriptionId":9}})"
        ),
        R"({"id":1,"status":400,"error":{"code":-2036,"msg":"User Data Stream subscription is )"
        R"(not active."}})"
    );
}

// When the engine has stopped, a command certainly has no effect; when its journal fails, nobody
// knows.
TEST_F(DocumentedErrors, OfAnEngineThatTakesNothing) {
    engine_.Stop();
    Expect(
        {"POST",
         "/api/v3/order",
         "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=20000",
         -1008,
         "Server is currently overloaded with other requests. Please try again in a few minutes.",
         503}
    );
}

TEST_F(DocumentedErrors, OfAnOutcomeThatIsUnknown) {
    journal_.failing_append = 1;
    const ApiAnswer answer = Rest(
        {"POST",
         "/api/v3/order",
         "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=20000"}
    );
    EXPECT_EQ(answer.status, 504);
    EXPECT_EQ(
        answer.text,
        R"({"code":-1007,"msg":"Timeout waiting for response from backend server. Send status )"
        R"(unknown; execution status unknown."})"
    );
}

class LimitErrors : public DocumentedErrors {
protected:
    LimitErrors() : DocumentedErrors({.weight_per_minute = 1'000, .orders_per_day = 2}) {}
};

TEST_F(LimitErrors, OfTooManyOrders) {
    constexpr std::string_view kOrder =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=20000";
    Done({"POST", "/api/v3/order", kOrder});
    Done({"POST", "/api/v3/order", kOrder});
    Expect(
        {"POST",
         "/api/v3/order",
         kOrder,
         -1015,
         "Too many new orders; current limit is 2 orders per 1 DAY.",
         429}
    );
    EXPECT_NE(
        Rest({"POST", "/api/v3/order", kOrder}).head.find("Retry-After: "), std::string::npos
    );
    const ApiAnswer socket = Socket({"POST", "/api/v3/order", kOrder});
    EXPECT_TRUE(socket.Has(R"("data":{"serverTime":)")) << socket.text;
    EXPECT_TRUE(socket.Has(R"("retryAfter":)")) << socket.text;
    const std::string replace =
        std::string(kOrder) +
        "&cancelReplaceMode=STOP_ON_FAILURE&orderRateLimitExceededMode=CANCEL_ONLY&cancelOrderId=";
    const std::string partially = "Order cancel-replace partially failed.";
    for (const auto& [transport, id] :
         {std::pair(Transport::kRest, "1"), std::pair(Transport::kSocket, "2")}) {
        const ApiAnswer answer =
            Send(transport, {"POST", "/api/v3/order/cancelReplace", replace + id});
        EXPECT_EQ(answer.status, 429) << answer.text;
        EXPECT_TRUE(answer.Has(R"("code":-2021,"msg":")" + partially)) << answer.text;
        EXPECT_TRUE(answer.Has(R"("newOrderResponse":{"code":-1015,)")) << answer.text;
    }
}

TEST_F(LimitErrors, OfTooMuchWeight) {
    const ApiCall query{"GET", "/api/v3/ticker/24hr", ""};
    for (int i = 0; i < 1'000 / 80; ++i) ASSERT_EQ(Rest(query).status, 200);
    ApiAnswer refused = Rest(query);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(
        refused.text,
        R"({"code":-1003,"msg":"Too much request weight used; current limit is 1000 request weight )"
        R"(per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."})"
    );
    EXPECT_NE(refused.head.find("Retry-After: "), std::string::npos) << refused.head;
    for (int i = 0; i < Throttle::kRefusalsBeforeBan && refused.status == 429; ++i) {
        refused = Rest(query);
    }
    EXPECT_EQ(refused.status, 418);
    EXPECT_TRUE(refused.Has(R"({"code":-1003,"msg":"Way too much request weight used; IP banned)"))
        << refused.text;
}

}  // namespace
}  // namespace bourse::gateway
