// What operators do, and that it is recorded.
#include "core/wire/command_codec.h"
#include "services/gateway/admin_fixture.h"

namespace bourse::gateway {
namespace {

constexpr const char* kNewMarket =
    "symbol=ETHUSDT&base=ETH&quote=USDT&tickSize=0.01&stepSize=0.0001&maxPrice=100000&maxQty=1000"
    "&minNotional=5&referencePrice=3000";

using AdminActs = AdminFixture;

TEST_F(AdminActs, AMarketIsMadeAndTradedWhileStreamsStayOpen) {
    TestStreamClient stream(port(), "/ws/ethusdt@trade");
    ASSERT_TRUE(Has(stream.handshake(), " 101 "));
    const Answer asset = Act("olga", "assets", "asset=ETH&decimals=8");
    EXPECT_EQ(asset.status, 200) << asset.body;
    EXPECT_TRUE(Has(asset.body, "\"outcome\":\"sequence ")) << asset.body;
    const Answer made = Act("olga", "markets", kNewMarket);
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(Place(Limit("ETHUSDT", "3000")).status, 200);
    const Answer info = Send("GET", "/api/v3/exchangeInfo?symbol=ETHUSDT", "");
    EXPECT_TRUE(Has(info.body, R"("tickSize":"0.01000000")")) << info.body;
    EXPECT_TRUE(Has(info.body, R"("stepSize":"0.00010000")")) << info.body;
    EXPECT_TRUE(Has(info.body, R"("minNotional":"5.00000000")")) << info.body;
    EXPECT_TRUE(Has(stream.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":2})"), "ethusdt@trade"));
    EXPECT_EQ(Act("olga", "markets", kNewMarket).status, 409) << "twice";
}

TEST_F(AdminActs, WhatCannotBeIsRefusedAndNotRecorded) {
    const auto head = venue_admin().head().number;
    const std::pair<const char*, std::string> wrong[] = {
        {"assets", "asset=eth"},
        {"assets", "asset=ETH&decimals=19"},
        {"assets", "asset=ETH&more=1"},
        {"markets", "symbol=A&base=NONE&quote=USDT&tickSize=1&stepSize=1&maxPrice=1&maxQty=1"},
        {"markets", "symbol=A&base=BTC&quote=USDT&tickSize=x&stepSize=1&maxPrice=1&maxQty=1"},
        {"markets", "symbol=A&base=BTC&quote=USDT&tickSize=0&stepSize=1&maxPrice=1&maxQty=1"},
        {"markets", "symbol=A&base=BTC&quote=USDT&tickSize=1.0.0&stepSize=1&maxPrice=1&maxQty=1"},
        {"markets", "symbol=A&base=BTC&quote=USDT&tickSize=.&stepSize=1&maxPrice=1&maxQty=1"},
        {"markets", "symbol=A&base=BTC&quote=USDT&tickSize=1&stepSize=1"},
        {"markets",
         "symbol=A&base=BTC&quote=BTC&tickSize=1&stepSize=0.000000001&maxPrice=1&maxQty=1"},
        {"markets",
         "symbol=A&base=BTC&quote=USDT&tickSize=0.000001&stepSize=0.000001&maxPrice=1&maxQty=1"},
        {"markets/mode", "symbol=BTCUSDT&mode=BREAK"},
        {"markets/mode", "symbol=BTCUSDT&mode=OFF"},
        {"markets/mode", "symbol=NONE&mode=HALT"},
        {"markets/filters", "symbol=BTCUSDT&minPrice=10&maxPrice=1"},
        {"fees", "tier=9&makerPercent=0.1&takerPercent=0.1"},
        {"fees", "tier=1&makerPercent=11&takerPercent=0.1"},
        {"users/freeze", "user=nobody"},
        {"users/freeze", "user=anna"},
        {"users/tier", "user=alice&tier=7"},
        {"users/limits", "user=alice&ordersPer10s=1"},
        {"kill", "scope=PLANET"},
        {"kill", "scope=MARKET&target=NONE"},
        {"kill", "scope=MARKET"},
        {"kill/release", "scope=VENUE"},
        {"approve", "request=1"},
        {"users/role", "user=alice&role=KING"},
    };
    for (const auto& [path, form] : wrong) {
        const Answer answer = Act("olga", path, form);
        EXPECT_TRUE(answer.status >= 400 && answer.status < 500) << path << ' ' << form;
        EXPECT_TRUE(Has(answer.body, "{\"msg\":\"")) << answer.body;
    }
    const Answer silent = As("olga", "POST", "/admin/api/markets/mode", "symbol=BTCUSDT&mode=HALT");
    EXPECT_EQ(silent.status, 400) << "without a reason";
    EXPECT_EQ(venue_admin().head().number, head);
}

TEST_F(AdminActs, HaltCancelOnlyAndResume) {
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    for (const auto& [mode, wanted] :
         {std::pair("HALT", 400), {"CANCEL_ONLY", 400}, {"TRADING", 200}}) {
        const Answer set = Act("olga", "markets/mode", std::string("symbol=BTCUSDT&mode=") + mode);
        EXPECT_EQ(set.status, 200) << set.body;
        EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, wanted) << mode;
    }
}

