#include "services/gateway/rest_api.h"

#include "services/gateway/rest_fixture.h"

namespace bourse::gateway {
namespace {

using std::string_literals::operator""s;

class RestApiTest : public RestFixture {};

bool Has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string ErrorText(int code, std::string_view message) {
    return "{\"code\":" + std::to_string(code) + ",\"msg\":\"" + std::string(message) + "\"}";
}

#define EXPECT_ERROR(answer, http_status, code, message) \
    do {                                                 \
        const HttpAnswer given = (answer);               \
        EXPECT_EQ(given.status, http_status);            \
        EXPECT_EQ(given.body, ErrorText(code, message)); \
    } while (false)

TEST_F(RestApiTest, AnswersPublicQueriesOfAnEmptyMarket) {
    EXPECT_EQ(Get("/api/v3/ping").body, "{}");
    EXPECT_EQ(Get("/api/v3/time").body, "{\"serverTime\":1700000000000}");
    const std::pair<std::string_view, std::string_view> kAnswers[] = {
        {"/api/v3/depth?symbol=BTCUSDT", R"({"lastUpdateId":0,"bids":[],"asks":[]})"},
        {"/api/v3/trades?symbol=BTCUSDT", "[]"},
        {"/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1", "[]"},
        {"/api/v3/aggTrades?symbol=BTCUSDT&startTime=0&endTime=1700000000000", "[]"},
        {"/api/v3/klines?symbol=BTCUSDT&interval=1m", "[]"},
        {"/api/v3/uiKlines?symbol=BTCUSDT&interval=1M&timeZone=%2B8", "[]"},
        {"/api/v3/avgPrice?symbol=BTCUSDT", R"({"mins":5,"price":"0.00000000","closeTime":0})"},
        {"/api/v3/ticker/price?symbol=BTCUSDT", R"({"symbol":"BTCUSDT","price":"0.00000000"})"},
        {"/api/v3/ticker/price", R"([{"symbol":"BTCUSDT","price":"0.00000000"}])"},
        {"/api/v3/ticker/price?symbols=%5B%22BTCUSDT%22%5D&symbolStatus=HALT", "[]"},
        {"/api/v3/ticker/bookTicker?symbol=BTCUSDT",
         R"({"symbol":"BTCUSDT","bidPrice":"0.00000000","bidQty":"0.00000000",)"
         R"("askPrice":"0.00000000","askQty":"0.00000000"})"},
        {"/sapi/v1/system/status", R"({"status":0,"msg":"normal"})"},
    };
    for (const auto& [target, body] : kAnswers) {
        const HttpAnswer answer = Get(target);
        EXPECT_EQ(answer.status, 200) << target << answer.body;
        EXPECT_EQ(answer.body, body) << target;
        EXPECT_TRUE(Has(answer.head, "X-MBX-USED-WEIGHT-1M: ")) << target;
    }
}

TEST_F(RestApiTest, TellsWhatIsTraded) {
    const HttpAnswer answer = Get("/api/v3/exchangeInfo?symbol=BTCUSDT");
    EXPECT_EQ(answer.status, 200);
    for (const std::string_view part :
         {R"({"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100})",
          R"("symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","baseAssetPrecision":8)",
          R"("orderTypes":["LIMIT","MARKET","LIMIT_MAKER","STOP_LOSS","STOP_LOSS_LIMIT",)"
          R"("TAKE_PROFIT","TAKE_PROFIT_LIMIT"])",
          R"({"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":5})",
          R"({"filterType":"TRAILING_DELTA","minTrailingAboveDelta":10,"maxTrailingAboveDelta":2000,)"
          R"("minTrailingBelowDelta":10,"maxTrailingBelowDelta":2000})",
          R"("allowTrailingStop":true)",
          R"({"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000",)"
          R"("tickSize":"0.01000000"})",
          R"({"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000",)"
          R"("stepSize":"0.00001000"})",
          R"("minNotional":"5.00000000")",
          R"("permissions":[],"permissionSets":[["SPOT"]])"}) {
        EXPECT_TRUE(Has(answer.body, part)) << part << "\n" << answer.body;
    }
    EXPECT_TRUE(Has(Get("/api/v3/exchangeInfo?permissions=MARGIN").body, "\"symbols\":[]"));
}

