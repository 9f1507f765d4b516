#include "services/gateway/web_socket_api.h"

#include <gtest/gtest.h>

#include "services/gateway/stream_fixture.h"

namespace bourse::gateway {
namespace {

class WebSocketApiTest : public StreamFixture {};

TEST_F(WebSocketApiTest, AnswersAndErrors) {
    TestStreamClient client(port(), "/ws-api/v3?returnRateLimits=false");
    EXPECT_EQ(client.Ask(R"({"id":1,"method":"v3/ping"})"), R"({"id":1,"status":200,"result":{}})");
    EXPECT_EQ(
        client.Ask(R"({"id":"t","method":"time"})"),
        R"({"id":"t","status":200,"result":{"serverTime":1700000000000}})"
    );
    EXPECT_EQ(
        client.Ask(R"({"id":1,"method":"ping","params":{"returnRateLimits":true}})"),
        R"({"id":1,"status":200,"result":{},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT",)"
        R"("interval":"MINUTE","intervalNum":1,"limit":6000,"count":5}]})"
    );
    EXPECT_EQ(
        client.Ask(R"({"id":2,"method":"order.fly"})"),
        R"({"id":2,"status":400,"error":{"code":-1020,"msg":"This operation is not supported."}})"
    );
    EXPECT_EQ(
        client.Ask("{"),
        R"({"id":null,"status":400,"error":{"code":-1135,"msg":"Invalid JSON Request"}})"
    );
    EXPECT_NE(client.Ask(R"({"method":"ping"})").find("'id' was not sent"), std::string::npos);
}

TEST_F(WebSocketApiTest, SubscriptionBySignature) {
    TestStreamClient client(port(), "/ws-api/v3");
    EXPECT_EQ(
        client.Ask(Signed("userDataStream.subscribe.signature", "bob")).substr(0, 12),
        R"({"id":"1","s)"
    );
    EXPECT_NE(
        client.Ask(Signed("userDataStream.subscribe.signature", "bob")).find(R"("code":-2035)"),
        std::string::npos
    );
}

TEST_F(WebSocketApiTest, LogonNeedsEd25519AndEnds) {
    TestStreamClient client(port(), "/ws-api/v3?returnRateLimits=false");
    EXPECT_NE(client.Ask(Signed("session.logon", "alice")).find("-1020"), std::string::npos);
    EXPECT_NE(client.Ask(SignedByEd25519("session.logon", "bob")).find("-1022"), std::string::npos);
    EXPECT_EQ(
        client.Ask(SignedByEd25519("session.logon", "alice")),
        R"({"id":"1","status":200,"result":{"apiKey":"alice","authorizedSince":1700000000000,)"
        R"("connectedSince":1700000000000,"returnRateLimits":false,"serverTime":1700000000000,)"
        R"("userDataStream":false}})"
    );
    EXPECT_EQ(
        client.Ask(R"({"id":2,"method":"userDataStream.subscribe"})"),
        R"({"id":2,"status":200,"result":{"subscriptionId":0}})"
    );
    EXPECT_EQ(
        client.Ask(R"({"id":3,"method":"session.subscriptions"})"),
        R"({"id":3,"status":200,"result":[{"subscriptionId":0}]})"
    );
    EXPECT_NE(
        client.Ask(R"({"id":4,"method":"session.logout"})").find(R"("apiKey":null)"),
        std::string::npos
    );
    EXPECT_EQ(
        client.Next(),
        R"({"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1700000000000}})"
    );
}

