#include "sim/market/market_profile.h"

namespace bourse::sim {

const std::array<MarketProfile, kMarketCount>& MarketProfiles() {
    static constexpr std::array<MarketProfile, kMarketCount> profiles{{
        {.symbol = kBtcUsdt,
         .volatility_ppb = 25'000,
         .arrivals_per_1000_s = 1'600,
         .taker_lots = 600,
         .quote_lots = 8'000,
         .lots_per_percent = 10'000'000,
         .half_spread = 15 * kSubticks,
         .first_width = 200 * kSubticks,
         .width_growth_64th = 10},
        {.symbol = kEthUsdt,
         .volatility_ppb = 32'000,
         .arrivals_per_1000_s = 1'000,
         .taker_lots = 900,
         .quote_lots = 12'000,
         .lots_per_percent = 12'000'000,
         .half_spread = kSubticks,
         .first_width = 16 * kSubticks,
         .width_growth_64th = 10},
        {.symbol = kEthBtc,
         .volatility_ppb = 12'000,
         .arrivals_per_1000_s = 350,
         .taker_lots = 90,
         .quote_lots = 2'500,
         .lots_per_percent = 600'000,
         .half_spread = kSubticks / 4,
         .first_width = kSubticks,
         .width_growth_64th = 3},
        {.symbol = kDemoUsdt,
         .volatility_ppb = 60'000,
         .arrivals_per_1000_s = 500,
         .taker_lots = 1'500,
         .quote_lots = 15'000,
         .lots_per_percent = 6'000'000,
         .half_spread = kSubticks / 2,
         .first_width = 3 * kSubticks,
         .width_growth_64th = 6},
    }};
    return profiles;
}

}  // namespace bourse::sim