TEST_F(RestApiTest, TradesToTheLastUnit) {
    const HttpAnswer rested = Place(
        "alice", "side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.5&price=20000&newClientOrderId=a1"
    );
    EXPECT_EQ(
        rested.body,
        R"({"symbol":"BTCUSDT","orderId":1,"orderListId":-1,"clientOrderId":"a1",)"
        R"("transactTime":1700000000000,"price":"20000.00000000","origQty":"0.50000000",)"
        R"("executedQty":"0.00000000","origQuoteOrderQty":"0.00000000",)"
        R"("cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT",)"
        R"("side":"SELL","selfTradePreventionMode":"NONE","workingTime":1700000000000,"fills":[]})"
    );
    EXPECT_TRUE(Has(rested.head, "X-MBX-ORDER-COUNT-10S: 1"));
    EXPECT_TRUE(Has(rested.head, "X-MBX-USED-WEIGHT-1M: 0\r\n"));
    EXPECT_EQ(
        Get("/api/v3/depth?symbol=BTCUSDT").body,
        R"({"lastUpdateId":1,"bids":[],"asks":[["20000.00000000","0.50000000"]]})"
    );

    const HttpAnswer taken = Place("bob", "side=BUY&type=MARKET&quantity=0.2&newClientOrderId=b1");
    EXPECT_TRUE(
        Has(taken.body,
            R"("price":"0.00000000","origQty":"0.20000000",)"
            R"("executedQty":"0.20000000")")
    ) << taken.body;
    EXPECT_TRUE(Has(taken.body, R"("cummulativeQuoteQty":"4000.00000000","status":"FILLED")"));
    EXPECT_TRUE(
        Has(taken.body,
            R"("fills":[{"price":"20000.00000000","qty":"0.20000000","commission":"0.00040000",)"
            R"("commissionAsset":"BTC","tradeId":1}]})")
    );
    // Placed +1, first fill as taker -1.
    EXPECT_TRUE(Has(taken.head, "X-MBX-ORDER-COUNT-10S: 0")) << taken.head;

    const std::string bob = Signed("bob", "GET", "/api/v3/account").body;
    EXPECT_TRUE(Has(bob, R"({"asset":"BTC","free":"10.19960000","locked":"0.00000000"})")) << bob;
    EXPECT_TRUE(Has(bob, R"({"asset":"USDT","free":"996000.00000000","locked":"0.00000000"})"));
    EXPECT_TRUE(Has(bob, R"("makerCommission":10,"takerCommission":20)"));
    const std::string alice = Signed("alice", "GET", "/api/v3/account").body;
    EXPECT_TRUE(Has(alice, R"({"asset":"BTC","free":"9.50000000","locked":"0.30000000"})"));
    EXPECT_TRUE(Has(alice, R"({"asset":"USDT","free":"1003996.00000000")")) << alice;

    EXPECT_EQ(
        Signed("alice", "GET", "/api/v3/myTrades", "symbol=BTCUSDT").body,
        R"([{"symbol":"BTCUSDT","id":1,"orderId":1,"orderListId":-1,"price":"20000.00000000",)"
        R"("qty":"0.20000000","quoteQty":"4000.00000000","commission":"4.00000000",)"
        R"("commissionAsset":"USDT","time":1700000000000,"isBuyer":false,"isMaker":true,)"
        R"("isBestMatch":true}])"
    );
    EXPECT_EQ(
        Get("/api/v3/trades?symbol=BTCUSDT").body,
        R"([{"id":1,"price":"20000.00000000","qty":"0.20000000","quoteQty":"4000.00000000",)"
        R"("time":1700000000000,"isBuyerMaker":false,"isBestMatch":true}])"
    );
    EXPECT_EQ(
        Get("/api/v3/klines?symbol=BTCUSDT&interval=1m").body,
        R"([[1699999980000,"20000.00000000","20000.00000000","20000.00000000","20000.00000000",)"
        R"("0.20000000",1700000039999,"4000.00000000",1,"0.20000000","4000.00000000","0"]])"
    );
    EXPECT_TRUE(
        Has(Get("/api/v3/ticker/24hr?symbol=BTCUSDT").body,
            R"("priceChange":"0.00000000","priceChangePercent":"0.000",)"
            R"("weightedAvgPrice":"20000.00000000")")
    );
}

TEST_F(RestApiTest, WritesMicrosecondsOnDemand) {
    const auto answer = Send("GET", "/api/v3/time", "X-MBX-TIME-UNIT: MICROSECOND\r\n");
    EXPECT_EQ(answer.body, "{\"serverTime\":1700000000000000}");
    EXPECT_EQ(Send("GET", "/api/v3/time", "X-MBX-TIME-UNIT: hour\r\n").status, 400);
}

