// What each operation costs, as Binance documents it, against what the gateway says was used.
#include <set>

#include "services/gateway/rest_fixture.h"
#include "services/gateway/stream_fixture.h"

namespace bourse::gateway {
namespace {

constexpr std::string_view kOrder =
    "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=";

struct Case {
    std::string_view method, path;
    std::string parameters;
    std::int64_t weight = 0;
    int status = 200;
};

// A list of that many names.
std::string Symbols(int count) {
    std::string list = "symbols=%5B%22BTCUSDT%22";
    for (int i = 1; i < count; ++i) list += ",%22X" + std::to_string(i) + "%22";
    return list + "%5D";
}

std::vector<Case> MarketCases() {
    const std::string symbol = "symbol=BTCUSDT";
    const std::string twenty = Symbols(20), more = Symbols(21), hundred = Symbols(100);
    return {
        {"GET", "/api/v3/ping", "", 1},
        {"GET", "/api/v3/time", "", 1},
        {"GET", "/api/v3/exchangeInfo", "", 20},
        {"GET", "/api/v3/exchangeInfo", symbol, 20},
        {"GET", "/api/v3/executionRules", "", 40},
        {"GET", "/api/v3/executionRules", "symbolStatus=TRADING", 40},
        {"GET", "/api/v3/executionRules", symbol, 2},
        {"GET", "/api/v3/executionRules", more, 40, 400},
        {"GET", "/api/v3/depth", symbol, 5},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1", 5},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=100", 5},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=101", 25},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=500", 25},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=501", 50},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1000", 50},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1001", 250},
        {"GET", "/api/v3/depth", "symbol=BTCUSDT&limit=9999", 250},
        {"GET", "/api/v3/trades", symbol, 25},
        {"GET", "/api/v3/historicalTrades", symbol, 25},
        {"GET", "/api/v3/aggTrades", symbol, 4},
        {"GET", "/api/v3/klines", "symbol=BTCUSDT&interval=1m", 2},
        {"GET", "/api/v3/uiKlines", "symbol=BTCUSDT&interval=1m", 2},
        {"GET", "/api/v3/avgPrice", symbol, 2},
        {"GET", "/api/v3/ticker/24hr", "", 80},
        {"GET", "/api/v3/ticker/24hr", symbol, 2},
        {"GET", "/api/v3/ticker/24hr", twenty, 2, 400},
        {"GET", "/api/v3/ticker/24hr", more, 40, 400},
        {"GET", "/api/v3/ticker/24hr", hundred, 40, 400},
        {"GET", "/api/v3/ticker/tradingDay", symbol, 4},
        {"GET", "/api/v3/ticker/tradingDay", twenty, 80, 400},
        {"GET", "/api/v3/ticker/tradingDay", hundred, 200, 400},
        {"GET", "/api/v3/ticker", symbol, 4},
        {"GET", "/api/v3/ticker", more, 84, 400},
        {"GET", "/api/v3/ticker", hundred, 200, 400},
        {"GET", "/api/v3/ticker/price", "", 4},
        {"GET", "/api/v3/ticker/price", symbol, 2},
        {"GET", "/api/v3/ticker/price", "symbols=%5B%22BTCUSDT%22%5D", 4},
        {"GET", "/api/v3/ticker/bookTicker", "", 4},
        {"GET", "/api/v3/ticker/bookTicker", symbol, 2},
        {"GET", "/api/v3/ticker/bookTicker", "symbols=%5B%22BTCUSDT%22%5D", 4},
        {"GET", "/api/v3/referencePrice", symbol, 2, 400},
        {"GET", "/api/v3/referencePrice/calculation", symbol, 2, 400},
    };
}

constexpr const char* kOco =
    "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=30000"
    "&belowType=STOP_LOSS&belowStopPrice=10";

