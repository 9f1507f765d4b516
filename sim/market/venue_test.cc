#include "sim/market/venue.h"

#include <gtest/gtest.h>

#include "sim/market/quote_ladder.h"
#include "sim/market/simulated_venue.h"

namespace bourse::sim {
namespace {

wire::Command SmallOrder(AccountId account) {
    auto place = MakeCommand<PlaceOrder>(account);
    place.instruction.symbol = kBtcUsdt;
    place.instruction.side = Side::kBuy;
    place.instruction.type = OrderType::kLimit;
    place.instruction.price = Price(5'000'000);
    place.instruction.quantity = Quantity(1'000);
    return wire::Command(place);
}

TEST(VenueTest, EveryDefinitionIsValid) {
    for (const SymbolDefinition& market : VenueMarkets()) {
        const auto symbol =
            Validate(market, VenueAssets()[market.base.raw()], VenueAssets()[market.quote.raw()]);
        EXPECT_TRUE(symbol.has_value()) << market.name.view();
    }
}

TEST(VenueTest, SetupGivesTheIdsOfTheConstants) {
    SimulatedVenue venue({});
    EXPECT_EQ(venue.exchange().asset(kDemo)->name.view(), "DEMO");
    EXPECT_EQ(venue.exchange().symbol(kBtcUsdt)->definition.name.view(), "BTCUSDT");
    EXPECT_EQ(venue.exchange().symbol(kDemoUsdt)->definition.name.view(), "DEMOUSDT");
    EXPECT_EQ(venue.exchange().account_count(), kCarol.raw() + 1);
    EXPECT_EQ(venue.exchange().balance(kAlice, kUsdt).available, Amount(50'000'000'000'000));
    EXPECT_EQ(venue.exchange().balance(kBob, kBtc).available, Amount(1'000'000'000));
    venue.exchange().CheckInvariants();
}

TEST(VenueTest, CarolIsFrozenAndAliceIsNot) {
    SimulatedVenue venue({});
    EXPECT_EQ(venue.Apply(SmallOrder(kCarol)), RejectReason::kAccountFrozen);
    EXPECT_EQ(venue.Apply(SmallOrder(kAlice)), RejectReason::kNone);
}

TEST(VenueTest, OneMakerCouldHoldTheWholeLadder) {
    for (const SymbolDefinition& market : VenueMarkets()) {
        EXPECT_LE(2 * QuoteLadder::kLevels, market.filters.max_orders) << market.name.view();
    }
}

}  // namespace
}  // namespace bourse::sim