TEST_F(RestApiTest, TakesEd25519AndForms) {
    const std::string body =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=10000";
    const std::string query = "timestamp=" + std::to_string(Milliseconds());
    const auto signature = PrivateKey().Sign(crypto::AsBytes(query + body));
    std::string encoded;
    for (const char c : crypto::EncodeBase64(signature)) {
        encoded += c == '+' ? "%2B"s : c == '/' ? "%2F"s : c == '=' ? "%3D"s : std::string(1, c);
    }
    const auto answer = Send(
        "POST",
        "/api/v3/order?" + query,
        "X-MBX-APIKEY: alice\r\nContent-Type: application/json\r\n",
        body + "&signature=" + encoded
    );
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(Has(answer.body, "\"status\":\"NEW\""));
    // 22 random characters.
    const std::size_t id = answer.body.find("\"clientOrderId\":\"") + 17;
    EXPECT_EQ(answer.body.find('"', id) - id, 22U);
}

TEST_F(RestApiTest, RefusesWhoMayNot) {
    constexpr std::string_view kAccount = "/api/v3/account";
    constexpr std::string_view kRejected = "Invalid API-key, IP, or permissions for action.";
    EXPECT_ERROR(Get(kAccount), 401, -2014, "API-key format invalid.");
    EXPECT_ERROR(Signed("nobody", "GET", kAccount), 401, -2015, kRejected);
    EXPECT_EQ(Signed("reader", "GET", kAccount).status, 200);
    EXPECT_ERROR(
        Signed("reader", "DELETE", "/api/v3/openOrders", "symbol=BTCUSDT"), 401, -2015, kRejected
    );
    const std::string key = "X-MBX-APIKEY: alice\r\n";
    EXPECT_ERROR(
        Send("GET", kAccount, key),
        400,
        -1102,
        "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."
    );
    const std::string now = std::to_string(Milliseconds());
    EXPECT_ERROR(
        Send("GET", "/api/v3/account?timestamp=" + now + "&signature=00", key),
        400,
        -1022,
        "Signature for this request is not valid."
    );
    EXPECT_ERROR(
        Signed("alice", "GET", kAccount, "recvWindow=60001"),
        400,
        -1102,
        "Parameter 'recvWindow' has an invalid value. Cannot be greater than 60000."
    );
}

TEST_F(RestApiTest, RefusesOrdersItCannotTake) {
    const std::string order = "side=BUY&type=LIMIT&timeInForce=GTC";
    struct Case {
        std::string parameters;
        int code;
        std::string_view message;
    };
    const Case kCases[] = {
        {"side=UP&type=LIMIT", -1117, "Invalid side."},
        {"side=BUY&type=LIMITED", -1116, "Invalid orderType."},
        {"side=BUY&type=LIMIT&timeInForce=IOC&quantity=1&price=1&icebergQty=1",
         -1106,
         "Parameter 'icebergQty' sent when not required."},
        {"side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=1", -1115, "Invalid timeInForce."},
        {"side=BUY&type=MARKET&quantity=1&timeInForce=GTC",
         -1114,
         "TimeInForce parameter sent when not required."},
        {"side=BUY&type=MARKET&quantity=1&price=1",
         -1106,
         "Parameter 'price' sent when not required."},
        {"side=BUY&type=MARKET&quantity=1&quoteOrderQty=1",
         -1128,
         "Combination of optional parameters invalid."},
        {"side=BUY&type=MARKET",
         -1102,
         "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"},
        {order + "&price=1",
         -1102,
         "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."},
        {order + "&quantity=1&price=10000.001", -1013, "Filter failure: PRICE_FILTER"},
        {order + "&quantity=0.000001&price=10000", -1013, "Filter failure: LOT_SIZE"},
        {order + "&quantity=1&price=0.000000001",
         -1111,
         "Parameter 'price' has too much precision."},
        {order + "&quantity=1e3&price=1",
         -1100,
         "Illegal characters found in parameter 'quantity'; legal range is "
         "'^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'."},
        {order + "&quantity=99999999999999999999&price=1",
         -1108,
         "Parameter 'quantity' overflowed."},
        {order + "&quantity=1&price=1&strategyID=1",
         -1104,
         "Not all sent parameters were read; read '8' parameter(s) but was sent '9'."},
        {order + "&quantity=1&price=1&strategyType=999999",
         -1134,
         "strategyType was less than 1000000."},
        {order + "&quantity=1&quantity=2&price=1",
         -1101,
         "Too many parameters; parameter 'quantity' was sent more than once."},
        {order + "&quantity=1&price=",
         -1102,
         "Mandatory parameter 'price' was not sent, was empty/null, or malformed."},
        {order + "&quantity=1&price=1&newOrderRespType=ALL",
         -1130,
         "Data sent for parameter 'newOrderRespType' is not valid."},
        {order + "&quantity=0.0001&price=10000", -1013, "Filter failure: NOTIONAL"},
        {order + "&quantity=1&price=2000000", -1013, "Filter failure: PRICE_FILTER"},
        {order + "&quantity=101&price=10000",
         -2010,
         "Account has insufficient balance for requested action."},
        {"side=BUY&type=MARKET&quantity=1",
         -2010,
         "Order book liquidity is less than symbol minimum quantity."},
    };
    for (const auto& [parameters, code, message] : kCases) {
        SCOPED_TRACE(parameters);
        EXPECT_ERROR(Place("alice", parameters), 400, code, message);
    }
}