// In this order: the orders of some are those of others.
std::vector<Case> AccountCases() {
    const std::string symbol = "symbol=BTCUSDT";
    const std::string low = std::string(kOrder) + "10", lower = std::string(kOrder) + "9",
                      tiny = std::string(kOrder) + "0.01";
    const std::string replace = lower + "&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId=";
    return {
        {"POST", "/api/v3/order", low, 0},
        {"POST", "/api/v3/order", tiny, 1, 400},
        {"POST", "/api/v3/order", symbol, 1, 400},
        {"POST", "/api/v3/order/test", low, 1},
        {"POST", "/api/v3/order/test", low + "&computeCommissionRates=true", 20},
        {"POST", "/api/v3/order/test", low + "&computeCommissionRates=false", 1},
        {"GET", "/api/v3/order", "symbol=BTCUSDT&orderId=1", 4},
        {"GET", "/api/v3/order", "symbol=BTCUSDT&orderId=9", 4, 400},
        {"PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&orderId=1&newQty=0.9", 4},
        {"PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&orderId=1&newQty=5", 4, 400},
        {"GET", "/api/v3/order/amendments", "symbol=BTCUSDT&orderId=1", 4},
        {"POST", "/api/v3/order/cancelReplace", replace + "77", 1, 400},
        {"POST", "/api/v3/order/cancelReplace", replace + "1", 0},
        {"DELETE", "/api/v3/order", "symbol=BTCUSDT&orderId=2", 0},
        {"DELETE", "/api/v3/order", "symbol=BTCUSDT&orderId=2", 1, 400},
        {"DELETE", "/api/v3/openOrders", symbol, 1, 400},
        {"POST", "/api/v3/order", lower, 0},
        {"DELETE", "/api/v3/openOrders", symbol, 0},
        {"GET", "/api/v3/openOrders", symbol, 6},
        {"GET", "/api/v3/openOrders", "", 80},
        {"GET", "/api/v3/allOrders", symbol, 20},
        {"GET", "/api/v3/account", "", 20},
        {"GET", "/api/v3/account/commission", symbol, 20},
        {"GET", "/api/v3/rateLimit/order", "", 40},
        {"GET", "/api/v3/myTrades", symbol, 20},
        {"GET", "/api/v3/myTrades", "symbol=BTCUSDT&orderId=1", 5},
        {"GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT&preventedMatchId=1", 2},
        {"GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT&orderId=1", 20},
        {"GET", "/api/v3/myPreventedMatches", "symbol=X&preventedMatchId=1", 2, 400},
        {"POST", "/api/v3/order/oco", symbol, 1, 400},
        {"POST", "/api/v3/orderList/oco", symbol, 1, 400},
        {"POST", "/api/v3/orderList/oco", kOco, 0},
        {"POST", "/api/v3/orderList/oto", symbol, 1, 400},
        {"POST", "/api/v3/orderList/otoco", symbol, 1, 400},
        {"GET", "/api/v3/orderList", "orderListId=1", 4},
        {"GET", "/api/v3/allOrderList", "", 20},
        {"GET", "/api/v3/openOrderList", "", 6},
        {"DELETE", "/api/v3/orderList", "symbol=BTCUSDT&orderListId=1", 0},
        {"DELETE", "/api/v3/orderList", "symbol=BTCUSDT&orderListId=1", 1, 400},
        {"GET", "/api/v3/myAllocations", symbol, 20},
        {"GET", "/api/v3/myFilters", symbol, 40},
        {"POST", "/api/v3/userDataStream", "", 2},
        {"PUT", "/api/v3/userDataStream", "listenKey=x", 2, 400},
        {"DELETE", "/api/v3/userDataStream", "listenKey=x", 2, 400},
        {"GET", "/sapi/v1/capital/config/getall", "", 10},
        {"GET", "/sapi/v1/margin/allPairs", "", 1},
        {"GET", "/sapi/v1/margin/isolated/allPairs", "", 10},
        {"GET", "/sapi/v1/asset/tradeFee", "", 1},
        {"GET", "/sapi/v1/system/status", "", 1},
        {"GET", "/sapi/v1/account/apiRestrictions", "", 1},
        {"GET", "/sapi/v1/capital/deposit/hisrec", "", 1},
        {"GET", "/sapi/v1/capital/withdraw/history", "", 1},
        {"POST", "/sapi/v1/asset/get-funding-asset", "", 1},
        {"GET", "/api/v3/nothing", "", 1, 404},
    };
}

