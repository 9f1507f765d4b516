// Self-trade prevention: section 6 of docs/rules.md, every mode against every way to be related.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

using Mode = SelfTradePrevention;

class SelfTradeTest : public VenueFixture, public testing::Test {
protected:
    static OrderInstruction With(OrderInstruction order, Mode mode) {
        order.self_trade_prevention = mode;
        return order;
    }
    // Alice sells 5, then buys 3 with the mode.
    Answer Meet(Mode mode) {
        Placed(kAlice, Sell(100, Quantity(5)));
        return Place(kAlice, With(Buy(100, Quantity(3)), mode));
    }
};

TEST_F(SelfTradeTest, NoneTrades) {
    const Answer answer = Meet(Mode::kNone);
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 1u);
    EXPECT_EQ(usd(kAlice).available + usd(kAlice).held, kFunds);
    EXPECT_EQ(btc(kAlice), (Balance{kFunds - Amount(2), Amount(2)}));
}

TEST_F(SelfTradeTest, ExpireTaker) {
    const Answer answer = Meet(Mode::kExpireTaker);
    const auto prevented = answer.First<SelfTradePrevented>();
    EXPECT_EQ(prevented.prevented_match, PreventedMatchId(1));
    EXPECT_EQ(prevented.mode, Mode::kExpireTaker);
    EXPECT_EQ(prevented.quantity, Quantity(0));
    EXPECT_EQ(prevented.maker_open, Quantity(5));
    EXPECT_EQ(prevented.taker_open, Quantity(3));
    EXPECT_EQ(prevented.update_id, UpdateId(0));
    const auto expired = answer.First<OrderExpired>();
    EXPECT_EQ(expired.order, prevented.taker_order);
    EXPECT_EQ(expired.reason, ExpiryReason::kSelfTradePrevention);
    EXPECT_EQ(expired.quantity, Quantity(3));
    EXPECT_EQ(expired.update_id, UpdateId(0));
    EXPECT_EQ(usd(kAlice).held, Amount(0));
    EXPECT_EQ(btc(kAlice).held, Amount(5));
}

TEST_F(SelfTradeTest, ExpireMaker) {
    const Answer answer = Meet(Mode::kExpireMaker);
    const auto expired = answer.First<OrderExpired>();
    EXPECT_EQ(expired.order, answer.First<SelfTradePrevented>().maker_order);
    EXPECT_EQ(expired.quantity, Quantity(5));
    EXPECT_EQ(expired.update_id, UpdateId(2));
    EXPECT_EQ(answer.First<OrderRested>().quantity, Quantity(3));
    EXPECT_EQ(btc(kAlice).held, Amount(0));
    EXPECT_EQ(usd(kAlice).held, Amount(300));
}

TEST_F(SelfTradeTest, ExpireBothTheMakerFirst) {
    const Answer answer = Meet(Mode::kExpireBoth);
    const auto prevented = answer.First<SelfTradePrevented>();
    const auto expired = answer.All<OrderExpired>();
    ASSERT_EQ(expired.size(), 2u);
    EXPECT_EQ(expired[0].order, prevented.maker_order);
    EXPECT_EQ(expired[1].order, prevented.taker_order);
    EXPECT_EQ(exchange.open_order_count(), 0u);
    EXPECT_EQ(usd(kAlice), (Balance{kFunds, Amount(0)}));
    EXPECT_EQ(btc(kAlice), (Balance{kFunds, Amount(0)}));
}

TEST_F(SelfTradeTest, ExpireBothStopsBeforeTheNextMaker) {
    Placed(kAlice, Sell(100, Quantity(1)));
    Placed(kBob, Sell(100, Quantity(1)));
    const Answer answer = Place(kAlice, With(Buy(100, Quantity(2)), Mode::kExpireBoth));
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 0u);
    EXPECT_EQ(answer.All<OrderExpired>().back().quantity, Quantity(2));
}

