#include "services/gateway/listen_key_stream.h"

#include <gtest/gtest.h>

#include "services/gateway/stream_fixture.h"

namespace bourse::gateway {
namespace {

constexpr std::int64_t kHour_ms = 3'600'000;

class ListenKeyStreams : public StreamFixture {
protected:
    std::string Open(AccountId account) { return listen_keys().Open(account, now()); }
    void DepositTo(AccountId account) {
        auto deposit = MakeCommand<Deposit>(account);
        deposit.asset = AssetId(0);
        deposit.amount = Amount(1'50000000);
        Apply(deposit);
    }
};

constexpr std::string_view kBalanceUpdate =
    R"({"e":"balanceUpdate","E":1700000000000,"a":"BTC","d":"1.50000000","T":1700000000000})";

TEST_F(ListenKeyStreams, EventsAreBareOrCombined) {
    const std::string key = Open(kBob);
    TestStreamClient bare(port(), "/ws/" + key), combined(port(), "/stream?streams=" + key);
    DepositTo(kAlice);
    DepositTo(kBob);
    EXPECT_EQ(bare.Next(), kBalanceUpdate);
    EXPECT_TRUE(bare.Next().starts_with(R"({"e":"outboundAccountPosition","E":1700000000000,)"));
    EXPECT_EQ(
        combined.Next(), R"({"stream":")" + key + R"(","data":)" + std::string(kBalanceUpdate) + "}"
    );
    combined.Next();
    Apply(Order(kBob, Side::kSell, 2'000'000, 100'000));
    EXPECT_TRUE(bare.Next().starts_with(
        R"({"e":"executionReport","E":1700000000000,"s":"BTCUSDT","c":"1","S":"SELL")"
    ));
    EXPECT_NE(bare.Next().find(R"("B":[{"a":"BTC")"), std::string::npos);
}

TEST_F(ListenKeyStreams, IsSubscribedToAsAnyStream) {
    const std::string key = Open(kAlice);
    TestStreamClient client(port(), "/ws");
    const std::string params = R"("params":[")" + key + R"("],"id":1})";
    client.Ask(R"({"method":"SUBSCRIBE",)" + params);
    EXPECT_EQ(
        client.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":2})"),
        R"({"result":[")" + key + R"("],"id":2})"
    );
    DepositTo(kAlice);
    EXPECT_EQ(client.Next(), kBalanceUpdate);
    client.Next();
    client.Ask(R"({"method":"UNSUBSCRIBE",)" + params);
    DepositTo(kAlice);
    EXPECT_EQ(
        client.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":2})", ""), R"({"result":[],"id":2})"
    );
}

TEST_F(ListenKeyStreams, ExpiryIsTheLastEvent) {
    const std::string key = Open(kAlice);
    TestStreamClient client(port(), "/ws/" + key + "?timeUnit=MICROSECOND");
    Tick(kHour_ms - 1);
    ASSERT_TRUE(listen_keys().Extend(key, kAlice, now()));
    Tick(kHour_ms - 1);
    Tick(1);
    EXPECT_EQ(
        client.Next(),
        R"({"e":"listenKeyExpired","E":1700007199999000,"listenKey":")" + key + R"("})"
    );
    DepositTo(kAlice);
    EXPECT_EQ(
        client.Ask(R"({"method":"GET_PROPERTY","params":["combined"],"id":1})", ""),
        R"({"result":false,"id":1})"
    );
}

TEST_F(ListenKeyStreams, AClosedOrUnknownKeyIsSilent) {
    const std::string key = Open(kAlice);
    TestStreamClient client(port(), "/ws/" + key + "/" + std::string(64, 'a'));
    ASSERT_TRUE(listen_keys().Close(key, kAlice, now()));
    Tick();
    DepositTo(kAlice);
    EXPECT_EQ(
        client.Ask(R"({"method":"GET_PROPERTY","params":["combined"],"id":1})", ""),
        R"({"result":false,"id":1})"
    );
    TestStreamClient again(port(), "/ws/" + Open(kAlice));
    DepositTo(kAlice);
    EXPECT_NE(again.Next().find("balanceUpdate"), std::string::npos);
}

}  // namespace
}  // namespace bourse::gateway