class WeightsTest : public RestFixture {
protected:
    WeightsTest() : RestFixture({.weight_per_minute = 1'000'000}) {}

    HttpAnswer Send(const Case& call) {
        const Operation* operation = FindOperation(call.method, call.path);
        const Security security = operation == nullptr ? Security::kNone : operation->security;
        if (security == Security::kUserData || security == Security::kTrade) {
            return Signed("alice", call.method, call.path, call.parameters);
        }
        const std::string target = std::string(call.path) + (call.parameters.empty() ? "" : "?") +
                                   std::string(call.parameters);
        return RestFixture::Send(call.method, target, "X-MBX-APIKEY: alice\r\n");
    }
    static std::int64_t UsedWeight(const HttpAnswer& answer) {
        constexpr std::string_view kName = "X-MBX-USED-WEIGHT-1M: ";
        const std::size_t at = answer.head.find(kName);
        EXPECT_NE(at, std::string::npos) << answer.head;
        return at == std::string::npos ? 0 : std::stoll(answer.head.substr(at + kName.size()));
    }
    void Check(const Case& call) {
        const HttpAnswer answer = Send(call);
        const std::int64_t used = UsedWeight(answer);
        EXPECT_EQ(used - used_, call.weight)
            << call.method << ' ' << call.path << '?' << call.parameters;
        EXPECT_EQ(answer.status, call.status)
            << call.method << ' ' << call.path << '?' << call.parameters << ": " << answer.body;
        used_ = used;
        checked_.insert(std::string(call.method) + " " + std::string(call.path));
    }

    std::int64_t used_ = 0;
    std::set<std::string> checked_;
};

TEST_F(WeightsTest, AreThoseThatAreDocumented) {
    for (const Case& call : MarketCases()) Check(call);
    for (const Case& call : AccountCases()) Check(call);
    for (const Operation& operation : Operations()) {
        const std::string name = std::string(operation.method) + " " + std::string(operation.path);
        EXPECT_TRUE(checked_.contains(name)) << name << " has no documented weight here";
    }
}

// One count for both transports; connections cost, too.
class SocketWeights : public StreamFixture {
protected:
    static std::int64_t Used(const std::string& answer) {
        const std::size_t at = answer.rfind("\"count\":");
        return at == std::string::npos ? -1 : std::stoll(answer.substr(at + 8));
    }
};

