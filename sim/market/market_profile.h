// The character of each simulated market: constants that the parts of the simulation share.
// Distances in price are in subticks, so that a fair price lies between ticks.
// Thread: any; plain values.
#pragma once

#include <array>
#include <cstdint>

#include "core/domain/types.h"
#include "sim/market/venue.h"

namespace bourse::sim {

inline constexpr int kSubtickBits = 16;
inline constexpr std::int64_t kSubticks = std::int64_t{1} << kSubtickBits;  // a tick

inline constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
inline constexpr std::int64_t kUsualActivity = 1'000;  // activity is in parts of a thousand

struct MarketProfile {
    SymbolId symbol;
    std::int64_t volatility_ppb;       // deviation of the fair price over one calm second
    std::int64_t arrivals_per_1000_s;  // orders of takers when calm
    std::int64_t taker_lots;           // the middle size of a taker's order
    std::int64_t quote_lots;           // the middle size of the best quote
    std::int64_t lots_per_percent;     // one-sided flow that moves the fair price by 1 %
    std::int64_t half_spread;          // subticks from the centre to the first level
    std::int64_t first_width;          // subticks of the first level, at least a tick
    std::int64_t width_growth_64th;    // each further level is wider by so many 64ths
};

const std::array<MarketProfile, kMarketCount>& MarketProfiles();  // by SymbolId

}  // namespace bourse::sim