// The journal knows who, the audit log also why.
TEST_F(AdminActs, AnActIsRecordedBeforeAndAfter) {
    const auto first = venue_admin().head().number;
    const Answer set =
        As("olga", "POST", "/admin/api/markets/mode", "symbol=BTCUSDT&mode=HALT&why=too+wild");
    ASSERT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(venue_admin().head().number.raw(), first.raw() + 2);
    const Answer log = Read("anna", "audit?limit=2");
    EXPECT_TRUE(Has(log.body, R"("phase":"done")") && Has(log.body, R"("phase":"begun")"));
    EXPECT_TRUE(Has(log.body, R"("who":"olga")")) << log.body;
    EXPECT_TRUE(Has(log.body, R"("act":"market.mode","details":"symbol=BTCUSDT&mode=HALT")"));
    EXPECT_TRUE(Has(log.body, R"("why":"too wild","outcome":"sequence )")) << log.body;
    const KeyId olga = identity::Identity::SessionKeyId(identity_of_venue().FindUser("olga")->id);
    bool is_found = false;
    const auto read = journal_.ReadFrom(Sequence(1), [&](const engine::JournalBatch& batch) {
        auto payload = batch.payload;
        while (!payload.empty()) {
            const auto journaled = wire::DecodeJournaledCommand(payload);
            const CommandHeader& header = journaled->command.header();
            is_found |= header.type == CommandType::kSetSymbolMode && header.key == olga;
        }
        return engine::Journal::Visit::kContinue;
    });
    EXPECT_TRUE(read.has_value() && is_found);
}

TEST_F(AdminActs, FiltersChangeAtOnce) {
    const Answer filters =
        Act("olga", "markets/filters", "symbol=BTCUSDT&minNotional=10&maxNumOrders=1");
    EXPECT_EQ(filters.status, 200) << filters.body;
    EXPECT_EQ(Place(Limit("BTCUSDT", "9")).status, 400) << "below the notional";
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 400) << "the second order";
}

TEST_F(AdminActs, UsersAreFrozenLimitedAndMovedToATier) {
    EXPECT_EQ(Act("olga", "users/freeze", "user=alice").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 400);
    EXPECT_TRUE(Has(Read("anna", "user?user=alice").body, R"("status":"FROZEN")"));
    EXPECT_EQ(Act("olga", "users/unfreeze", "user=alice").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    EXPECT_EQ(
        Act("olga", "users/limits", "user=alice&ordersPer10s=0&ordersPerDay=100").status, 200
    );
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 429);
    EXPECT_EQ(
        Act("olga", "users/limits", "user=alice&ordersPer10s=50&ordersPerDay=100").status, 200
    );
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    EXPECT_EQ(Act("olga", "fees", "tier=2&makerPercent=0.05&takerPercent=0.07").status, 200);
    EXPECT_EQ(Act("olga", "users/tier", "user=alice&tier=2").status, 200);
    const Answer user = Read("anna", "user?user=alice");
    EXPECT_TRUE(Has(user.body, R"("tier":2)")) << user.body;
    EXPECT_TRUE(Has(user.body, R"("limits":{"ordersPer10s":50,"ordersPerDay":100})")) << user.body;
    EXPECT_TRUE(Has(Read("anna", "fees").body, R"("takerPercent":"0.07000000")"));
}

TEST_F(AdminActs, MoneyFromNothingNeedsTwo) {
    const std::string form = "user=bob&asset=USDT&amount=0.00000007";
    const Answer asked = Act("olga", "users/credit", form);
    ASSERT_EQ(asked.status, 202) << asked.body;
    EXPECT_TRUE(Has(asked.body, "another operator")) << asked.body;
    EXPECT_FALSE(Has(Read("anna", "user?user=bob").body, "00000007"));
    const std::string request = "request=" + std::to_string(NumberIn(asked.body, "request"));
    EXPECT_EQ(Act("olga", "approve", request).status, 403) << "the same person";
    EXPECT_EQ(Act("anna", "approve", request).status, 403) << "no operator";
    EXPECT_TRUE(Has(Read("anna", "controls").body, "user.credit"));
    EXPECT_EQ(Act("otto", "approve", request).status, 200);
    EXPECT_TRUE(Has(Read("anna", "user?user=bob").body, "00000007"));
    EXPECT_EQ(Act("otto", "approve", request).status, 404) << "twice";

    const Answer second = Act("olga", "users/credit", form);
    const std::string declined = "request=" + std::to_string(NumberIn(second.body, "request"));
    EXPECT_EQ(Act("otto", "decline", declined).status, 200);
    EXPECT_EQ(Act("otto", "approve", declined).status, 404);
    EXPECT_FALSE(Has(Read("anna", "user?user=bob").body, "00000014"));
}

TEST_F(AdminActs, ALastOperatorStaysAndMayAppointTheSecond) {
    EXPECT_EQ(ActByTwo("users/role", "user=otto&role=NONE").status, 200);
    EXPECT_EQ(Act("otto", "markets/mode", "symbol=BTCUSDT&mode=HALT").status, 403);
    EXPECT_EQ(Act("olga", "users/role", "user=olga&role=NONE").status, 409);
    const Answer alone = Act("olga", "users/credit", "user=bob&asset=USDT&amount=1");
    EXPECT_EQ(alone.status, 202);
    EXPECT_TRUE(Has(alone.body, "appoint one first")) << alone.body;
    EXPECT_EQ(Act("olga", "users/role", "user=anna&role=OPERATOR").status, 200);
    const std::string request = "request=" + std::to_string(NumberIn(alone.body, "request"));
    EXPECT_EQ(Act("anna", "approve", request).status, 200);
    EXPECT_EQ(Act("olga", "users/role", "user=bob&role=OPERATOR").status, 202) << "two again";
}

}  // namespace
}  // namespace bourse::gateway
