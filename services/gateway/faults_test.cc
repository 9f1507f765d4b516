#include "services/gateway/faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace bourse::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Faults::TimePoint kStart{};
const Faults::Call kPlace{"POST /api/v3/order", "order.place", "BTCUSDT", true, true, true};
const Faults::Call kAccount{"GET /api/v3/account", "account.status", "", true, false, false};
const Faults::Call kDepth{"GET /api/v3/depth", "depth", "BTCUSDT", false, false, false};

Fault Read(std::string_view text) {
    const auto fault = ReadFault(text);
    EXPECT_TRUE(fault.has_value()) << fault.error();
    return *fault;
}

Fault Make(std::string_view name, std::vector<FaultSetting> settings = {}) {
    const auto fault = MakeFault(name, settings);
    EXPECT_TRUE(fault.has_value()) << fault.error();
    return *fault;
}

std::string Mistake(std::string_view text) {
    const auto fault = ReadFault(text);
    return fault ? "" : fault.error();
}

TEST(FaultNames, SettingsAreRead) {
    const Fault fault = Read("server-error status=503 executed=true route=/order symbol=BTCUSDT");
    EXPECT_EQ(fault.kind, FaultKind::kServerError);
    EXPECT_EQ(fault.status, 503);
    EXPECT_TRUE(fault.is_executed);
    EXPECT_EQ(fault.route, "/order");
    EXPECT_EQ(fault.symbol, "BTCUSDT");
    EXPECT_EQ(Read("latency delay=250ms jitter=2s").delay, milliseconds(250));
    EXPECT_EQ(Read("latency delay=5m").delay, milliseconds(300'000));
}

TEST(FaultNames, MistakesAreToldWithWhatMayBe) {
    EXPECT_EQ(
        Mistake("ban retry-after=0"), "'0' is no retry-after; it is a whole number from 1 to 3600"
    );
    EXPECT_EQ(
        Mistake("latency delay=1h"),
        "'1h' is no delay; it is a time of up to a day, such as 250ms, 60s or 5m"
    );
    EXPECT_EQ(Mistake("latency delay=99999999s").substr(0, 9), "'99999999");
    EXPECT_EQ(Mistake("unknown executed=yes"), "'yes' is no executed; it is true or false");
    EXPECT_EQ(Mistake("reject often"), "'often' is not NAME=VALUE");
    EXPECT_NE(Mistake("reject a=1").find("'a' is no setting; there are delay"), std::string::npos);
    EXPECT_NE(Mistake("frob").find("'frob' is no fault; there are latency"), std::string::npos);
    EXPECT_NE(Mistake("").find("is no fault"), std::string::npos);
    EXPECT_NE(Mistake("ws-drop").find("strikes no single request"), std::string::npos);
    EXPECT_EQ(MakeFault("halt", {}).error(), "halt needs a symbol");
}

TEST(FaultsTest, AFaultStrikesWhatItCan) {
    EXPECT_TRUE(Faults::StrikeOf(Make("reject"), kPlace));
    EXPECT_FALSE(Faults::StrikeOf(Make("reject"), kAccount));
    EXPECT_TRUE(Faults::StrikeOf(Make("timestamp"), kAccount));
    EXPECT_FALSE(Faults::StrikeOf(Make("timestamp"), kDepth));
    EXPECT_TRUE(Faults::StrikeOf(Make("unknown"), kPlace));
    EXPECT_FALSE(Faults::StrikeOf(Make("unknown"), kAccount));
    EXPECT_TRUE(Faults::StrikeOf(Make("ban"), kDepth));
    EXPECT_FALSE(Faults::StrikeOf(Make("ws-drop"), kDepth));
}

TEST(FaultsTest, RouteAndSymbolNarrowIt) {
    for (const char* route : {"POST /api/v3/order", "/order", "order.place"}) {
        EXPECT_TRUE(Faults::StrikeOf(Make("ban", {{"route", route}}), kPlace)) << route;
        EXPECT_FALSE(Faults::StrikeOf(Make("ban", {{"route", route}}), kDepth)) << route;
    }
    EXPECT_TRUE(Faults::StrikeOf(Make("ban", {{"symbol", "BTCUSDT"}}), kDepth));
    EXPECT_FALSE(Faults::StrikeOf(Make("ban", {{"symbol", "ETHUSDT"}}), kDepth));
}

TEST(FaultsTest, StrikesAreCounted) {
    Faults faults;
    EXPECT_FALSE(faults.has_request_faults());
    ASSERT_TRUE(faults.Add(Make("ban", {{"times", "2"}}), kStart));
    EXPECT_TRUE(faults.has_request_faults());
    EXPECT_TRUE(faults.OnCall(kPlace, kStart));
    EXPECT_TRUE(faults.OnCall(kPlace, kStart));
    EXPECT_FALSE(faults.OnCall(kPlace, kStart));
    EXPECT_EQ(
        faults.List(kStart),
        R"({"faults":[{"id":1,"fault":"ban","route":"","symbol":"","strikes":2,"times":2,"active":false}]})"
    );
    EXPECT_EQ(faults.Clear(std::nullopt).size(), 1u);
    EXPECT_FALSE(faults.has_request_faults());
}

TEST(FaultsTest, EveryAndForAreTimes) {
    Faults faults;
    ASSERT_TRUE(faults.Add(Make("ban", {{"every", "10s"}, {"for", "25s"}}), kStart));
    int strikes = 0;
    for (int second = 0; second < 60; ++second) {
        strikes += faults.OnCall(kPlace, kStart + seconds(second)) ? 1 : 0;
    }
    EXPECT_EQ(strikes, 3);
}

TEST(FaultsTest, ChanceAndJitterAreTheSameForASeed) {
    const auto run = [](const char* seed) {
        Faults faults;
        const auto fault = Make(
            "latency", {{"chance", "50"}, {"jitter", "900ms"}, {"times", "0"}, {"seed", seed}}
        );
        EXPECT_TRUE(faults.Add(fault, kStart));
        std::vector<std::int64_t> delays;
        for (int i = 0; i < 100; ++i) {
            const auto strike = faults.OnCall(kPlace, kStart);
            delays.push_back(strike ? strike->delay.count() : 0);
        }
        return delays;
    };
    EXPECT_EQ(run("7"), run("7"));
    EXPECT_NE(run("7"), run("8"));
    const auto delays = run("7");
    const auto spared = std::ranges::count(delays, 0);
    EXPECT_GT(spared, 20);
    EXPECT_LT(spared, 80);
    for (const std::int64_t delay : delays) {
        EXPECT_TRUE(delay == 0 || (delay >= 1'000 && delay <= 1'900)) << delay;
    }
}

TEST(FaultsTest, StreamStrikesReachEveryCursorOnce) {
    Faults faults;
    std::uint64_t one = 0, other = 0;
    ASSERT_TRUE(faults.Add(Make("depth-gap", {{"symbol", "BTCUSDT"}, {"times", "2"}}), kStart));
    for (int tick = 0; tick < 5; ++tick) EXPECT_TRUE(faults.OnTick(kStart).empty());
    EXPECT_EQ(faults.StreamStrikes(one).size(), 2u);
    EXPECT_TRUE(faults.StreamStrikes(one).empty());
    const auto strikes = faults.StreamStrikes(other);
    ASSERT_EQ(strikes.size(), 2u);
    EXPECT_EQ(strikes[0].symbol, "BTCUSDT");
}

TEST(FaultsTest, OldStrikesAreForgottenWithinBounds) {
    Faults faults;
    std::uint64_t cursor = 0;
    ASSERT_TRUE(faults.Add(Make("ws-drop", {{"times", "0"}}), kStart));
    for (int tick = 0; tick < 500; ++tick) EXPECT_TRUE(faults.OnTick(kStart).empty());
    EXPECT_EQ(faults.StreamStrikes(cursor).size(), Faults::kStrikesKept);
    EXPECT_TRUE(faults.StreamStrikes(cursor).empty());
}

TEST(FaultsTest, AFaultOfASymbolIsUndoneWhenItIsOver) {
    Faults faults;
    ASSERT_TRUE(faults.Add(Make("halt", {{"symbol", "BTCUSDT"}, {"for", "10s"}}), kStart));
    EXPECT_TRUE(faults.OnTick(kStart + seconds(9)).empty());
    const auto undone = faults.OnTick(kStart + seconds(10));
    ASSERT_EQ(undone.size(), 1u);
    EXPECT_EQ(undone[0].kind, FaultKind::kHalt);
    EXPECT_TRUE(faults.OnTick(kStart + seconds(11)).empty());
}

TEST(FaultsTest, MaintenanceLastsAndEndsConnections) {
    Faults faults;
    std::uint64_t cursor = 0;
    ASSERT_TRUE(faults.Add(Make("maintenance", {{"for", "10s"}}), kStart));
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(faults.OnCall(kDepth, kStart + seconds(9)));
    EXPECT_TRUE(faults.IsInMaintenance(kStart + seconds(9)));
    EXPECT_FALSE(faults.IsInMaintenance(kStart + seconds(10)));
    EXPECT_FALSE(faults.OnCall(kDepth, kStart + seconds(10)));
    ASSERT_EQ(faults.StreamStrikes(cursor).size(), 1u);
}

TEST(FaultsTest, ThereIsABound) {
    Faults faults;
    for (std::size_t i = 0; i < Faults::kFaultsMax; ++i) {
        ASSERT_TRUE(faults.Add(Make("ban", {{"times", "0"}}), kStart));
    }
    EXPECT_FALSE(faults.Add(Make("ban"), kStart));
    EXPECT_EQ(faults.Clear(7).size(), 1u);
    EXPECT_TRUE(faults.Clear(7).empty());
    EXPECT_TRUE(faults.Add(Make("ban"), kStart));
}

}  // namespace
}  // namespace bourse::gateway
