// MarketSimulation: the simulated participants of the development venue (venue.h), as a state
// machine that turns time and events into commands. It owns no clock, thread or socket:
//
//   MarketSimulation simulation({.seed = 42});
//   for each step:  commands.clear();
//                   simulation.Step(now, commands);
//                   apply each command in order; simulation.OnEvents(its events);
//
// Steps of about 100 ms are the live gear; steps of several seconds over virtual time are the
// back-fill gear, with the same volume and volatility in fewer commands. The gears may alternate
// freely. All trades of the house's accounts, also those with users' orders, must come back through
// OnEvents; other events may.
//
// Step first cancels what a former run left, then quotes. It gives no commands while answers to
// former ones are outstanding, so a slow venue is asked less, and never twice.
//
// Same config, steps and events: same commands, on every build.
// Thread: one owner.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/domain/types.h"
#include "core/wire/command_codec.h"
#include "core/wire/event_codec.h"
#include "sim/market/fair_price.h"
#include "sim/market/preset.h"
#include "sim/market/quote_ladder.h"
#include "sim/market/random.h"
#include "sim/market/taker_flow.h"
#include "sim/market/venue.h"

namespace bourse::sim {

struct MarketSimulationConfig {
    std::uint64_t seed = 42;
    Preset preset = {};
    // Where prices start, by SymbolId: the last prices of a venue that goes on; 0 for the
    // reference price.
    std::array<Price, kMarketCount> start_prices{};
};

class MarketSimulation {
public:
    explicit MarketSimulation(const MarketSimulationConfig& config);

    // Appends the commands due at `now`, which must not decrease; they are to be applied in order.
    // A gap of more than a minute counts as a minute.
    void Step(Timestamp now, std::vector<wire::Command>& commands);
    // Takes committed events, in order. Requires encoded events that are valid.
    void OnEvents(std::span<const std::byte> events);

    void ChangePreset(const Preset& preset) { preset_ = preset; }

    // The widest spread, in ticks, between the makers' quotes after a step, unless takers came
    // after them.
    Price max_spread(SymbolId symbol) const;
    // What the makers hold above what they began with, in lots.
    Quantity maker_inventory(SymbolId symbol) const;
    // Commands of the simulation that were rejected: races with users' orders.
    std::uint64_t rejected() const { return rejected_; }

private:
    struct Market {
        QuoteLadder ladder;
        TakerFlow takers;
        std::int64_t maker_inventory = 0;
        bool is_trading = true;
    };

    void CancelFormerOrders(std::vector<wire::Command>& commands) const;
    void StepMarket(SymbolId symbol, std::int64_t elapsed_us, std::vector<wire::Command>& commands);
    Market* FindMarket(SymbolId symbol);
    void OnEvent(const wire::EventView& event);
    void OnApplied(const CommandApplied& applied);
    void OnTrade(const TradeExecuted& trade);

    Preset preset_;
    Random random_;
    FairPrices fair_prices_;
    std::vector<Market> markets_;  // by SymbolId
    Timestamp last_step_;
    bool has_stepped_ = false;
    std::uint64_t unanswered_ = 0;
    std::uint64_t rejected_ = 0;
};

}  // namespace bourse::sim
