#include <chrono>
#include <map>

#include "platform/crypto/encoding.h"
#include "services/gateway/gateway_fixture.h"

namespace bourse::gateway {
namespace {

using Values = std::map<std::string, std::string>;

bool Has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// The operations over the WebSocket API, on the whole gateway.
class WebSocketOperations : public GatewayFixture {
protected:
    WebSocketOperations() : client_(port(), "/ws-api/v3?returnRateLimits=false") {}

    static std::string Now() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    }
    std::string Call(std::string_view method, const Values& values = {}) {
        std::string params;
        for (const auto& [name, value] : values) {
            params.append(params.empty() ? "\"" : ",\"").append(name).append("\":\"");
            params.append(value).append("\"");
        }
        return client_.Ask(std::string(R"({"id":7,"method":")")
                               .append(method)
                               .append(R"(","params":{)")
                               .append(params)
                               .append("}}"));
    }
    // Signed as alice, over the values as they are or as a URL has them.
    std::string CallSigned(std::string_view method, Values values, std::string_view plus = "+") {
        values["apiKey"] = "alice";
        values["timestamp"] = Now();
        std::string text;
        for (const auto& [name, value] : values) {
            text.append(text.empty() ? "" : "&").append(name).append("=");
            for (const char c : value) c == '+' ? text.append(plus) : text.append(1, c);
        }
        values["signature"] = crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text)));
        return Call(method, values);
    }
    static Values Order(const char* side, const char* client_order_id) {
        return {
            {"symbol", "BTCUSDT"},
            {"side", side},
            {"type", "LIMIT"},
            {"timeInForce", "GTC"},
            {"quantity", "0.5"},
            {"price", "20000"},
            {"newClientOrderId", client_order_id},
        };
    }

    TestStreamClient client_;
};

TEST_F(WebSocketOperations, PublicQueries) {
    EXPECT_EQ(Call("v3/ping"), R"({"id":7,"status":200,"result":{}})");
    EXPECT_EQ(
        Call("depth", {{"symbol", "BTCUSDT"}, {"limit", "5"}}),
        R"({"id":7,"status":200,"result":{"lastUpdateId":0,"bids":[],"asks":[]}})"
    );
    EXPECT_EQ(
        Call("ticker.price", {{"symbol", "X"}}),
        R"({"id":7,"status":400,"error":{"code":-1121,"msg":"Invalid symbol."}})"
    );
    EXPECT_TRUE(Has(Call("avgPrice", {{"symbol", "BTCUSDT"}, {"x", "1"}}), "-1104"));
    for (const char* method :
         {"exchangeInfo", "ticker.24hr", "ticker.book", "ticker.price", "time"}) {
        EXPECT_TRUE(Has(Call(method), R"("status":200)")) << method;
    }
    for (const char* method :
         {"trades.recent",
          "trades.historical",
          "trades.aggregate",
          "avgPrice",
          "ticker",
          "ticker.tradingDay"}) {
        EXPECT_TRUE(Has(Call(method, {{"symbol", "BTCUSDT"}}), R"("status":200)")) << method;
    }
    for (const char* method : {"klines", "uiKlines"}) {
        const Values values{{"symbol", "BTCUSDT"}, {"interval", "1m"}};
        EXPECT_TRUE(Has(Call(method, values), R"("status":200)")) << method;
    }
}