TEST_F(WebSocketApiTest, ATradeAsBothSidesSeeIt) {
    TestStreamClient alice(port(), "/ws-api/v3"), bob(port(), "/ws-api/v3");
    alice.Ask(Signed("userDataStream.subscribe.signature", "alice"));
    bob.Ask(Signed("userDataStream.subscribe.signature", "bob"));
    Apply(Order(kAlice, Side::kSell, 2'000'000, 100'000));
    Apply(Order(kBob, Side::kBuy, 2'000'001, 40'000));
    EXPECT_EQ(
        alice.Next(),
        R"({"subscriptionId":0,"event":{"e":"executionReport","E":1700000000000,"s":"BTCUSDT",)"
        R"("c":"1","S":"SELL","o":"LIMIT","f":"GTC","q":"1.00000000","p":"20000.00000000",)"
        R"("P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"NEW","X":"NEW","r":"NONE","i":1,)"
        R"("l":"0.00000000","z":"0.00000000","L":"0.00000000","n":"0","N":null,)"
        R"("T":1700000000000,"t":-1,"I":1,"w":true,"m":false,"M":false,"O":1700000000000,)"
        R"("Z":"0.00000000","Y":"0.00000000","Q":"0.00000000","W":1700000000000,"V":"NONE"}})"
    );
    EXPECT_EQ(
        alice.Next(),
        R"({"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":1700000000000,)"
        R"("u":1700000000000,"B":[{"a":"BTC","f":"99999999.00000000","l":"1.00000000"}]}})"
    );
    const std::string maker = alice.Next();
    EXPECT_NE(maker.find(R"("x":"TRADE","X":"PARTIALLY_FILLED")"), std::string::npos) << maker;
    EXPECT_NE(
        maker.find(R"("n":"8.00000000","N":"USDT","T":1700000000000,"t":1,)"), std::string::npos
    ) << maker;
    EXPECT_NE(maker.find(R"("m":true)"), std::string::npos) << maker;
    EXPECT_NE(alice.Next().find("outboundAccountPosition"), std::string::npos);

    EXPECT_NE(bob.Next().find(R"("x":"NEW","X":"NEW")"), std::string::npos);
    const std::string taker = bob.Next();
    EXPECT_NE(taker.find(R"("x":"TRADE","X":"FILLED")"), std::string::npos) << taker;
    EXPECT_NE(
        taker.find(R"("l":"0.40000000","z":"0.40000000","L":"20000.00000000")"), std::string::npos
    ) << taker;
    EXPECT_NE(taker.find(R"("n":"0.00040000","N":"BTC")"), std::string::npos) << taker;
    EXPECT_NE(taker.find(R"("w":false,"m":false)"), std::string::npos) << taker;
    const std::string position = bob.Next();
    EXPECT_NE(position.find(R"({"a":"BTC")"), std::string::npos) << position;
    EXPECT_NE(position.find(R"({"a":"USDT")"), std::string::npos) << position;
}

TEST_F(WebSocketApiTest, DepositsAndUnsubscribing) {
    TestStreamClient client(port(), "/ws-api/v3?returnRateLimits=false&timeUnit=MICROSECOND");
    client.Ask(Signed("userDataStream.subscribe.signature", "bob"));
    auto deposit = MakeCommand<Deposit>(kBob);
    deposit.asset = AssetId(0);
    deposit.amount = Amount(1'50000000);
    Apply(deposit);
    EXPECT_EQ(
        client.Next(),
        R"({"subscriptionId":0,"event":{"e":"balanceUpdate","E":1700000000000000,"a":"BTC",)"
        R"("d":"1.50000000","T":1700000000000000}})"
    );
    EXPECT_NE(client.Next().find("outboundAccountPosition"), std::string::npos);
    EXPECT_NE(
        client
            .Ask(R"({"id":1,"method":"userDataStream.unsubscribe","params":{"subscriptionId":7}})")
            .find("-2036"),
        std::string::npos
    );
    EXPECT_EQ(
        client.Ask(R"({"id":1,"method":"userDataStream.unsubscribe"})"),
        R"({"id":1,"status":200,"result":{}})"
    );
    EXPECT_NE(client.Next().find("eventStreamTerminated"), std::string::npos);
}

// Of two connections only the one with the key that ended.
TEST_F(WebSocketApiTest, ARevokedKeyEndsItsLogonAndItsSubscriptions) {
    TestStreamClient alice(port(), "/ws-api/v3"), bob(port(), "/ws-api/v3");
    alice.Ask(SignedByEd25519("session.logon", "alice"));
    alice.Ask(R"({"id":1,"method":"userDataStream.subscribe"})");
    alice.Ask(Signed("userDataStream.subscribe.signature", "bob"));
    bob.Ask(Signed("userDataStream.subscribe.signature", "bob"));
    Tick();
    Revoke("alice");
    Tick();
    EXPECT_EQ(
        alice.Next(),
        R"({"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1700000000200}})"
    );
    const std::string status = alice.Ask(R"({"id":2,"method":"session.status"})");
    EXPECT_NE(status.find(R"("apiKey":null,"authorizedSince":null)"), std::string::npos) << status;
    EXPECT_NE(status.find(R"("userDataStream":true)"), std::string::npos) << status;
    Apply(Order(kAlice, Side::kSell, 2'000'000, 100'000));
    Apply(Order(kBob, Side::kSell, 2'000'000, 100'000));
    EXPECT_NE(bob.Next().find("executionReport"), std::string::npos);
    const std::string event = alice.Next();
    EXPECT_TRUE(event.starts_with(R"({"subscriptionId":1,"event":{"e":"executionReport")"))
        << event;
}

TEST_F(WebSocketApiTest, AKeyThatExpiresEndsThemToo) {
    TestStreamClient client(port(), "/ws-api/v3");
    client.Ask(SignedByEd25519("session.logon", "brief"));
    client.Ask(R"({"id":1,"method":"userDataStream.subscribe"})");
    Tick(3'599'999);
    EXPECT_NE(
        client.Ask(R"({"id":2,"method":"session.status"})").find(R"("apiKey":"brief")"),
        std::string::npos
    );
    Tick(1);
    EXPECT_NE(client.Next().find("eventStreamTerminated"), std::string::npos);
    EXPECT_NE(
        client.Ask(R"({"id":3,"method":"session.status"})").find(R"("apiKey":null)"),
        std::string::npos
    );
}

TEST_F(WebSocketApiTest, ALifeOfADayEndsWithANotice) {
    TestStreamClient client(port(), "/ws-api/v3");
    client.Ask(R"({"id":1,"method":"ping"})");
    AdvanceConnections(std::chrono::hours(24) - std::chrono::seconds(10));
    EXPECT_EQ(client.Next(), R"({"event":{"e":"serverShutdown","E":1700000000000}})");
    AdvanceConnections(std::chrono::seconds(10));
    EXPECT_EQ(client.Next(), "1001 lifetime over");
}

}  // namespace
}  // namespace bourse::gateway