TEST_F(RestApiTest, RefusesQueriesItCannotRead) {
    EXPECT_ERROR(Get("/api/v3/depth?symbol=ABC"), 400, -1121, "Invalid symbol.");
    EXPECT_ERROR(Get("/api/v3/klines?symbol=BTCUSDT&interval=2m"), 400, -1120, "Invalid interval.");
    EXPECT_ERROR(
        Get("/api/v3/ticker/price?symbol=BTCUSDT&symbols=[%22BTCUSDT%22]"),
        400,
        -1128,
        "Combination of optional parameters invalid."
    );
    EXPECT_ERROR(
        Get("/api/v3/ticker/price?symbol=BTCUSDT&symbolStatus=HALT"),
        400,
        -1220,
        "The symbol's status does not match the requested symbolStatus."
    );
    EXPECT_ERROR(Get("/api/v3/nothing"), 404, -1020, "This operation is not supported.");
}

TEST_F(RestApiTest, CancelsQueriesAndLists) {
    const std::string sell = "side=SELL&type=LIMIT_MAKER&quantity=1&price=30000&newClientOrderId=";
    EXPECT_EQ(
        Place("alice", sell + "m1").body,
        R"({"symbol":"BTCUSDT","orderId":1,"orderListId":-1,"clientOrderId":"m1",)"
        R"("transactTime":1700000000000})"
    );
    EXPECT_ERROR(Place("alice", sell + "m1"), 400, -2010, "Duplicate order sent.");
    EXPECT_ERROR(
        Place("bob", "side=BUY&type=LIMIT_MAKER&quantity=1&price=30000"),
        400,
        -2010,
        "Order would immediately match and take."
    );
    const std::string query = "symbol=BTCUSDT&origClientOrderId=m1";
    const std::string found = Signed("alice", "GET", "/api/v3/order", query).body;
    EXPECT_TRUE(Has(found, R"("stopPrice":"0.00000000","icebergQty":"0.00000000")")) << found;
    EXPECT_TRUE(Has(found, R"("isWorking":true)"));
    EXPECT_EQ(Signed("alice", "GET", "/api/v3/openOrders").body, "[" + found + "]");
    EXPECT_EQ(
        Signed("alice", "GET", "/api/v3/allOrders", "symbol=BTCUSDT").body, "[" + found + "]"
    );
    EXPECT_ERROR(Signed("bob", "GET", "/api/v3/order", query), 400, -2013, "Order does not exist.");
    EXPECT_TRUE(
        Has(Signed("alice", "GET", "/api/v3/order", "symbol=BTCUSDT&orderId=1&origClientOrderId=x")
                .body,
            "-2039")
    );
    EXPECT_ERROR(
        Signed(
            "alice",
            "DELETE",
            "/api/v3/order",
            "symbol=BTCUSDT&orderId=1&cancelRestrictions=ONLY_PARTIALLY_FILLED"
        ),
        400,
        -2011,
        "Order was not canceled due to cancel restrictions."
    );
    const std::string canceled =
        Signed("alice", "DELETE", "/api/v3/order", query + "&newClientOrderId=c1").body;
    EXPECT_TRUE(
        Has(canceled,
            R"("origClientOrderId":"m1","orderId":1,"orderListId":-1,)"
            R"("clientOrderId":"c1")")
    ) << canceled;
    EXPECT_TRUE(Has(canceled, R"("status":"CANCELED")"));
    EXPECT_ERROR(
        Signed("alice", "DELETE", "/api/v3/order", query), 400, -2011, "Unknown order sent."
    );
    EXPECT_ERROR(
        Signed("alice", "DELETE", "/api/v3/order", "symbol=BTCUSDT"),
        400,
        -1102,
        "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
    );
}

