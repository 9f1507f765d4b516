// Stop orders in numbers: a cascade is worked off in bounded steps, and nobody else waits for it.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"
#include "core/matching/trailing_stops.h"

namespace bourse::exchange {
namespace {

class StopOrdersTest : public VenueFixture, public testing::Test {
protected:
    StopOrdersTest() {
        ChangeFiltersBy([](SymbolFilters& filters) {
            filters.max_algo_orders = 0;
            filters.trailing_below_max = 0;
        });
        auto second = MakeCommand<DefineSymbol>(kVenueAccount);
        second.definition = MakeSymbolDefinition("BTCUSD2");
        second.definition.filters.max_algo_orders = 0;
        Must(second);
    }
    static OrderInstruction On(SymbolId symbol, OrderInstruction order) {
        order.symbol = symbol;
        return order;
    }
    static OrderInstruction StopSell(Price stop) {
        OrderInstruction order = Sell(0, Quantity(1));
        order.type = OrderType::kStopLoss;
        order.conditions.stop_price = stop;
        return order;
    }
    // A trade at this price.
    void TradeAt(SymbolId symbol, std::int64_t price) {
        Placed(kCarol, On(symbol, Sell(price, Quantity(1))));
        EXPECT_EQ(Place(kBob, On(symbol, Buy(price, Quantity(1)))).All<TradeExecuted>().size(), 1u);
    }
    Answer ContinueOnce() { return Must(MakeCommand<Continue>(kVenueAccount)); }
};

TEST_F(StopOrdersTest, ACascadeOfAHundredThousandHoldsNobodyUp) {
    constexpr std::size_t kStops = 100'000;
    constexpr std::size_t kMostEvents = 64 * 5;  // a step; each stop gives five at most
    const SymbolId other(1);
    TradeAt(kBtcUsd, 100);
    for (std::size_t i = 0; i < kStops; ++i) Placed(kAlice, StopSell(Price(99)));
    Placed(kBob, Buy(98, Quantity(kStops)));
    TradeAt(other, 100);
    Placed(kAlice, On(other, StopSell(Price(99))));
    EXPECT_EQ(btc(kAlice).held, Amount(kStops + 1));

    // The trade itself triggers nothing.
    const Answer cause = Place(kCarol, Sell(98, Quantity(1)));
    EXPECT_EQ(cause.All<OrderTriggered>().size(), 0u);
    std::size_t triggered = 0;
    std::size_t steps = 0;
    bool is_other_triggered = false;
    for (; exchange.has_pending_work(); ++steps) {
        // Others are served between the steps, and symbols take turns.
        if (steps == 3) {
            Placed(kBob, On(other, Buy(99, Quantity(2))));
            Place(kCarol, On(other, Sell(99, Quantity(1))));
        }
        const Answer step = ContinueOnce();
        ASSERT_LE(step.types().size(), kMostEvents + 2);
        for (const auto& event : step.All<OrderTriggered>()) {
            ++triggered;
            if (event.symbol == other) {
                is_other_triggered = true;
                EXPECT_LE(steps, 5u);
            }
        }
    }
    EXPECT_TRUE(is_other_triggered);
    EXPECT_EQ(triggered, kStops + 1);
    EXPECT_GE(steps, kStops / 64);
    EXPECT_EQ(btc(kAlice).held, Amount(0));
    exchange.CheckInvariants();
}

// A step ends early when its orders make long work.
TEST_F(StopOrdersTest, AStepEndsByItsEventsToo) {
    TradeAt(kBtcUsd, 100);
    for (int i = 0; i < 4'000; ++i) Placed(kBob, Buy(98, Quantity(1)));
    for (int i = 0; i < 10; ++i) {
        OrderInstruction stop = StopSell(Price(99));
        stop.quantity = Quantity(390);
        Placed(kAlice, stop);
    }
    Place(kCarol, Sell(98, Quantity(1)));
    // 390 trades of 112 bytes each are longer than half of 64 KiB, and two of them are enough.
    EXPECT_EQ(ContinueOnce().All<OrderTriggered>().size(), 2u);
    EXPECT_TRUE(exchange.has_pending_work());
}

TEST_F(StopOrdersTest, AStopPriceBelongsToStopOrdersOnly) {
    OrderInstruction limit = Buy(10, Quantity(1));
    limit.conditions.stop_price = Price(20);
    EXPECT_EQ(Place(kAlice, limit).reason(), RejectReason::kInvalidConditions);
    OrderInstruction stop = StopSell(Price(0));
    EXPECT_EQ(Place(kAlice, stop).reason(), RejectReason::kInvalidConditions);
    stop.conditions.stop_price = Price(-1);
    EXPECT_EQ(Place(kAlice, stop).reason(), RejectReason::kInvalidConditions);
    stop.conditions.stop_price = Price(5);
    stop.conditions.peg_price = PegPrice::kPrimary;
    EXPECT_EQ(Place(kAlice, stop).reason(), RejectReason::kUnsupportedOrder);
}

// Many orders with as many extremes: a trade joins them, and another one makes them all due.
TEST_F(StopOrdersTest, TrailingStopsAreBoundedAndDueTogether) {
    constexpr std::int64_t kHigh = 20'000;
    const auto trailing = [&](std::uint32_t delta) {
        OrderInstruction stop = StopSell(Price(0));
        stop.conditions.trailing_delta = delta;
        return stop;
    };
    std::size_t placed = 0;
    for (std::int64_t price = kHigh; placed < matching::kMaxTrailing; ++placed, --price) {
        TradeAt(kBtcUsd, price);
        Placed(kAlice, trailing(5'000));
    }
    EXPECT_EQ(Place(kAlice, trailing(5'000)).reason(), RejectReason::kCapacity);
    TradeAt(kBtcUsd, kHigh);
    Placed(kAlice, trailing(4'999));  // all others are one group now
    EXPECT_FALSE(exchange.has_pending_work());
    TradeAt(kBtcUsd, kHigh / 2);
    std::size_t triggered = 0;
    while (exchange.has_pending_work()) {
        const std::size_t count = ContinueOnce().All<OrderTriggered>().size();
        EXPECT_LE(count, 64u);
        triggered += count;
    }
    EXPECT_EQ(triggered, placed + 1);
    exchange.CheckInvariants();
}

TEST_F(StopOrdersTest, ATrailingDeltaBelongsToStopOrdersOnly) {
    OrderInstruction limit = Buy(10, Quantity(1));
    limit.conditions.trailing_delta = 100;
    EXPECT_EQ(Place(kAlice, limit).reason(), RejectReason::kInvalidConditions);
}

TEST_F(StopOrdersTest, BeforeTheFirstTradeEachSideMayWait) {
    Placed(kAlice, StopSell(Price(99)));
    Placed(kAlice, StopSell(Price(101)));
    TradeAt(kBtcUsd, 100);
    EXPECT_EQ(ContinueOnce().All<OrderTriggered>().size(), 1u);
}

TEST_F(StopOrdersTest, SelfTradePreventionKnowsTheGroupOfThePlacing) {
    TradeAt(kBtcUsd, 100);
    OrderInstruction stop = StopSell(Price(99));
    stop.self_trade_prevention = SelfTradePrevention::kExpireTaker;
    Placed(kAlice, stop);
    Placed(kAlice, Buy(99, Quantity(5)));
    Place(kCarol, Sell(99, Quantity(1)));
    const auto expired = ContinueOnce().First<OrderExpired>();
    EXPECT_EQ(expired.reason, ExpiryReason::kSelfTradePrevention);
    EXPECT_EQ(expired.update_id, UpdateId(0));
}

}  // namespace
}  // namespace bourse::exchange
