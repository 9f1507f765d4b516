// bourse_sim_market_report [preset] [seed] [hours] [step in ms]: how natural a simulated market
// looks, for a person to judge. Defaults: normal 42 8 5000.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <numeric>

#include "sim/market/simulated_venue.h"

namespace bourse::sim {
namespace {

struct Quantiles {
    std::int64_t p10, p50, p90, p99;
};

Quantiles QuantilesOf(std::vector<std::int64_t> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const auto at = [&values](std::size_t percent) {
        return values[(values.size() - 1) * percent / 100];
    };
    return {at(10), at(50), at(90), at(99)};
}

void PrintMarket(const SimulatedVenue& venue, SymbolId symbol, std::int64_t seconds) {
    const std::vector<Candle>& candles = venue.candles(symbol);
    std::vector<std::int64_t> ranges, volumes;
    std::int64_t trades = 0, high = 0, low = INT64_MAX, flat = 0;
    for (const Candle& candle : candles) {
        ranges.push_back((candle.high.raw() - candle.low.raw()) * 1'000'000 / candle.low.raw());
        volumes.push_back(candle.lots);
        trades += candle.trades;
        high = std::max(high, candle.high.raw());
        low = std::min(low, candle.low.raw());
        if (candle.open == candle.close) ++flat;
    }
    const Quantiles range = QuantilesOf(ranges), volume = QuantilesOf(volumes);
    const auto percent = [](std::int64_t ppm) { return static_cast<double>(ppm) / 10'000; };
    fmt::print(
        "{:9} {:4} candles ({} flat)  {:.2f} trades/s  1m range % p10 {:.3f} p50 {:.3f} p90 {:.3f} "
        "p99 {:.3f}  lots/min p10 {} p50 {} p90 {} p99 {}  ticks low {} high {} last {}  "
        "inventory {} lots\n",
        VenueMarkets()[symbol.raw()].name.view(),
        candles.size(),
        flat,
        static_cast<double>(trades) / static_cast<double>(seconds),
        percent(range.p10),
        percent(range.p50),
        percent(range.p90),
        percent(range.p99),
        volume.p10,
        volume.p50,
        volume.p90,
        volume.p99,
        low,
        high,
        candles.back().close.raw(),
        venue.simulation().maker_inventory(symbol).raw()
    );
}

int Report(const Preset& preset, std::uint64_t seed, const SimulatedVenue::Run& run) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    SimulatedVenue venue({.seed = seed, .preset = preset});
    venue.Advance(run);
    const std::chrono::duration<double> elapsed = Clock::now() - start;
    const std::int64_t seconds = run.duration_ms / 1'000;
    for (const MarketProfile& profile : MarketProfiles()) {
        PrintMarket(venue, profile.symbol, seconds);
    }
    fmt::print(
        "{} commands ({:.1f}/s), {} rejected, {:.2f} s to compute\n",
        venue.command_count(),
        static_cast<double>(venue.command_count()) / static_cast<double>(seconds),
        venue.simulation().rejected(),
        elapsed.count()
    );
    return 0;
}

}  // namespace
}  // namespace bourse::sim

int main(int argc, char** argv) {
    const auto number = [&](int index, std::int64_t otherwise) {
        return argc > index ? std::max<std::int64_t>(1, std::atoll(argv[index])) : otherwise;
    };
    const std::string_view name = argc > 1 ? argv[1] : "normal";
    const auto preset = bourse::sim::FindPreset(name);
    if (!preset) {
        fmt::print(stderr, "unknown preset '{}'; allowed: {}\n", name, bourse::sim::kPresetNames);
        return 2;
    }
    const auto seed = static_cast<std::uint64_t>(number(2, 42));
    return bourse::sim::Report(
        *preset, seed, {.step_ms = number(4, 5'000), .duration_ms = number(3, 8) * 3'600'000}
    );
}
