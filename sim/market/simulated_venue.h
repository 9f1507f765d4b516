// SimulatedVenue: the standard venue on a real Exchange, its simulated market, and virtual time; it
// folds the events into what tests and reports ask for: book levels, candles, counts.
// Thread: one owner.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "core/exchange/exchange.h"
#include "sim/market/market_simulation.h"

namespace bourse::sim {

struct Candle {
    std::int64_t minute = 0;  // since the start of virtual time
    Price open, high, low, close;
    std::int64_t lots = 0;
    std::int64_t trades = 0;
};

class SimulatedVenue {
public:
    explicit SimulatedVenue(const MarketSimulationConfig& config);

    // Lets virtual time pass: steps of `step_ms` until `duration_ms` are over. `after_step` may be
    // empty.
    struct Run {
        std::int64_t step_ms;
        std::int64_t duration_ms;
    };
    void Advance(const Run& run, const std::function<void()>& after_step = {});
    // Any command, now. Answers CommandApplied::reason.
    RejectReason Apply(const wire::Command& command);
    // Replaces the simulation as a restart of the process would; prices go on.
    void RestartSimulation(MarketSimulationConfig config);

    MarketSimulation& simulation() { return simulation_; }
    const MarketSimulation& simulation() const { return simulation_; }
    const exchange::Exchange& exchange() const { return exchange_; }

    std::size_t levels(SymbolId symbol, Side side) const { return Book(symbol, side).size(); }
    Price spread(SymbolId symbol) const;  // requires two sides
    const std::vector<Candle>& candles(SymbolId symbol) const { return candles_[symbol.raw()]; }
    std::uint64_t command_count() const { return exchange_.sequence().raw(); }
    std::uint64_t command_hash() const { return command_hash_; }

private:
    using Levels = std::map<std::int64_t, std::int64_t>;  // lots by distance from zero, best first

    const Levels& Book(SymbolId symbol, Side side) const {
        return books_[symbol.raw()][static_cast<std::size_t>(side)];
    }
    void Fold(const wire::EventView& event);
    void FoldTrade(const TradeExecuted& trade);
    struct Change {
        Side side;
        Price price;
        std::int64_t lots;
    };
    void ChangeBook(SymbolId symbol, const Change& change);

    exchange::Exchange exchange_;
    MarketSimulation simulation_;
    std::int64_t now_ms_;
    std::array<std::array<Levels, 2>, kMarketCount> books_;
    std::array<std::vector<Candle>, kMarketCount> candles_;
    std::uint64_t command_hash_ = 0;
    std::vector<wire::Command> commands_;
    wire::ByteBuffer events_;
};

}  // namespace bourse::sim