TEST_F(RestApiTest, CancelsAll) {
    for (const char* id : {"1", "2", "3"}) {
        Place("alice", "side=SELL&type=LIMIT_MAKER&quantity=1&price=30000&newClientOrderId="s + id);
    }
    const auto answer = Signed("alice", "DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
    EXPECT_EQ(answer.status, 200);
    for (const char* id : {"1", "2", "3"}) {
        EXPECT_TRUE(Has(answer.body, "\"origClientOrderId\":\""s + id)) << answer.body;
    }
    EXPECT_ERROR(
        Signed("alice", "DELETE", "/api/v3/openOrders", "symbol=BTCUSDT"),
        400,
        -2011,
        "Unknown order sent."
    );
}

TEST_F(RestApiTest, ReplacesByTheTable) {
    const std::string path = "/api/v3/order/cancelReplace";
    const std::string fits =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=10";
    const std::string too_much =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=999&price=90000";
    Place("alice", "side=SELL&type=LIMIT_MAKER&quantity=1&price=30000");
    struct Case {
        std::string order, cancel, mode;
        int status;
        std::string_view begin;
    };
    const Case kCases[] = {
        {fits,
         "9",
         "STOP_ON_FAILURE",
         400,
         R"({"code":-2022,"msg":"Order cancel-replace failed.","data":{"cancelResult":"FAILURE",)"
         R"("newOrderResult":"NOT_ATTEMPTED","cancelResponse":{"code":-2011,)"
         R"("msg":"Unknown order sent."},"newOrderResponse":null}})"},
        {too_much,
         "9",
         "ALLOW_FAILURE",
         400,
         R"({"code":-2022,"msg":"Order cancel-replace failed.","data":{"cancelResult":"FAILURE",)"
         R"("newOrderResult":"FAILURE",)"},
        {fits,
         "9",
         "ALLOW_FAILURE",
         409,
         R"({"code":-2021,"msg":"Order cancel-replace partially failed.","data":)"
         R"({"cancelResult":"FAILURE","newOrderResult":"SUCCESS",)"},
        {fits,
         "1",
         "STOP_ON_FAILURE",
         200,
         R"({"cancelResult":"SUCCESS","newOrderResult":"SUCCESS","cancelResponse":{"symbol":)"},
        {too_much,
         "2",
         "STOP_ON_FAILURE",
         409,
         R"({"code":-2021,"msg":"Order cancel-replace partially failed.","data":)"
         R"({"cancelResult":"SUCCESS","newOrderResult":"FAILURE",)"},
    };
    for (const auto& [order, cancel, mode, status, begin] : kCases) {
        const auto answer = Signed(
            "alice", "POST", path, order + "&cancelOrderId=" + cancel + "&cancelReplaceMode=" + mode
        );
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.body.substr(0, begin.size()), begin);
    }
}

TEST_F(RestApiTest, Amends) {
    Place("alice", "side=SELL&type=LIMIT_MAKER&quantity=1&price=30000&newClientOrderId=m1");
    const std::string path = "/api/v3/order/amend/keepPriority";
    const auto answer =
        Signed("alice", "PUT", path, "symbol=BTCUSDT&orderId=1&newQty=0.4&newClientOrderId=m2");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(Has(answer.body, R"("origClientOrderId":"m1","clientOrderId":"m2",)"))
        << answer.body;
    EXPECT_TRUE(Has(answer.body, R"("qty":"0.40000000")"));
    EXPECT_ERROR(
        Signed("alice", "PUT", path, "symbol=BTCUSDT&orderId=1&newQty=0.4"),
        400,
        -2038,
        "Order amend (quantity increase) is not supported."
    );
}

TEST_F(RestApiTest, TestsOrdersWithoutPlacingThem) {
    const std::string path = "/api/v3/order/test";
    const std::string order =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=";
    EXPECT_EQ(Signed("alice", "POST", path, order + "10").body, "{}");
    EXPECT_TRUE(
        Has(Signed("alice", "POST", path, order + "10&computeCommissionRates=true").body,
            R"("standardCommissionForOrder":{"maker":"0.00100000","taker":"0.00200000"})")
    );
    EXPECT_ERROR(
        Signed("alice", "POST", path, order + "1"), 400, -1013, "Filter failure: NOTIONAL"
    );
    EXPECT_EQ(Signed("alice", "GET", "/api/v3/openOrders").body, "[]");
}