TEST_F(SocketWeights, AreThoseThatAreDocumented) {
    struct Method {
        std::string_view name, params;
        std::int64_t weight;
    };
    TestStreamClient client(port(), "/ws-api/v3");
    std::int64_t used = 2;  // by the connection
    for (const auto& [name, params, weight] :
         {Method{"ping", "", 1},
          Method{"time", "", 1},
          Method{"exchangeInfo", "", 20},
          Method{"depth", R"("symbol":"BTCUSDT","limit":501)", 50},
          Method{"ticker.24hr", "", 80},
          Method{"ticker.price", R"("symbol":"BTCUSDT")", 2},
          Method{"session.status", "", 2},
          Method{"session.subscriptions", "", 2},
          Method{"session.logout", "", 2},
          Method{"session.logon", "", 2},
          Method{"userDataStream.subscribe", "", 2},
          Method{"userDataStream.subscribe.signature", "", 2},
          Method{"userDataStream.unsubscribe", "", 2},
          Method{"order.place", "", 1},
          Method{"openOrders.status", "", 80},
          Method{"nothing", "", 1}}) {
        const std::string answer = client.Ask(std::string(R"({"id":1,"method":")")
                                                  .append(name)
                                                  .append(R"(","params":{)")
                                                  .append(params)
                                                  .append("}}"));
        EXPECT_EQ(Used(answer) - used, weight) << name << ": " << answer;
        used = Used(answer);
    }
    TestStreamClient other(port(), "/ws-api/v3");
    EXPECT_EQ(Used(other.Ask(R"({"id":1,"method":"ping"})")), used + 2 + 1);
    EXPECT_NE(
        other.Ask(R"({"id":1,"method":"exchangeInfo"})")
            .find(R"({"rateLimitType":"CONNECTIONS","interval":"MINUTE","intervalNum":5,)"
                  R"("limit":300})"),
        std::string::npos
    );
}

// Who goes on after 429 is banned on all transports, and is told until when.
TEST_F(SocketWeights, ABanIsTold) {
    TestStreamClient client(port(), "/ws-api/v3?returnRateLimits=false");
    constexpr std::string_view kHeavy = R"({"id":1,"method":"ticker.24hr"})";
    for (int i = 0; i < 74; ++i)
        ASSERT_NE(client.Ask(kHeavy).find(R"("status":200)"), std::string::npos) << i;
    EXPECT_EQ(
        client.Ask(kHeavy),
        R"({"id":1,"status":429,"error":{"code":-1003,"msg":"Too much request weight used; )"
        R"(current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for )"
        R"(live updates to avoid polling the API.","data":{"serverTime":1700000000000,)"
        R"("retryAfter":1700000040000}}})"
    );
    for (int i = 1; i < Throttle::kRefusalsBeforeBan; ++i) client.Ask(kHeavy);
    const std::string banned =
        R"({"id":1,"status":418,"error":{"code":-1003,"msg":"Way too much request weight used; )"
        R"(IP banned until 1700000120000. Please use WebSocket Streams for live updates to avoid )"
        R"(bans.","data":{"serverTime":1700000000000,"retryAfter":1700000120000}}})";
    EXPECT_EQ(client.Ask(kHeavy), banned);
    EXPECT_EQ(client.Ask(R"({"id":1,"method":"ping"})"), banned);
    TestStreamClient refused(port(), "/ws-api/v3");
    EXPECT_TRUE(refused.handshake().starts_with("HTTP/1.1 418 ")) << refused.handshake();
    EXPECT_NE(refused.handshake().find("Retry-After: 120\r\n"), std::string::npos);
    Tick(120'000);
    EXPECT_NE(client.Ask(R"({"id":1,"method":"ping"})").find(R"("status":200)"), std::string::npos);
}

class FewRequests : public RestFixture {
protected:
    FewRequests() : RestFixture({.weight_per_minute = 3}) {}
};

TEST_F(FewRequests, ABanIsTold) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Get("/api/v3/ping").status, 200);
    HttpAnswer answer;
    for (int i = 0; i < Throttle::kRefusalsBeforeBan; ++i) {
        answer = Get("/api/v3/ping");
        ASSERT_EQ(answer.status, 429) << i;
    }
    EXPECT_NE(answer.head.find("Retry-After: 40\r\n"), std::string::npos) << answer.head;
    EXPECT_NE(answer.head.find("X-MBX-USED-WEIGHT-1M: 3\r\n"), std::string::npos) << answer.head;
    answer = Get("/api/v3/nothing");
    EXPECT_EQ(answer.status, 418);
    EXPECT_NE(answer.head.find("Retry-After: 120\r\n"), std::string::npos) << answer.head;
    EXPECT_NE(answer.body.find("IP banned until 1700000120000."), std::string::npos);
    Advance(119'999);
    EXPECT_EQ(Get("/api/v3/ping").status, 418);
    Advance(1);
    EXPECT_EQ(Get("/api/v3/ping").status, 200);
}

class FewRawRequests : public RestFixture {
protected:
    FewRawRequests() : RestFixture({.raw_requests_per_5_minutes = 2}) {}
};

TEST_F(FewRawRequests, AreToldWhenTheyMayGoOn) {
    EXPECT_EQ(Get("/api/v3/ping").status, 200);
    EXPECT_EQ(Get("/api/v3/ping").status, 200);
    const HttpAnswer refused = Get("/api/v3/ping");
    EXPECT_EQ(refused.status, 429);
    EXPECT_NE(refused.body.find("limit is 2 requests per 5 MINUTE"), std::string::npos);
    EXPECT_NE(refused.head.find("Retry-After: 100\r\n"), std::string::npos) << refused.head;
    Advance(100'000);
    EXPECT_EQ(Get("/api/v3/ping").status, 200);
}

}  // namespace
}  // namespace bourse::gateway
