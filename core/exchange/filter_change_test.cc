// Filters change while orders rest that they would no longer admit: nothing overflows, and what
// rests trades, amends and cancels by the rules of today.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

constexpr std::int64_t kHuge = std::int64_t{1} << 61;

class FilterChangeTest : public VenueFixture, public testing::Test {
protected:
    void SetFilters(Price price_max, Quantity quantity_max) {
        auto command = MakeCommand<ChangeFilters>(kVenueAccount);
        command.filters.price_max = price_max;
        command.filters.quantity_max = quantity_max;
        command.filters.max_orders = 0;
        Must(command);
    }
};

TEST_F(FilterChangeTest, AHugePriceRestsWhileHugeQuantitiesAreAllowed) {
    Fund(kAlice, kUsd, Amount(kHuge));
    Fund(kBob, kBtc, Amount(kHuge));
    SetFilters(Price(kHuge), Quantity(1));
    const OrderId dear = Placed(kAlice, Buy(kHuge, Quantity(1)));
    SetFilters(Price(1), Quantity(kHuge));
    EXPECT_EQ(Place(kBob, Sell(2, Quantity(1))).reason(), RejectReason::kFilterPrice);
    const auto trade = Place(kBob, Sell(1, Quantity(kHuge))).First<TradeExecuted>();
    EXPECT_EQ(trade.maker_order, dear);
    EXPECT_EQ(trade.notional, Amount(kHuge));
    // The last price is far above the maximum now: MARKET orders are measured by it, widely.
    EXPECT_EQ(
        Place(kCarol, MarketOrder(Side::kBuy, Quantity(kHuge))).reason(),
        RejectReason::kInsufficientBalance
    );
    EXPECT_EQ(Place(kCarol, MarketOrder(Side::kBuy, Quantity(5))).reason(), RejectReason::kNone);
}

TEST_F(FilterChangeTest, NotionalAndPercentFiltersWithALastPriceAboveTheBounds) {
    Fund(kAlice, kUsd, Amount(kHuge));
    SetFilters(Price(kHuge), Quantity(1));
    Placed(kAlice, Buy(kHuge, Quantity(1)));
    Placed(kBob, Sell(kHuge, Quantity(1)));
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.filters.price_max = Price(1);
    command.filters.quantity_max = Quantity(kHuge);
    command.filters.notional_max = Amount(INT64_MAX);
    command.filters.bid_multiplier_up = command.filters.ask_multiplier_up = UINT32_MAX;
    Must(command);
    EXPECT_EQ(
        Place(kCarol, MarketOrder(Side::kBuy, Quantity(kHuge))).reason(),
        RejectReason::kFilterNotional
    );
    EXPECT_EQ(Place(kCarol, Buy(1, Quantity(1))).reason(), RejectReason::kNone);
    command.filters.bid_multiplier_down = UINT32_MAX;
    Must(command);
    EXPECT_EQ(Place(kCarol, Buy(1, Quantity(1))).reason(), RejectReason::kFilterPercentPriceBySide);
}

TEST_F(FilterChangeTest, AHugeQuantityRestsWhileHugePricesAreAllowed) {
    Fund(kBob, kBtc, Amount(kHuge));
    Fund(kAlice, kUsd, Amount(kHuge));
    SetFilters(Price(1), Quantity(kHuge));
    const OrderId heap = Placed(kBob, Sell(1, Quantity(kHuge)));
    SetFilters(Price(kHuge), Quantity(1));
    const Answer answer = Place(kAlice, Buy(kHuge, Quantity(1)));
    EXPECT_EQ(answer.First<TradeExecuted>().notional, Amount(1));
    EXPECT_EQ(usd(kAlice).held, Amount(0));  // the improvement came back
    auto amend = MakeCommand<AmendOrder>(kBob);
    amend.reference = ReferTo(heap);
    amend.quantity = Quantity(kHuge - 1);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kFilterLotSize);
    const auto by_budget = Place(kAlice, MarketOrder(Side::kBuy, Amount(kHuge / 2)));
    EXPECT_EQ(by_budget.First<OrderAccepted>().quantity, Quantity(1));  // cut down to LOT_SIZE
    EXPECT_EQ(by_budget.First<OrderExpired>().reason, ExpiryReason::kInsufficientLiquidity);
    EXPECT_EQ(Cancel(kBob, ReferTo(heap)).reason(), RejectReason::kNone);
}

TEST_F(FilterChangeTest, LevelsOfEverythingThatCirculatesDoNotOverflow) {
    SetFilters(Price(1), Quantity(kAmountBound - 1));
    Fund(kBob, kBtc, Amount(kAmountBound - 1 - 3 * kFunds.raw()));
    Fund(kAlice, kUsd, Amount(kAmountBound - 1 - 3 * kFunds.raw()));
    Placed(
        kBob,
        Sell(1, btc(kBob).available.raw() > 0 ? Quantity(btc(kBob).available.raw()) : Quantity(1))
    );
    Placed(kCarol, Sell(1, Quantity(kFunds.raw())));
    const std::int64_t all = usd(kAlice).available.raw();
    const Answer answer = Place(kAlice, MarketOrder(Side::kBuy, Amount(all)));
    EXPECT_EQ(answer.First<OrderAccepted>().quantity, Quantity(all));
    EXPECT_EQ(usd(kAlice), (Balance{Amount(0), Amount(0)}));
    EXPECT_EQ(
        Place(kBob, MarketOrder(Side::kSell, Amount(INT64_MAX))).reason(),
        RejectReason::kNoLiquidity
    );
}

TEST_F(FilterChangeTest, ALoweredMaximumOfOrdersLetsOldOnesRest) {
    for (int i = 0; i < 3; ++i) Placed(kAlice, Buy(10, Quantity(1)));
    ChangeFiltersBy([](SymbolFilters& filters) { filters.max_orders = 2; });
    EXPECT_EQ(Place(kAlice, Buy(10, Quantity(1))).reason(), RejectReason::kFilterMaxOrders);
    EXPECT_EQ(Place(kBob, Sell(10, Quantity(3))).All<TradeExecuted>().size(), 3u);
}

}  // namespace
}  // namespace bourse::exchange