TEST_F(RestApiTest, AnswersWhatCcxtAsksAtStart) {
    EXPECT_TRUE(
        Has(Signed("alice", "GET", "/sapi/v1/capital/config/getall", "recvWindow=10000").body,
            R"({"coin":"BTC","depositAllEnable":false)")
    );
    EXPECT_EQ(Signed("alice", "GET", "/sapi/v1/margin/allPairs").body, "[]");
    EXPECT_EQ(Signed("alice", "GET", "/sapi/v1/margin/isolated/allPairs").body, "[]");
    EXPECT_EQ(
        Signed("alice", "GET", "/sapi/v1/asset/tradeFee").body,
        R"([{"symbol":"BTCUSDT","makerCommission":"0.00100000","takerCommission":"0.00200000"}])"
    );
    EXPECT_TRUE(Has(
        Signed("alice", "GET", "/api/v3/account/commission", "symbol=BTCUSDT").body,
        R"("standardCommission":{"maker":"0.00100000","taker":"0.00200000","buyer":"0.00000000",)"
    ));
    EXPECT_TRUE(
        Has(Signed("alice", "GET", "/api/v3/rateLimit/order").body, R"("limit":100,"count":0})")
    );
    const HttpAnswer filters = Signed("alice", "GET", "/api/v3/myFilters", "symbol=BTCUSDT");
    EXPECT_TRUE(filters.body.starts_with(
        R"({"exchangeFilters":[],"symbolFilters":[{"filterType":"PRICE_FILTER",)"
    )) << filters.body;
    EXPECT_TRUE(filters.body.ends_with(R"(],"assetFilters":[]})")) << filters.body;
}

TEST_F(RestApiTest, ObeysModesAndFrozenAccounts) {
    auto halt = MakeCommand<SetSymbolMode>(kVenueAccount);
    halt.mode = SymbolMode::kHalted;
    Operate(halt);
    const std::string order = "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=10";
    EXPECT_ERROR(Place("alice", order), 400, -2010, "Market is closed.");
    auto freeze = MakeCommand<ChangeAccount>(kVenueAccount);
    freeze.account = kAlice;
    freeze.status = AccountStatus::kFrozen;
    Operate(freeze);
    EXPECT_ERROR(Place("alice", order), 400, -2010, "This account may not place or cancel orders.");
    EXPECT_TRUE(Has(Signed("alice", "GET", "/api/v3/account").body, "\"canTrade\":false"));
}

class FewOrdersTest : public RestFixture {
protected:
    FewOrdersTest() : RestFixture({.weight_per_minute = 100, .orders_per_10_seconds = 2}) {}
};

TEST_F(FewOrdersTest, CountsOrdersAndWeight) {
    const std::string order = "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=10";
    EXPECT_EQ(Place("alice", order).status, 200);
    EXPECT_EQ(Place("alice", order).status, 200);
    const HttpAnswer refused = Place("alice", order);
    EXPECT_ERROR(
        refused, 429, -1015, "Too many new orders; current limit is 2 orders per 10 SECOND."
    );
    EXPECT_TRUE(Has(refused.head, "Retry-After: 10\r\n")) << refused.head;
    const HttpAnswer cancel_only = Signed(
        "alice",
        "POST",
        "/api/v3/order/cancelReplace",
        "symbol=BTCUSDT&" + order +
            "&cancelOrderId=1&cancelReplaceMode=STOP_ON_FAILURE&orderRateLimitExceededMode=CANCEL_"
            "ONLY"
    );
    EXPECT_EQ(cancel_only.status, 429);
    EXPECT_TRUE(Has(cancel_only.body, R"("cancelResult":"SUCCESS","newOrderResult":"FAILURE")"));
    Advance(10'000);
    EXPECT_EQ(Place("alice", order).status, 200);

    EXPECT_EQ(Get("/api/v3/ticker/24hr").status, 200);
    const HttpAnswer heavy = Get("/api/v3/ticker/24hr");
    EXPECT_EQ(heavy.status, 429);
    EXPECT_TRUE(Has(heavy.body, "Too much request weight used; current limit is 100 request weight")
    );
    Advance(60'000);
    EXPECT_EQ(Get("/api/v3/ticker/24hr").status, 200);
}

}  // namespace
}  // namespace bourse::gateway
