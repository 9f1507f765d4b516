// The moods of the simulated market.
// Thread: any; plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bourse::sim {

// Percentages are of the market's own figures (market_profile.h).
struct Preset {
    std::int64_t volatility_percent = 100;
    std::int64_t arrival_percent = 100;  // orders of takers
    std::int64_t depth_percent = 100;    // sizes of quotes
    std::int64_t spread_percent = 100;   // distances of quotes
    std::int64_t calm_seconds = 1'500;   // mean length of a calm regime
    std::int64_t volatile_seconds = 240;
    std::int64_t fall_ppm_per_second = 0;       // until a third is lost
    std::int64_t stress_orders_per_second = 0;  // immediate orders on top, over all markets
};

inline constexpr std::string_view kPresetNames =
    "calm, normal, volatile, crash, thin, stress:<orders a second, 1..1000000>";

// The preset of that name; nullopt for a name not in kPresetNames.
std::optional<Preset> FindPreset(std::string_view name);

}  // namespace bourse::sim
