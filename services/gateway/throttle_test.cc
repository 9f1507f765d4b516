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
    EXPECT_TRUE(throttle.AddOrder(kAccount, kStart));
    EXPECT_TRUE(throttle.AddOrder(kAccount, kStart));
    EXPECT_EQ(
        throttle.AddOrder(kAccount, kStart).error().message,
        "Too many new orders; current limit is 2 orders per 10 SECOND."
    );
    throttle.OnFirstFill(kAccount, market::Liquidity::kTaker, kStart);
    EXPECT_EQ(throttle.CountsOf(kAccount, kStart).ten_seconds, 1);
    EXPECT_TRUE(throttle.AddOrder(kAccount, After(10)));
    EXPECT_TRUE(throttle.AddOrder(kAccount, After(10)));
    EXPECT_EQ(
        throttle.AddOrder(kAccount, After(10)).error().message,
        "Too many new orders; current limit is 3 orders per 1 DAY."
    );
    throttle.OnFirstFill(kAccount, market::Liquidity::kMaker, After(10));
    EXPECT_EQ(throttle.CountsOf(kAccount, After(10)).day, 0);
    EXPECT_TRUE(throttle.AddOrder(kAccount, After(10)));
}

TEST(ThrottleTest, ForgetsIdleAddresses) {
    Throttle throttle;
    for (std::size_t i = 0; i < Throttle::kMaxAddresses; ++i) {
        EXPECT_TRUE(throttle.Admit({std::to_string(i), 1, kStart}));
    }
    EXPECT_TRUE(throttle.Admit({"a", 1, After(301)}));
    EXPECT_EQ(throttle.UsedWeight("7", kStart), 0);
}

}  // namespace
}  // namespace bourse::gateway
