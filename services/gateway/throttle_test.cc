#include "services/gateway/throttle.h"

#include <gtest/gtest.h>

namespace bourse::gateway {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// 2023-11-14 22:13:20 UTC: not the beginning of a minute.
constexpr Timestamp kStart{1'700'000'000 * kSecond};

Timestamp After(std::int64_t seconds) { return Timestamp(kStart.raw() + seconds * kSecond); }

TEST(ThrottleTest, CountsWeightInAlignedMinutes) {
    Throttle throttle({.weight_per_minute = 10});
    EXPECT_TRUE(throttle.Admit({"a", 6, kStart}));
    EXPECT_TRUE(throttle.Admit({"a", 4, kStart}));
    EXPECT_EQ(throttle.UsedWeight("a", kStart), 10);
    const auto refused = throttle.Admit({"a", 1, kStart});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().http_status, 429);
    EXPECT_EQ(refused.error().retry_after_seconds, 40);
    EXPECT_TRUE(throttle.Admit({"b", 10, kStart}));
    EXPECT_FALSE(throttle.Admit({"a", 1, After(39)}));
    EXPECT_TRUE(throttle.Admit({"a", 1, After(40)}));
    EXPECT_EQ(throttle.UsedWeight("a", After(40)), 1);
}

TEST(ThrottleTest, CountsRawRequests) {
    Throttle throttle({.raw_requests_per_5_minutes = 2});
    EXPECT_TRUE(throttle.Admit({"a", 0, kStart}));
    EXPECT_TRUE(throttle.Admit({"a", 0, kStart}));
    EXPECT_FALSE(throttle.Admit({"a", 0, kStart}));
    EXPECT_TRUE(throttle.Admit({"a", 0, After(300)}));
}

TEST(ThrottleTest, BansWhoDoesNotStop) {
    Throttle throttle({.weight_per_minute = 0});
    for (int i = 0; i < Throttle::kRefusalsBeforeBan; ++i) {
        EXPECT_EQ(throttle.Admit({"a", 1, kStart}).error().http_status, 429);
    }
    const auto banned = throttle.Admit({"a", 1, kStart});
    EXPECT_EQ(banned.error().http_status, 418);
    EXPECT_EQ(banned.error().retry_after_seconds, 120);
    EXPECT_EQ(
        banned.error().message,
        "Way too much request weight used; IP banned until 1700000120000. Please use WebSocket "
        "Streams for live updates to avoid bans."
    );
    EXPECT_EQ(throttle.Admit({"a", 0, After(119)}).error().http_status, 418);
    EXPECT_TRUE(throttle.Admit({"a", 0, After(120)}));
}

TEST(ThrottleTest, CountsUnfilledOrders) {
    Throttle throttle({.orders_per_10_seconds = 2, .orders_per_day = 3});
    constexpr AccountId kAccount{2};
    EXPECT_TRUE(throttle.AddOrders(kAccount, 1, kStart));
    EXPECT_TRUE(throttle.AddOrders(kAccount, 1, kStart));
    EXPECT_EQ(
        throttle.AddOrders(kAccount, 1, kStart).error().message,
        "Too many new orders; current limit is 2 orders per 10 SECOND."
    );
    throttle.OnFirstFill(kAccount, market::Liquidity::kTaker, kStart);
    EXPECT_EQ(throttle.CountsOf(kAccount, kStart).ten_seconds, 1);
    EXPECT_TRUE(throttle.AddOrders(kAccount, 1, After(10)));
    EXPECT_TRUE(throttle.AddOrders(kAccount, 1, After(10)));
    EXPECT_EQ(
        throttle.AddOrders(kAccount, 1, After(10)).error().message,
        "Too many new orders; current limit is 3 orders per 1 DAY."
    );
    throttle.OnFirstFill(kAccount, market::Liquidity::kMaker, After(10));
    EXPECT_EQ(throttle.CountsOf(kAccount, After(10)).day, 0);
    EXPECT_TRUE(throttle.AddOrders(kAccount, 1, After(10)));
}

TEST(ThrottleTest, CountsAllOrdersOfAListOrNone) {
    Throttle throttle({.orders_per_10_seconds = 4});
    constexpr AccountId kAccount{2};
    EXPECT_TRUE(throttle.AddOrders(kAccount, 3, kStart));
    EXPECT_FALSE(throttle.AddOrders(kAccount, 2, kStart));
    EXPECT_EQ(throttle.CountsOf(kAccount, kStart).ten_seconds, 3);
    EXPECT_TRUE(throttle.AddOrders(kAccount, 1, kStart));
}

TEST(ThrottleTest, CountsConnections) {
    Throttle throttle({.connections_per_5_minutes = 2});
    EXPECT_TRUE(throttle.AdmitConnection({"a", 2, kStart}));
    EXPECT_TRUE(throttle.AdmitConnection({"a", 2, kStart}));
    const auto refused = throttle.AdmitConnection({"a", 2, kStart});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().http_status, 429);
    EXPECT_TRUE(refused.error().message.starts_with(
        "Too many connections; current limit is 2 connections per 5 MINUTE."
    ));
    EXPECT_EQ(throttle.UsedWeight("a", kStart), 4) << "of those that were opened";
    EXPECT_TRUE(throttle.Admit({"a", 1, kStart})) << "requests go on";
    EXPECT_TRUE(throttle.AdmitConnection({"a", 2, After(300)}));
}

