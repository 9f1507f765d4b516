#include "sim/market/market_simulation.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "sim/market/simulated_venue.h"

namespace bourse::sim {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr SimulatedVenue::Run kBackfill{.step_ms = 5'000, .duration_ms = 8 * kHour};
constexpr SimulatedVenue::Run kLiveHour{.step_ms = 100, .duration_ms = kHour};
constexpr std::size_t kLevelFloor = 20;

// Counts the steps that break a floor.
struct Floors {
    explicit Floors(const SimulatedVenue& checked) : venue(checked) {}

    void Check() {
        ++steps;
        for (const MarketProfile& profile : MarketProfiles()) {
            const SymbolId symbol = profile.symbol;
            const bool is_thin = venue.levels(symbol, Side::kBuy) < kLevelFloor ||
                                 venue.levels(symbol, Side::kSell) < kLevelFloor;
            if (is_thin) {
                ++thin;
            } else if (venue.spread(symbol) > venue.simulation().max_spread(symbol)) {
                ++wide;
            }
        }
    }

    const SimulatedVenue& venue;
    std::uint64_t steps = 0;
    std::uint64_t thin = 0;
    std::uint64_t wide = 0;  // a taker emptied the first level after the makers' turn
};

std::int64_t Trades(const SimulatedVenue& venue, SymbolId symbol) {
    std::int64_t trades = 0;
    for (const Candle& candle : venue.candles(symbol)) trades += candle.trades;
    return trades;
}

wire::Command MarketOrder(AccountId account, Side side, Quantity quantity) {
    auto place = MakeCommand<PlaceOrder>(account);
    place.instruction.symbol = kBtcUsdt;
    place.instruction.side = side;
    place.instruction.type = OrderType::kMarket;
    place.instruction.quantity = quantity;
    return wire::Command(place);
}

class SeededTest : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, SeededTest, testing::Values(1, 42, 20'260'101));

TEST_P(SeededTest, BackfillKeepsTheFloorsForEightHours) {
    SimulatedVenue venue({.seed = GetParam()});
    Floors floors(venue);
    venue.Advance(kBackfill, [&] { floors.Check(); });
    EXPECT_EQ(floors.thin, 0u) << "seed " << GetParam();
    EXPECT_LE(venue.command_count(), 250'000u) << "seed " << GetParam();
    EXPECT_EQ(venue.simulation().rejected(), 0u) << "seed " << GetParam();
    EXPECT_EQ(venue.candles(kBtcUsdt).size(), 480u) << "seed " << GetParam();
    for (const MarketProfile& profile : MarketProfiles()) {
        EXPECT_GE(venue.candles(profile.symbol).size(), 470u)
            << "seed " << GetParam() << " symbol " << profile.symbol.raw();
    }
    venue.exchange().CheckInvariants();
}

TEST_P(SeededTest, LiveKeepsTheFloors) {
    SimulatedVenue venue({.seed = GetParam()});
    Floors floors(venue);
    venue.Advance(kLiveHour, [&] { floors.Check(); });
    EXPECT_EQ(floors.thin, 0u) << "seed " << GetParam();
    EXPECT_LE(floors.wide, floors.steps * kMarketCount / 50) << "seed " << GetParam();
    EXPECT_EQ(venue.simulation().rejected(), 0u) << "seed " << GetParam();
    EXPECT_GE(Trades(venue, kBtcUsdt), 3'600) << "seed " << GetParam();
    EXPECT_EQ(venue.candles(kBtcUsdt).size(), 60u) << "seed " << GetParam();
    venue.exchange().CheckInvariants();
}

TEST_P(SeededTest, InventoryStaysWithinOnePercentOfPush) {
    SimulatedVenue venue({.seed = GetParam()});
    venue.Advance(kBackfill, [&] {
        for (const MarketProfile& profile : MarketProfiles()) {
            const auto inventory = venue.simulation().maker_inventory(profile.symbol).raw();
            ASSERT_LE(std::abs(inventory), profile.lots_per_percent)
                << "seed " << GetParam() << " symbol " << profile.symbol.raw();
        }
    });
}

TEST(MarketSimulationTest, BackfillHandsOverToLive) {
    SimulatedVenue venue({.seed = 9});
    venue.Advance(kBackfill);
    const std::uint64_t before = venue.command_count();
    Floors floors(venue);
    venue.Advance({.step_ms = 100, .duration_ms = 60'000}, [&] { floors.Check(); });
    EXPECT_EQ(floors.thin, 0u);
    EXPECT_LE(venue.command_count() - before, 12'000u);
    EXPECT_EQ(venue.candles(kBtcUsdt).size(), 481u);
}

TEST(MarketSimulationTest, SweptSideHealsWithinASecond) {
    for (const Side side : {Side::kBuy, Side::kSell}) {
        SimulatedVenue venue({.seed = 4});
        venue.Advance({.step_ms = 100, .duration_ms = 60'000});
        // A house account stands in for a user who can pay for the whole side.
        auto sweep = MarketOrder(kTakerAccounts[3], side, Quantity(12'000'000));
        EXPECT_EQ(venue.Apply(sweep), RejectReason::kNone);
        ASSERT_EQ(venue.levels(kBtcUsdt, Opposite(side)), 0u) << "the sweep swept nothing";
        venue.Advance({.step_ms = 100, .duration_ms = 1'000});
        EXPECT_GE(venue.levels(kBtcUsdt, Side::kBuy), kLevelFloor);
        EXPECT_GE(venue.levels(kBtcUsdt, Side::kSell), kLevelFloor);
        EXPECT_LE(venue.spread(kBtcUsdt), venue.simulation().max_spread(kBtcUsdt));
        venue.exchange().CheckInvariants();
    }
}

TEST(MarketSimulationTest, SameSeedSameCommands) {
    const auto hash = [](std::uint64_t seed) {
        SimulatedVenue venue({.seed = seed});
        venue.Advance({.step_ms = 5'000, .duration_ms = kHour});
        venue.Advance({.step_ms = 100, .duration_ms = 60'000});
        return std::pair(venue.command_hash(), venue.exchange().Hash());
    };
    EXPECT_EQ(hash(42), hash(42));
    EXPECT_NE(hash(42), hash(43));
}

// Pins the commands over compilers and optimisation levels. A deliberate change of the simulation
// or the exchange's rules changes the number.
TEST(MarketSimulationTest, SameCommandsOnEveryBuild) {
    SimulatedVenue venue({.seed = 42});
    venue.Advance({.step_ms = 5'000, .duration_ms = kHour});
    venue.Advance({.step_ms = 100, .duration_ms = 60'000});
    EXPECT_EQ(venue.command_hash(), 4'567'210'392'832'763'596U);
}

TEST(MarketSimulationTest, RestartReplacesFormerQuotes) {
    SimulatedVenue venue({.seed = 1});
    venue.Advance({.step_ms = 100, .duration_ms = 60'000});
    venue.RestartSimulation({.seed = 2});
    venue.Advance({.step_ms = 100, .duration_ms = 100});
    for (const MarketProfile& profile : MarketProfiles()) {
        EXPECT_LE(venue.levels(profile.symbol, Side::kBuy), QuoteLadder::kLevels);
        EXPECT_GE(venue.levels(profile.symbol, Side::kBuy), kLevelFloor);
    }
    EXPECT_EQ(venue.simulation().rejected(), 0u);
    venue.exchange().CheckInvariants();
}

TEST(MarketSimulationTest, WaitsForAnswers) {
    MarketSimulation simulation({});
    std::vector<wire::Command> commands;
    simulation.Step(Timestamp(1'000'000'000), commands);
    EXPECT_GT(commands.size(), kMarketCount * kLevelFloor * 2);
    commands.clear();
    simulation.Step(Timestamp(2'000'000'000), commands);
    EXPECT_TRUE(commands.empty());
}

TEST(MarketSimulationTest, PausesAHaltedMarket) {
    SimulatedVenue venue({.seed = 6});
    venue.Advance({.step_ms = 100, .duration_ms = 1'000});
    auto mode = MakeCommand<SetSymbolMode>(kVenueAccount);
    mode.symbol = kBtcUsdt;
    mode.mode = SymbolMode::kHalted;
    EXPECT_EQ(venue.Apply(wire::Command(mode)), RejectReason::kNone);
    const std::int64_t trades = Trades(venue, kBtcUsdt);
    venue.Advance({.step_ms = 100, .duration_ms = 60'000});
    EXPECT_EQ(Trades(venue, kBtcUsdt), trades);
    EXPECT_EQ(venue.simulation().rejected(), 0u);
    mode.mode = SymbolMode::kContinuous;
    EXPECT_EQ(venue.Apply(wire::Command(mode)), RejectReason::kNone);
    venue.Advance({.step_ms = 100, .duration_ms = 60'000});
    EXPECT_GT(Trades(venue, kBtcUsdt), trades);
}

TEST(MarketSimulationTest, EveryPresetKeepsTwentyLevels) {
    for (const char* name : {"calm", "volatile", "crash", "thin", "stress:2000"}) {
        SimulatedVenue venue({.seed = 8, .preset = *FindPreset(name)});
        Floors floors(venue);
        venue.Advance({.step_ms = 100, .duration_ms = kHour / 6}, [&] { floors.Check(); });
        EXPECT_EQ(floors.thin, 0u) << name;
        EXPECT_LE(venue.simulation().rejected(), venue.command_count() / 1'000) << name;
        venue.exchange().CheckInvariants();
    }
}

TEST(MarketSimulationTest, StressReachesItsRate) {
    SimulatedVenue venue({.seed = 8, .preset = *FindPreset("stress:5000")});
    venue.Advance({.step_ms = 100, .duration_ms = 10'000});
    EXPECT_GE(venue.command_count(), 49'000u);
    EXPECT_LE(venue.command_count(), 60'000u);
}

}  // namespace
}  // namespace bourse::sim
