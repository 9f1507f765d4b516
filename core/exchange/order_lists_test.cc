// Order lists in numbers, and in the places that scenarios do not reach.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

class OrderListsTest : public VenueFixture, public testing::Test {
protected:
    OrderListsTest() {
        ChangeFiltersBy([](SymbolFilters& filters) {
            filters.max_algo_orders = 0;
            filters.max_order_lists = 0;
        });
    }
    static PlaceOrderList Oto(const OrderInstruction& working, const OrderInstruction& pending) {
        auto command = MakeCommand<PlaceOrderList>(kAlice);
        command.kind = OrderListKind::kOto;
        command.legs[0] = working;
        command.legs[1] = pending;
        return command;
    }
    static PlaceOrderList Oco() {
        auto command = MakeCommand<PlaceOrderList>(kAlice);
        command.kind = OrderListKind::kOco;
        command.legs[0] = Sell(0, Quantity(2));
        command.legs[0].type = OrderType::kStopLoss;
        command.legs[0].conditions.stop_price = Price(90);
        command.legs[1] = Sell(110, Quantity(2));
        command.legs[1].type = OrderType::kLimitMaker;
        return command;
    }
};

// One taker fills the working legs of many lists; their pending legs start in steps.
TEST_F(OrderListsTest, ReleasesAreBounded) {
    constexpr std::size_t kLists = 1'000;
    for (std::size_t i = 0; i < kLists; ++i) {
        Must(Oto(Buy(90, Quantity(1)), Sell(120, Quantity(1))));
    }
    EXPECT_EQ(exchange.open_order_count(), 2 * kLists);
    const Answer sweep = Place(kBob, Sell(90, Quantity(kLists)));
    EXPECT_EQ(sweep.All<TradeExecuted>().size(), kLists);
    EXPECT_EQ(sweep.All<OrderReleased>().size(), 0u);
    std::size_t released = 0;
    while (exchange.has_pending_work()) {
        const auto step = Must(MakeCommand<Continue>(kVenueAccount)).All<OrderReleased>();
        EXPECT_LE(step.size(), 64u);
        released += step.size();
    }
    EXPECT_EQ(released, kLists);
    EXPECT_EQ(btc(kAlice).held, Amount(kLists));
}

TEST_F(OrderListsTest, ListsAndOrdersAreNumberedOverTheExchange) {
    Must(Oco());
    const auto second = Must(Oto(Buy(90, Quantity(1)), Sell(120, Quantity(1))));
    const auto list = second.First<OrderListAccepted>();
    EXPECT_EQ(list.order_list, OrderListId(2));
    EXPECT_EQ(list.orders[0], OrderId(3));
    EXPECT_EQ(list.orders[1], OrderId(4));
    EXPECT_EQ(list.orders[2], OrderId(0));
    const auto legs = second.All<OrderAccepted>();
    ASSERT_EQ(legs.size(), 2u);
    EXPECT_EQ(legs[0].phase, OrderPhase::kEntering);
    EXPECT_EQ(legs[1].phase, OrderPhase::kPending);
    EXPECT_EQ(legs[1].order_list, OrderListId(2));
}

TEST_F(OrderListsTest, SelfTradePreventionOfALegExpiresTheOther) {
    Must(Oco());
    OrderInstruction taker = Buy(110, Quantity(1));
    taker.self_trade_prevention = SelfTradePrevention::kDecrement;
    const auto expired = Place(kAlice, taker).All<OrderExpired>();
    ASSERT_EQ(expired.size(), 2u);  // the taker, then the stop leg
    EXPECT_EQ(expired[1].reason, ExpiryReason::kOcoTriggered);
    EXPECT_EQ(btc(kAlice).held, Amount(1));
}

TEST_F(OrderListsTest, ACancelAllTakesListsWhole) {
    for (int i = 0; i < 200; ++i) Must(Oco());
    const auto first = Must(MakeCommand<CancelAllOrders>(kAlice)).All<OrderCanceled>();
    EXPECT_EQ(first.size(), 256u);
    const Answer second = Must(MakeCommand<Continue>(kVenueAccount));
    EXPECT_EQ(second.First<CancelAllCompleted>().canceled, 400u);
    EXPECT_EQ(btc(kAlice).held, Amount(0));
}

TEST_F(OrderListsTest, WhatIsNotThereYetIsSaid) {
    PlaceOrderList command = Oto(Buy(90, Quantity(1)), Sell(120, Quantity(1)));
    command.kind = OrderListKind::kOpo;
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnsupportedOrder);
    command.kind = static_cast<OrderListKind>(6);
    EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidOrderList);
}

}  // namespace
}  // namespace bourse::exchange