TEST_F(SelfTradeTest, DecrementTakesTheSmallerFromBoth) {
    const Answer answer = Meet(Mode::kDecrement);
    const auto prevented = answer.First<SelfTradePrevented>();
    EXPECT_EQ(prevented.quantity, Quantity(3));
    EXPECT_EQ(prevented.maker_open, Quantity(2));
    EXPECT_EQ(prevented.taker_open, Quantity(0));
    EXPECT_EQ(prevented.update_id, UpdateId(2));
    const auto expired = answer.First<OrderExpired>();  // the taker has nothing left
    EXPECT_EQ(expired.order, prevented.taker_order);
    EXPECT_EQ(expired.quantity, Quantity(0));
    EXPECT_EQ(btc(kAlice).held, Amount(2));
    EXPECT_EQ(usd(kAlice).held, Amount(0));
    // What was prevented was not executed.
    auto cancel = MakeCommand<CancelOrder>(kAlice);
    cancel.reference = ReferTo(prevented.maker_order);
    cancel.restriction = CancelRestriction::kOnlyPartiallyFilled;
    EXPECT_EQ(ReasonOf(cancel), RejectReason::kCancelRestriction);
    auto amend = MakeCommand<AmendOrder>(kAlice);
    amend.reference = cancel.reference;
    amend.quantity = Quantity(3);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kAmendNotSmaller);
    amend.quantity = Quantity(4);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kNone);
    EXPECT_EQ(btc(kAlice).held, Amount(1));
}

TEST_F(SelfTradeTest, DecrementOfASmallerMakerExpiresItAndGoesOn) {
    Placed(kAlice, Sell(100, Quantity(2)));
    const Answer answer = Place(kAlice, With(Buy(101, Quantity(3)), Mode::kDecrement));
    const auto expired = answer.First<OrderExpired>();
    EXPECT_EQ(expired.order, answer.First<SelfTradePrevented>().maker_order);
    EXPECT_EQ(expired.quantity, Quantity(0));
    EXPECT_EQ(expired.update_id, UpdateId(0));
    const auto rested = answer.First<OrderRested>();
    EXPECT_EQ(rested.quantity, Quantity(1));
    EXPECT_EQ(usd(kAlice).held, Amount(101));
    // The rest's prevented quantity counts as gone.
    auto amend = MakeCommand<AmendOrder>(kAlice);
    amend.reference = ReferTo(rested.order);
    amend.quantity = Quantity(2);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kAmendNotSmaller);
}

TEST_F(SelfTradeTest, TransferMovesTheQuantityWithoutCommission) {
    auto tier = MakeCommand<DefineFeeTier>(kVenueAccount);
    tier.tier = FeeTierId(1);
    tier.maker = tier.taker = Rate(10'000'000);
    Must(tier);
    for (const AccountId account : {kAlice, kBob}) {
        auto change = ChangeCommand(account);
        change.trade_group = 7;
        change.tier = FeeTierId(1);
        Must(change);
    }
    Placed(kBob, With(Sell(90, Quantity(5)), Mode::kTransfer));
    const Answer answer = Place(kAlice, With(Buy(100, Quantity(3)), Mode::kTransfer));
    EXPECT_EQ(answer.First<SelfTradePrevented>().mode, Mode::kTransfer);
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 0u);
    EXPECT_EQ(btc(kAlice).available, kFunds + Amount(3));
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(270), Amount(0)}));
    EXPECT_EQ(usd(kBob).available, kFunds + Amount(270));
    EXPECT_EQ(btc(kCommissionAccount).available, Amount(0));
}

TEST_F(SelfTradeTest, TransferNeedsBothOrdersAndTwoAccounts) {
    Join(kAlice, 7);
    Join(kBob, 7);
    const auto applied = [&](AccountId maker, Mode maker_mode) {
        Placed(maker, With(Sell(90, Quantity(1)), maker_mode));
        const Answer answer = Place(kAlice, With(Buy(90, Quantity(1)), Mode::kTransfer));
        return answer.First<SelfTradePrevented>().mode;
    };
    EXPECT_EQ(applied(kBob, Mode::kTransfer), Mode::kTransfer);
    EXPECT_EQ(applied(kBob, Mode::kDecrement), Mode::kDecrement);
    EXPECT_EQ(applied(kAlice, Mode::kTransfer), Mode::kDecrement);
}