TEST_F(WebSocketOperations, AnOrderFromPlacementToCancel) {
    Values order = Order("SELL", "a1");
    order["returnRateLimits"] = "true";
    const std::string placed = CallSigned("order.place", order);
    EXPECT_TRUE(Has(placed, R"({"id":7,"status":200,"result":{"symbol":"BTCUSDT","orderId":1,)"));
    EXPECT_TRUE(
        Has(placed,
            R"("rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,)"
            R"("limit":100,"count":1},{"rateLimitType":"ORDERS","interval":"DAY")")
    ) << placed;
    const Values reference{{"symbol", "BTCUSDT"}, {"origClientOrderId", "a1"}};
    EXPECT_TRUE(Has(CallSigned("order.status", reference), R"("status":"NEW")"));
    EXPECT_TRUE(Has(CallSigned("openOrders.status", {}), R"("clientOrderId":"a1")"));
    EXPECT_TRUE(Has(CallSigned("order.cancel", reference), R"("status":"CANCELED")"));
    EXPECT_EQ(
        CallSigned("order.cancel", reference),
        R"({"id":7,"status":400,"error":{"code":-2011,"msg":"Unknown order sent."}})"
    );
    EXPECT_TRUE(Has(CallSigned("allOrders", {{"symbol", "BTCUSDT"}}), R"("status":"CANCELED")"));
    EXPECT_EQ(
        CallSigned("myTrades", {{"symbol", "BTCUSDT"}}), R"({"id":7,"status":200,"result":[]})"
    );
    EXPECT_TRUE(Has(CallSigned("account.rateLimits.orders", {}), R"("count":1)"));
    EXPECT_TRUE(Has(CallSigned("account.status", {}), R"("uid":2)"));
}

TEST_F(WebSocketOperations, AFailedReplaceTellsItsHalves) {
    Values replace = Order("SELL", "a2");
    replace["cancelReplaceMode"] = "STOP_ON_FAILURE";
    replace["cancelOrigClientOrderId"] = "nobody";
    const std::string answer = CallSigned("order.cancelReplace", replace);
    EXPECT_TRUE(Has(answer, R"("status":400,"error":{"code":-2022,)")) << answer;
    EXPECT_TRUE(Has(answer, R"("data":{"cancelResult":"FAILURE","newOrderResult":"NOT_ATTEMPTED")")
    );
}

TEST_F(WebSocketOperations, SignaturesAreChecked) {
    EXPECT_TRUE(Has(Call("account.status", {{"timestamp", Now()}}), "-2014"));
    EXPECT_TRUE(Has(Call("account.status", {{"apiKey", "mallory"}}), "-2015"));
    EXPECT_FALSE(Has(CallSigned("order.status", {{"symbol", "X+Y"}}, "+"), "-1022"));
    EXPECT_FALSE(Has(CallSigned("order.status", {{"symbol", "X+Y"}}, "%2B"), "-1022"));
    EXPECT_TRUE(Has(CallSigned("order.status", {{"symbol", "X+Y"}}, "%2b"), "-1022"));
}

TEST_F(WebSocketOperations, AfterLogonNoSignatureIsNeeded) {
    Values logon{{"apiKey", "alice"}, {"timestamp", Now()}};
    const std::string text = "apiKey=alice&timestamp=" + logon["timestamp"];
    logon["signature"] = crypto::EncodeBase64(PrivateKey().Sign(crypto::AsBytes(text)));
    EXPECT_TRUE(Has(Call("session.logon", logon), R"("status":200)"));
    Values order = Order("BUY", "b1");
    EXPECT_TRUE(Has(Call("order.place", order), "-1102"));
    order["timestamp"] = Now();
    EXPECT_TRUE(Has(Call("order.place", order), R"("clientOrderId":"b1")"));
    Call("session.logout");
    order["timestamp"] = Now();
    EXPECT_TRUE(Has(Call("order.place", order), "-2014"));
}

TEST_F(WebSocketOperations, ListenKeys) {
    const std::string answer = Call("userDataStream.start", {{"apiKey", "alice"}});
    const std::string key = answer.substr(answer.find(R"("listenKey":")") + 13, 64);
    const Values values{{"apiKey", "alice"}, {"listenKey", key}};
    EXPECT_EQ(Call("userDataStream.ping", values), R"({"id":7,"status":200,"result":{}})");
    EXPECT_EQ(Call("userDataStream.stop", values), R"({"id":7,"status":200,"result":{}})");
    EXPECT_TRUE(Has(Call("userDataStream.ping", values), "-1125"));
}

}  // namespace
}  // namespace bourse::gateway
