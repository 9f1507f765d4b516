#include "sim/market/preset.h"

#include <charconv>

namespace bourse::sim {

namespace {

constexpr std::string_view kStressPrefix = "stress:";
constexpr std::int64_t kMaxStress = 1'000'000;

std::optional<Preset> StressPreset(std::string_view rate) {
    Preset preset;
    std::int64_t& value = preset.stress_orders_per_second;
    const char* const end = rate.data() + rate.size();
    const auto [stop, error] = std::from_chars(rate.data(), end, value);
    if (error != std::errc{} || stop != end || value < 1 || value > kMaxStress) {
        return std::nullopt;
    }
    return preset;
}

}  // namespace

std::optional<Preset> FindPreset(std::string_view name) {
    if (name == "normal") return Preset{};
    if (name == "calm") {
        return Preset{.volatility_percent = 70, .arrival_percent = 75, .volatile_seconds = 1};
    }
    if (name == "volatile") {
        return Preset{
            .volatility_percent = 150,
            .arrival_percent = 150,
            .calm_seconds = 60,
            .volatile_seconds = 900,
        };
    }
    if (name == "crash") {
        return Preset{
            .volatility_percent = 150,
            .arrival_percent = 250,
            .depth_percent = 50,
            .spread_percent = 200,
            .calm_seconds = 60,
            .volatile_seconds = 900,
            .fall_ppm_per_second = 250,
        };
    }
    if (name == "thin") {
        return Preset{.arrival_percent = 25, .depth_percent = 10, .spread_percent = 400};
    }
    if (name.starts_with(kStressPrefix)) return StressPreset(name.substr(kStressPrefix.size()));
    return std::nullopt;
}

}  // namespace bourse::sim