TEST_F(SelfTradeTest, WhoIsRelated) {
    const auto is_prevented = [&](AccountId maker, AccountId taker) {
        const OrderId order = Placed(maker, Sell(100, Quantity(1)));
        const Answer answer = Place(taker, With(Buy(100, Quantity(1)), Mode::kExpireTaker));
        Cancel(maker, ReferTo(order));
        return !answer.All<SelfTradePrevented>().empty();
    };
    EXPECT_TRUE(is_prevented(kAlice, kAlice));
    EXPECT_FALSE(is_prevented(kAlice, kBob));
    Join(kAlice, 3);
    Join(kBob, 3);
    Join(kCarol, 4);
    EXPECT_TRUE(is_prevented(kAlice, kAlice));
    EXPECT_TRUE(is_prevented(kAlice, kBob));
    EXPECT_FALSE(is_prevented(kAlice, kCarol));
    // Group numbers are no account numbers.
    Join(kAlice, kBob.raw());
    Join(kBob, 0);
    EXPECT_FALSE(is_prevented(kAlice, kBob));
}

TEST_F(SelfTradeTest, AnOrderKeepsItsTradeGroupAndItsAccount) {
    Join(kAlice, 3);
    Placed(kAlice, Sell(100, Quantity(1)));
    Join(kAlice, 0);
    Join(kBob, 3);
    const auto own = Place(kAlice, With(Buy(100, Quantity(1)), Mode::kExpireTaker));
    EXPECT_EQ(own.All<SelfTradePrevented>().size(), 1u);
    const auto grouped = Place(kBob, With(Buy(100, Quantity(1)), Mode::kExpireTaker));
    EXPECT_EQ(grouped.All<SelfTradePrevented>().size(), 1u);
    const auto market =
        Place(kAlice, With(MarketOrder(Side::kBuy, Quantity(1)), Mode::kExpireTaker));
    EXPECT_EQ(market.All<TradeExecuted>().size(), 0u);
}

TEST_F(SelfTradeTest, AMarketOrderHoldsNothingForWhatIsDecremented) {
    Placed(kAlice, Sell(100, Quantity(2)));
    Placed(kBob, Sell(200, Quantity(2)));
    const Answer answer =
        Place(kAlice, With(MarketOrder(Side::kBuy, Quantity(3)), Mode::kDecrement));
    EXPECT_EQ(answer.First<TradeExecuted>().quantity, Quantity(1));
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(200), Amount(0)}));
    EXPECT_EQ(btc(kAlice), (Balance{kFunds + Amount(1), Amount(0)}));
}

TEST_F(SelfTradeTest, AMarketBudgetSpendsOnDecrementedLotsAsIfTraded) {
    Placed(kAlice, Sell(100, Quantity(2)));
    Placed(kBob, Sell(100, Quantity(2)));
    const Answer answer =
        Place(kAlice, With(MarketOrder(Side::kBuy, Amount(300)), Mode::kDecrement));
    EXPECT_EQ(answer.First<OrderAccepted>().quantity, Quantity(3));
    EXPECT_EQ(answer.First<TradeExecuted>().quantity, Quantity(1));
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(100), Amount(0)}));
}

TEST_F(SelfTradeTest, AFillOrKillThatMeetsItsOwnIsKilledUntouched) {
    Placed(kAlice, Sell(100, Quantity(1)));
    Placed(kBob, Sell(100, Quantity(5)));
    for (const Mode mode : {Mode::kExpireTaker, Mode::kExpireBoth, Mode::kDecrement}) {
        OrderInstruction order = With(Buy(100, Quantity(3)), mode);
        order.time_in_force = TimeInForce::kFillOrKill;
        const Answer answer = Place(kAlice, order);
        EXPECT_EQ(answer.First<OrderExpired>().reason, ExpiryReason::kUnfilledFillOrKill);
        EXPECT_EQ(answer.All<SelfTradePrevented>().size(), 0u);
        EXPECT_EQ(exchange.open_order_count(), 2u);
    }
    OrderInstruction order = With(Buy(100, Quantity(3)), Mode::kExpireMaker);
    order.time_in_force = TimeInForce::kFillOrKill;
    EXPECT_EQ(Place(kAlice, order).First<TradeExecuted>().quantity, Quantity(3));
}

}  // namespace
}  // namespace bourse::exchange
