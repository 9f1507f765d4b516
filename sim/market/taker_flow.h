// TakerFlow: the orders that trade at once in one market: noise in clusters, traders who follow the
// recent trend and traders who bet against it, now and then a large order, and stress traffic.
//
// Noise leans towards the makers' inventory (it buys what they hold too much of), as flow answers
// to skewed quotes. In a long step one order stands for several: volume is kept, commands are few.
// Thread: one owner.
#pragma once

#include <vector>

#include "core/wire/command_codec.h"
#include "sim/market/market_profile.h"
#include "sim/market/preset.h"
#include "sim/market/random.h"

namespace bourse::sim {

class TakerFlow {
public:
    TakerFlow(const MarketProfile& profile, Price last_price);

    struct Conditions {
        std::int64_t elapsed_us;
        std::int64_t activity;         // FairPrices::activity
        std::int64_t fair_subticks;    // FairPrices::subticks
        std::int64_t maker_inventory;  // lots; negative: the makers are short
    };
    void Step(
        const Conditions& conditions,
        const Preset& preset,
        Random& random,
        std::vector<wire::Command>& commands
    );
    void OnTrade(Price price) { last_ = price.raw() * kSubticks; }

private:
    enum class Trader : std::uint8_t { kNoise, kMomentum, kReversion, kLarge };

    void FollowTrend(std::int64_t elapsed_us);
    Trader ChooseTrader(Random& random) const;
    Side ChooseSide(Trader trader, std::int64_t maker_inventory, Random& random) const;
    wire::Command MarketOrder(Trader trader, Side side, std::int64_t lots) const;
    void AddStress(
        const Conditions& conditions,
        const Preset& preset,
        Random& random,
        std::vector<wire::Command>& commands
    ) const;

    const MarketProfile* profile_;
    std::int64_t last_;  // the last price, and its fast and slow means, in subticks
    std::int64_t fast_;
    std::int64_t slow_;
};

}  // namespace bourse::sim
