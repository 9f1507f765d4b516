#include "sim/market/fair_price.h"

#include <algorithm>

namespace bourse::sim {

namespace {

constexpr std::int64_t kVolatileActivityPpm = 5'000'000;
constexpr std::int64_t kMaxActivityPpm = 15'000'000;
constexpr std::int64_t kActivityDecay = 20 * kMicrosecondsPerSecond;
constexpr std::int64_t kBurstInterval = 45 * kMicrosecondsPerSecond;
constexpr std::int64_t kImpactDecay = 300 * kMicrosecondsPerSecond;
constexpr std::int64_t kBasisDecay = 30 * kMicrosecondsPerSecond;
constexpr std::int64_t kPriceReversion = 3'600 * kMicrosecondsPerSecond;
constexpr std::int64_t kAnchorReversion = 86'400 * kMicrosecondsPerSecond;
constexpr std::int64_t kEthBtcTicksPerQuotient = 100'000;  // of the prices of ETHUSDT and BTCUSDT

constexpr std::size_t kBtcWalk = kBtcUsdt.raw(), kEthWalk = kEthUsdt.raw();

std::int64_t SquareRoot(std::int64_t value) {
    std::int64_t root = 0;
    for (std::int64_t bit = std::int64_t{1} << 31; bit != 0; bit >>= 1) {
        const std::int64_t candidate = root | bit;
        if (candidate <= value / candidate) root = candidate;
    }
    return root;
}

// What remains to be closed of `distance` shrinks by this much, with a time constant of `period`.
std::int64_t Approach(std::int64_t distance, std::int64_t elapsed_us, std::int64_t period) {
    const auto product = static_cast<Int128>(distance) * std::min(elapsed_us, period);
    return static_cast<std::int64_t>(product / period);
}

// A normal `shock` (unit kNormalScale) of a price in a time whose root is `root_us`.
struct Volatility {
    std::int64_t ppb;  // over one second
    std::int64_t activity_ppm;
    std::int64_t percent;
    std::int64_t root_us;

    std::int64_t Move(std::int64_t price, std::int64_t shock) const {
        constexpr Int128 kUnit = Int128{1'000'000'000} * 1'000'000 * 100 * 1'000 * kNormalScale;
        const Int128 deviation = static_cast<Int128>(price) * ppb * percent * root_us;
        const Int128 scaled = deviation / 1'000'000 * activity_ppm * shock;
        return static_cast<std::int64_t>(scaled / (kUnit / 1'000'000));
    }
};

}  // namespace

FairPrices::FairPrices(const std::array<Price, kMarketCount>& start) {
    for (std::size_t market = 0; market < kMarketCount; ++market) {
        Walk& walk = walks_[market];
        walk.start = walk.anchor = walk.price = start[market].raw() * kSubticks;
    }
}

void FairPrices::AdvanceActivity(Walk& walk, std::int64_t elapsed_us, Random& random) const {
    const std::int64_t usual = is_volatile_ ? kVolatileActivityPpm : 1'000'000;
    walk.activity_ppm += Approach(usual - walk.activity_ppm, elapsed_us, kActivityDecay);
    if (random.Chance(elapsed_us, kBurstInterval)) walk.activity_ppm += random.Below(2'000'000);
    walk.activity_ppm = std::min(walk.activity_ppm, kMaxActivityPpm);
}

void FairPrices::Advance(std::int64_t elapsed_us, const Preset& preset, Random& random) {
    const std::int64_t regime_seconds =
        is_volatile_ ? preset.volatile_seconds : preset.calm_seconds;
    if (random.Chance(elapsed_us, regime_seconds * kMicrosecondsPerSecond)) {
        is_volatile_ = !is_volatile_;
    }
    const std::int64_t market_wide = random.Normal();
    for (const MarketProfile& profile : MarketProfiles()) {
        Walk& walk = walks_[profile.symbol.raw()];
        AdvanceActivity(walk, elapsed_us, random);
        walk.impact -= Approach(walk.impact, elapsed_us, kImpactDecay);
        const std::int64_t own = random.Normal();
        const Volatility volatility{
            .ppb = profile.volatility_ppb,
            .activity_ppm = walk.activity_ppm,
            .percent = preset.volatility_percent,
            .root_us = SquareRoot(elapsed_us),
        };
        if (profile.symbol == kEthBtc) {
            basis_ += volatility.Move(walk.price, own);
            basis_ -= Approach(basis_, elapsed_us, kBasisDecay);
            continue;
        }
        const bool is_correlated = profile.symbol != kDemoUsdt;
        const std::int64_t shock = is_correlated ? (market_wide + own) * 5 / 7 : own;
        walk.anchor += volatility.Move(walk.anchor, random.Normal()) / 4;
        walk.anchor += Approach(walk.start - walk.anchor, elapsed_us, kAnchorReversion);
        walk.price += volatility.Move(walk.price, shock);
        walk.price += Approach(walk.anchor - walk.price, elapsed_us, kPriceReversion);
        if (walk.anchor > walk.start / 3 * 2) {
            const std::int64_t fall = preset.fall_ppm_per_second * elapsed_us;
            walk.anchor -= Approach(walk.anchor, fall, 1'000'000 * kMicrosecondsPerSecond);
            walk.price -= Approach(walk.price, fall, 1'000'000 * kMicrosecondsPerSecond);
        }
        walk.price = std::clamp(walk.price, walk.start / 4, walk.start * 4);
        walk.anchor = std::clamp(walk.anchor, walk.start / 3, walk.start * 3);
    }
    const auto quotient = static_cast<Int128>(walks_[kEthWalk].price) * kEthBtcTicksPerQuotient *
                          kSubticks / walks_[kBtcWalk].price;
    walks_[kEthBtc.raw()].price = static_cast<std::int64_t>(quotient) + basis_;
}

void FairPrices::OnTrade(SymbolId symbol, Side taker_side, Quantity quantity) {
    Walk& walk = walks_[symbol.raw()];
    const std::int64_t lots_per_whole = MarketProfiles()[symbol.raw()].lots_per_percent * 100;
    const auto push = static_cast<Int128>(walk.price) * quantity.raw() / lots_per_whole;
    const std::int64_t limit = walk.price / 10;
    const auto bounded = static_cast<std::int64_t>(std::min<Int128>(push, limit));
    walk.impact += taker_side == Side::kBuy ? bounded : -bounded;
    walk.impact = std::clamp(walk.impact, -limit, limit);
}

std::int64_t FairPrices::subticks(SymbolId symbol) const {
    const Walk& walk = walks_[symbol.raw()];
    return walk.price + walk.impact;
}

}  // namespace bourse::sim