TEST(ThrottleTest, BansGrowAndAreForgiven) {
    Throttle throttle({.weight_per_minute = 0});
    Timestamp now = kStart;
    const auto ban = [&] {
        for (int i = 0; i < Throttle::kRefusalsBeforeBan; ++i) {
            EXPECT_EQ(throttle.Admit({"a", 1, now}).error().http_status, 429);
        }
        const ApiError banned = throttle.Admit({"a", 1, now}).error();
        EXPECT_EQ(banned.http_status, 418);
        EXPECT_EQ(banned.retry_at_ms, now.raw() / 1'000'000 + banned.retry_after_seconds * 1'000);
        now = Timestamp(now.raw() + banned.retry_after_seconds * kSecond);
        return banned.retry_after_seconds;
    };
    int expected = 120;
    for (int i = 0; i < 14; ++i) {
        EXPECT_EQ(ban(), expected) << i;
        expected = std::min(2 * expected, 3 * 86'400);
    }
    now = Timestamp(now.raw() + 86'401 * kSecond);
    EXPECT_EQ(ban(), 120);
}

TEST(ThrottleTest, AnIpv6NetworkIsOneAddress) {
    Throttle throttle;
    EXPECT_TRUE(throttle.Admit({"2001:db8::1", 5, kStart}));
    EXPECT_TRUE(throttle.Admit({"2001:db8::ffff:1:2", 5, kStart}));
    EXPECT_EQ(throttle.UsedWeight("2001:db8:0:0:1::", kStart), 10);
    EXPECT_EQ(throttle.UsedWeight("2001:db8:0:1::1", kStart), 0);
    EXPECT_TRUE(throttle.Admit({"192.0.2.1", 5, kStart}));
    EXPECT_EQ(throttle.UsedWeight("::ffff:192.0.2.1", kStart), 5);
    EXPECT_EQ(throttle.UsedWeight("::ffff:192.0.2.2", kStart), 0);
}

TEST(ThrottleTest, ForgetsWhoWasNotSeenForLongest) {
    Throttle throttle;
    for (std::size_t i = 0; i < Throttle::kMaxAddresses; ++i) {
        EXPECT_TRUE(throttle.Admit({std::to_string(i), 1, kStart}));
    }
    EXPECT_EQ(throttle.UsedWeight("0", kStart), 1) << "seen again";
    EXPECT_TRUE(throttle.Admit({"a", 1, kStart}));
    EXPECT_EQ(throttle.UsedWeight("0", kStart), 1);
    EXPECT_EQ(throttle.UsedWeight("7", kStart), 1);
    EXPECT_EQ(throttle.UsedWeight("1", kStart), 0);
}

TEST(ThrottleTest, AFloodOfAddressesEndsNoBan) {
    Throttle throttle({.weight_per_minute = 1});
    for (int i = 0; i <= Throttle::kRefusalsBeforeBan; ++i) {
        EXPECT_FALSE(throttle.Admit({"banned", 2, kStart}));
    }
    for (std::size_t i = 0; i < 2 * Throttle::kMaxAddresses; ++i) {
        EXPECT_TRUE(throttle.Admit({std::to_string(i), 1, kStart}));
    }
    EXPECT_EQ(throttle.Admit({"banned", 1, kStart}).error().http_status, 418);
}

}  // namespace
}  // namespace bourse::gateway
