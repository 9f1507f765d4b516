#include "sim/market/fair_price.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace bourse::sim {
namespace {

std::array<Price, kMarketCount> ReferencePrices() {
    std::array<Price, kMarketCount> prices;
    for (std::size_t market = 0; market < kMarketCount; ++market) {
        prices[market] = VenueMarkets()[market].reference_price;
    }
    return prices;
}

void Advance(FairPrices& prices, std::int64_t seconds, const Preset& preset, Random& random) {
    for (std::int64_t second = 0; second < seconds; ++second) {
        prices.Advance(kMicrosecondsPerSecond, preset, random);
    }
}

TEST(FairPriceTest, NormalNumbersHaveTheStatedMoments) {
    Random random(7);
    constexpr std::int64_t kCount = 200'000;
    std::int64_t sum = 0;
    Int128 squares = 0;
    for (std::int64_t i = 0; i < kCount; ++i) {
        const std::int64_t value = random.Normal();
        sum += value;
        squares += static_cast<Int128>(value) * value;
    }
    const auto variance = static_cast<std::int64_t>(squares / kCount);
    EXPECT_NEAR(static_cast<double>(sum) / kCount, 0, kNormalScale / 100);
    EXPECT_NEAR(static_cast<double>(variance), 1.0 * kNormalScale * kNormalScale, 5e7);
}

TEST(FairPriceTest, EthBtcStaysTheQuotient) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Random random(seed);
        FairPrices prices(ReferencePrices());
        Advance(prices, 8 * 3'600, Preset{}, random);
        const double quotient = static_cast<double>(prices.subticks(kEthUsdt)) /
                                static_cast<double>(prices.subticks(kBtcUsdt));
        const double cross = static_cast<double>(prices.subticks(kEthBtc)) / kSubticks * 1e-5;
        EXPECT_NEAR(cross / quotient, 1, 0.005) << "seed " << seed;
    }
}

TEST(FairPriceTest, StaysNearTheStartForWeeks) {
    Random random(3);
    FairPrices prices(ReferencePrices());
    for (int minute = 0; minute < 60 * 24 * 30; ++minute) {
        prices.Advance(60 * kMicrosecondsPerSecond, Preset{}, random);
        const double ratio = static_cast<double>(prices.subticks(kBtcUsdt)) / kSubticks / 6e6;
        ASSERT_GT(ratio, 0.5) << "minute " << minute;
        ASSERT_LT(ratio, 2.0) << "minute " << minute;
    }
}

TEST(FairPriceTest, CrashLosesAThirdAndEnds) {
    Random random(5);
    FairPrices prices(ReferencePrices());
    Advance(prices, 4 * 3'600, *FindPreset("crash"), random);
    const double ratio = static_cast<double>(prices.subticks(kBtcUsdt)) / kSubticks / 6e6;
    EXPECT_LT(ratio, 0.8);
    EXPECT_GT(ratio, 0.5);
}

TEST(FairPriceTest, TradesPushAndThePushWearsOff) {
    Random random(1);
    FairPrices prices(ReferencePrices());
    const std::int64_t before = prices.subticks(kBtcUsdt);
    prices.OnTrade(kBtcUsdt, Side::kSell, Quantity(MarketProfiles()[0].lots_per_percent));
    EXPECT_EQ(prices.subticks(kBtcUsdt), before - before / 100);
    const Preset still{.volatility_percent = 0};
    Advance(prices, 1'800, still, random);
    EXPECT_LE(std::abs(prices.subticks(kBtcUsdt) - before), before / 10'000);
}

TEST(FairPriceTest, OneHugeTradePushesAtMostATenth) {
    FairPrices prices(ReferencePrices());
    const std::int64_t before = prices.subticks(kBtcUsdt);
    prices.OnTrade(kBtcUsdt, Side::kBuy, Quantity(900'000'000));
    EXPECT_EQ(prices.subticks(kBtcUsdt), before + before / 10);
}

}  // namespace
}  // namespace bourse::sim
