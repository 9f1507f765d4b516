// FairPrices: what each market is worth, as the makers see it.
//
// BTCUSDT, ETHUSDT and DEMOUSDT follow random walks whose pace has calm and volatile regimes and
// bursts, that revert within an hour to an anchor, itself a slow walk around the start price. BTC
// and ETH share half of their variance. ETHBTC is their quotient and a small basis, so that prices
// make sense across markets. Trades push the fair price in the taker's direction; the push wears
// off within minutes.
// Thread: one owner.
#pragma once

#include <array>

#include "core/domain/types.h"
#include "sim/market/market_profile.h"
#include "sim/market/preset.h"
#include "sim/market/random.h"

namespace bourse::sim {

class FairPrices {
public:
    explicit FairPrices(const std::array<Price, kMarketCount>& start);

    void Advance(std::int64_t elapsed_us, const Preset& preset, Random& random);
    void OnTrade(SymbolId symbol, Side taker_side, Quantity quantity);

    std::int64_t subticks(SymbolId symbol) const;
    // kUsualActivity when calm, more in volatile times and bursts.
    std::int64_t activity(SymbolId symbol) const {
        return walks_[symbol.raw()].activity_ppm / 1000;
    }

private:
    struct Walk {
        std::int64_t start = 0;
        std::int64_t anchor = 0;
        std::int64_t price = 0;
        std::int64_t impact = 0;  // the push of recent trades
        std::int64_t activity_ppm = 1'000'000;
    };

    void AdvanceActivity(Walk& walk, std::int64_t elapsed_us, Random& random) const;

    std::array<Walk, kMarketCount> walks_;
    std::int64_t basis_ = 0;  // of ETHBTC
    bool is_volatile_ = false;
};

}  // namespace bourse::sim
