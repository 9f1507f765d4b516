// One command visits at most 4,096 resting orders, whatever it is.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

constexpr int kVisits = 4096;

class BoundedWorkTest : public VenueFixture, public testing::Test {
protected:
    void Rest(AccountId account, int count) {
        for (int i = 0; i < count; ++i) Placed(account, Sell(100, Quantity(1)));
    }
    static OrderInstruction With(OrderInstruction order, TimeInForce time_in_force) {
        order.time_in_force = time_in_force;
        return order;
    }
    static OrderInstruction With(OrderInstruction order, SelfTradePrevention mode) {
        order.self_trade_prevention = mode;
        return order;
    }
};

TEST_F(BoundedWorkTest, ALimitOrderExpiresAfter4096Makers) {
    Rest(kBob, 10'000);
    const Answer answer = Place(kAlice, Buy(100, Quantity(10'000)));
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 4096u);
    const auto expired = answer.First<OrderExpired>();
    EXPECT_EQ(expired.reason, ExpiryReason::kWorkBound);
    EXPECT_EQ(expired.quantity, Quantity(10'000 - kVisits));
    EXPECT_EQ(answer.All<OrderRested>().size(), 0u);
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(100 * kVisits), Amount(0)}));
}

TEST_F(BoundedWorkTest, TheBoundTakesThePlaceOfTheReasonOfIocAndMarket) {
    Rest(kBob, 10'000);
    const auto reason = [&](const OrderInstruction& order) {
        return Place(kAlice, order).First<OrderExpired>().reason;
    };
    EXPECT_EQ(
        reason(With(Buy(100, Quantity(9'000)), TimeInForce::kImmediateOrCancel)),
        ExpiryReason::kWorkBound
    );
    EXPECT_EQ(reason(MarketOrder(Side::kBuy, Quantity(5'000))), ExpiryReason::kWorkBound);
    // Both took 4,096; of what is left, nothing is beyond the bound.
    EXPECT_EQ(
        reason(MarketOrder(Side::kBuy, Quantity(5'000))), ExpiryReason::kInsufficientLiquidity
    );
}

TEST_F(BoundedWorkTest, WithExactly4096MakersTheRestRests) {
    Rest(kBob, kVisits);
    Placed(kBob, Sell(101, Quantity(1)));
    const Answer answer = Place(kAlice, Buy(100, Quantity(kVisits + 1)));
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 4096u);
    EXPECT_EQ(answer.First<OrderRested>().quantity, Quantity(1));
}

TEST_F(BoundedWorkTest, FillOrKillBeyondTheBoundIsKilled) {
    Rest(kBob, kVisits + 1);
    const auto fill_or_kill = [&](std::int64_t quantity) {
        return Place(kAlice, With(Buy(100, Quantity(quantity)), TimeInForce::kFillOrKill));
    };
    const Answer killed = fill_or_kill(kVisits + 1);
    EXPECT_EQ(killed.First<OrderExpired>().reason, ExpiryReason::kUnfilledFillOrKill);
    EXPECT_EQ(killed.All<TradeExecuted>().size(), 0u);
    EXPECT_EQ(fill_or_kill(kVisits).All<TradeExecuted>().size(), 4096u);
}

TEST_F(BoundedWorkTest, ABudgetReachesNoFurther) {
    Rest(kBob, kVisits + 10);
    const Answer answer = Place(kAlice, MarketOrder(Side::kBuy, Amount(100 * (kVisits + 5))));
    EXPECT_EQ(answer.First<OrderAccepted>().quantity, Quantity(kVisits));
    const auto expired = answer.First<OrderExpired>();
    EXPECT_EQ(expired.reason, ExpiryReason::kInsufficientLiquidity);  // the budget is not spent
    EXPECT_EQ(expired.quantity, Quantity(0));
}

TEST_F(BoundedWorkTest, PreventedMeetingsCountAsVisits) {
    Rest(kAlice, kVisits);
    Rest(kBob, 1);
    const Answer answer =
        Place(kAlice, With(Buy(100, Quantity(1)), SelfTradePrevention::kExpireMaker));
    EXPECT_EQ(answer.All<SelfTradePrevented>().size(), 4096u);
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 0u);
    // The last expiry of 4,097 is the taker's.
    const auto expired = answer.All<OrderExpired>();
    ASSERT_EQ(expired.size(), 4097u);
    EXPECT_EQ(expired.back().reason, ExpiryReason::kWorkBound);
    EXPECT_EQ(exchange.open_order_count(), 1u);
}

}  // namespace
}  // namespace bourse::exchange
