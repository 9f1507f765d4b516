// Dry run, settlement and the order of postings, below the exchange.
#include "core/matching/matcher.h"

#include <gtest/gtest.h>

#include <random>

#include "core/matching/dry_run.h"
#include "core/matching/market_fixture.h"
#include "core/matching/settlement.h"

namespace bourse::matching {
namespace {

using Mode = SelfTradePrevention;
using Slots = std::vector<ledger::BalanceSlot>;

class MatcherTest : public MarketFixture, public testing::Test {
protected:
    void SetRates(Rate maker, Rate taker) {
        accounts.tiers.push_back({maker, taker});
        for (const AccountId account : {kAlice, kBob, kCarol}) {
            accounts[account].tier = FeeTierId(1);
        }
    }
    Taker TakerOf(AccountId account, Side side, Mode mode) {
        Taker taker;
        taker.account = account;
        taker.trade_group = accounts[account].trade_group;
        taker.side = side;
        taker.self_trade_prevention = mode;
        taker.limit = book::AnyPrice(side);
        return taker;
    }
    DryRun DryBuy(Mode mode, Quantity quantity) {
        Taker taker = TakerOf(kAlice, Side::kBuy, mode);
        taker.quantity = quantity;
        return RunDry(market, orders, taker);
    }
    DryRun DryBudget(Mode mode, Amount budget) {
        return RunDryWithin(budget, market, orders, TakerOf(kAlice, Side::kBuy, mode));
    }
};

TEST_F(MatcherTest, TheTouchesOfATradeWithCommissions) {
    SetRates(Rate(1'000'000), Rate(1'000'000));
    ASSERT_EQ(Place(kBob, Sell(100, Quantity(5))), RejectReason::kNone);
    EXPECT_EQ(ledger.touched(), (Slots{btc(kBob)}));
    ASSERT_EQ(Place(kAlice, Buy(100, Quantity(5))), RejectReason::kNone);
    EXPECT_EQ(
        ledger.touched(),
        (Slots{
            usd(kAlice),
            btc(kBob),
            btc(kAlice),
            ledger.commission_slot(kBtc),
            usd(kBob),
            ledger.commission_slot(kUsd)})
    );
}

TEST_F(MatcherTest, TheTouchesOfATradeWithoutCommissions) {
    Place(kBob, Buy(100, Quantity(5)));
    Place(kAlice, Sell(100, Quantity(5)));
    EXPECT_EQ(ledger.touched(), (Slots{btc(kAlice), usd(kBob), btc(kBob), usd(kAlice)}));
}

TEST_F(MatcherTest, WhatCommissionTakesWholeIsNotDelivered) {
    SetRates(Rate(1), Rate(1));
    Place(kBob, Sell(1, Quantity(1)));
    Place(kAlice, Buy(1, Quantity(1)));
    EXPECT_EQ(
        ledger.touched(),
        (Slots{usd(kAlice), btc(kBob), ledger.commission_slot(kBtc), ledger.commission_slot(kUsd)})
    );
    EXPECT_EQ(ledger[btc(kAlice)].available, kFunds);
}

TEST_F(MatcherTest, SettlementMovesBothAssetsLessCommission) {
    ledger.Hold(usd(kAlice), Amount(1'000));
    ledger.Hold(btc(kBob), Amount(10));
    const Settlement settlement = Settle(
        ledger,
        market.symbol,
        {Price(100),
         Quantity(10),
         {btc(kAlice), usd(kAlice), Rate(10'000'000)},
         {btc(kBob), usd(kBob), Rate(50'000)}}
    );
    EXPECT_EQ(settlement.notional, Amount(1'000));
    EXPECT_EQ(settlement.buyer_commission, Amount(1));
    EXPECT_EQ(settlement.seller_commission, Amount(1));
    EXPECT_EQ(ledger[btc(kAlice)].available, kFunds + Amount(9));
    EXPECT_EQ(ledger[usd(kBob)].available, kFunds + Amount(999));
    EXPECT_EQ(ledger[ledger.commission_slot(kBtc)].available, Amount(1));
}

TEST_F(MatcherTest, ADryRunOfEachMode) {
    Place(kBob, Sell(10, Quantity(2)));
    Place(kAlice, Sell(11, Quantity(3)));
    Place(kBob, Sell(12, Quantity(4)));
    struct Row {
        Mode mode;
        Quantity traded;
        Quantity decremented;
        int cost;
        bool is_complete;
    };
    const Row rows[] = {
        {Mode::kNone, Quantity(6), Quantity(0), 20 + 33 + 12, true},
        {Mode::kExpireTaker, Quantity(2), Quantity(0), 20, false},
        {Mode::kExpireBoth, Quantity(2), Quantity(0), 20, false},
        {Mode::kExpireMaker, Quantity(6), Quantity(0), 20 + 48, true},
        {Mode::kDecrement, Quantity(3), Quantity(3), 20 + 12, true},
        {Mode::kTransfer, Quantity(3), Quantity(3), 20 + 12, true},
    };
    for (const Row& row : rows) {
        const DryRun run = DryBuy(row.mode, Quantity(6));
        EXPECT_EQ(run.traded, row.traded);
        EXPECT_EQ(run.decremented, row.decremented);
        EXPECT_EQ(static_cast<int>(run.cost), row.cost);
        EXPECT_EQ(run.spent, row.traded);
        EXPECT_EQ(run.is_complete, row.is_complete);
    }
    EXPECT_FALSE(DryBuy(Mode::kNone, Quantity(10)).is_complete);
    EXPECT_TRUE(DryBuy(Mode::kNone, Quantity(9)).is_complete);
}

TEST_F(MatcherTest, ADryRunCountsTransfersAsSpent) {
    accounts[kAlice].trade_group = accounts[kBob].trade_group = 9;
    OrderInstruction order = Sell(10, Quantity(2));
    order.self_trade_prevention = Mode::kTransfer;
    Place(kBob, order);
    const DryRun run = DryBuy(Mode::kTransfer, Quantity(2));
    EXPECT_EQ(run.traded, Quantity(0));
    EXPECT_EQ(run.decremented, Quantity(2));
    EXPECT_EQ(run.spent, Quantity(2));
    EXPECT_EQ(static_cast<int>(run.cost), 20);
}

TEST_F(MatcherTest, ABudgetIsSpentOrNot) {
    Place(kBob, Sell(10, Quantity(2)));
    Place(kBob, Sell(15, Quantity(4)));
    const auto expect = [&](std::int64_t budget, std::int64_t traded, bool is_complete) {
        const DryRun run = DryBudget(Mode::kNone, Amount(budget));
        EXPECT_EQ(run.traded, Quantity(traded)) << budget;
        EXPECT_EQ(run.is_complete, is_complete) << budget;
    };
    expect(9, 0, true);
    expect(10, 1, true);
    expect(20, 2, true);
    expect(34, 2, true);
    expect(35, 3, true);
    expect(80, 6, true);   // nothing left
    expect(94, 6, true);   // less than a lot
    expect(95, 6, false);  // a lot more, if there were one
    Place(kAlice, Sell(12, Quantity(1)));
    EXPECT_EQ(DryBudget(Mode::kExpireTaker, Amount(80)).traded, Quantity(2));
    EXPECT_FALSE(DryBudget(Mode::kExpireTaker, Amount(80)).is_complete);
    EXPECT_EQ(DryBudget(Mode::kExpireMaker, Amount(80)).traded, Quantity(6));
    EXPECT_EQ(DryBudget(Mode::kDecrement, Amount(47)).traded, Quantity(3));
    EXPECT_EQ(DryBudget(Mode::kDecrement, Amount(47)).decremented, Quantity(1));
}

// What a MARKET order does is what its dry run said; the ledger's CHECKs see every hold.
TEST_F(MatcherTest, RandomMarketOrdersSpendWhatTheDryRunSaid) {
    const std::uint64_t seed = 31;
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    for (const AccountId account : {kAlice, kBob, kCarol}) {
        accounts[account].trade_group = account == kCarol ? 0 : 5;
    }
    for (int i = 0; i < 20'000; ++i) {
        const AccountId account(static_cast<std::uint32_t>(2 + below(3)));
        const Side side = below(2) == 0 ? Side::kBuy : Side::kSell;
        OrderInstruction order = Limit(side, Price(95 + below(10)), Quantity(1 + below(9)));
        order.self_trade_prevention = static_cast<Mode>(1 + below(6));
        if (below(3) != 0) {
            Place(account, order);
            continue;
        }
        Taker taker = TakerOf(account, side, order.self_trade_prevention);
        taker.quantity = order.quantity;
        const DryRun run = RunDry(market, orders, taker);
        const std::int64_t before = ledger[usd(account)].available.raw();
        order.type = OrderType::kMarket;
        order.price = Price(0);
        const std::size_t begin = output.size();
        if (Place(account, order) != RejectReason::kNone) continue;
        Quantity traded;
        std::int64_t own_makers = 0;  // what self-trading gave back to the account itself
        wire::ForEachEvent(output.bytes().subspan(begin), [&](const wire::EventView& event) {
            if (event.type() != EventType::kTradeExecuted) return;
            const auto& trade = event.As<TradeExecuted>();
            traded += trade.quantity;
            if (trade.maker == account) own_makers += trade.notional.raw();
        });
        ASSERT_EQ(traded, run.traded) << "seed " << seed;
        if (side == Side::kBuy && order.self_trade_prevention == Mode::kNone) {
            const auto spent = before + own_makers - ledger[usd(account)].available.raw();
            ASSERT_EQ(spent, static_cast<std::int64_t>(run.cost)) << "seed " << seed;
        }
        if (i % 500 == 0) market.book.CheckInvariants();
    }
}

TEST_F(MatcherTest, AnAccountWithoutABalanceHasNoFunds) {
    accounts.accounts.emplace_back();
    const AccountId dave(5);
    EXPECT_EQ(Place(dave, Buy(10, Quantity(1))), RejectReason::kInsufficientBalance);
    Place(dave, Sell(10, Quantity(1)));
    EXPECT_EQ(ledger.Find(dave, kBtc), nullptr);  // a reject makes none
    OrderInstruction order = Buy(0, Quantity(1));
    order.type = OrderType::kMarket;
    Place(kBob, Sell(10, Quantity(1)));
    EXPECT_EQ(Place(dave, order), RejectReason::kInsufficientBalance);
}

}  // namespace
}  // namespace bourse::matching
