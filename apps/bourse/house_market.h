// HouseMarket: runs the simulated participants of sim/market, first over virtual time to make a
// history, then beside the engine as clients like any other.
//
// Life: Observe what a journal replays, or BackFill an empty one; then Start; OnBatch; Stop.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "apps/bourse/history_writer.h"
#include "core/base/expected.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "sim/market/market_simulation.h"

namespace bourse::apps {

class HouseMarket {
public:
    struct Options {
        std::uint64_t seed = 42;
        sim::Preset preset;
    };
    explicit HouseMarket(const Options& options) : options_(options) {}
    ~HouseMarket() { Stop(); }

    // Events of a journal that goes on: prices continue where they were.
    void Observe(std::span<const std::byte> events);

    struct Span {
        Timestamp begin;
        Timestamp end;
    };
    // Lets the simulation trade from `begin` to `end` of virtual time, and flushes the writer.
    Expected<void, std::string> BackFill(const Span& span, HistoryWriter& writer);

    // Steps ten times a second on a thread of its own, until Stop. Both must outlive it.
    void Start(engine::Engine& engine, engine::Clock& clock);
    // From the journal thread.
    void OnBatch(const std::shared_ptr<const engine::Batch>& batch);
    void Stop();

private:
    sim::MarketSimulation& Simulation();
    void Run(engine::Engine& engine, engine::Clock& clock);
    void Send(std::span<const wire::Command> commands, engine::Engine& engine);

    const Options options_;
    std::array<Price, sim::kMarketCount> last_prices_{};
    std::optional<sim::MarketSimulation> simulation_;  // of the thread, once it runs

    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::shared_ptr<const engine::Batch>> batches_;  // guarded by mutex_
    bool is_stopping_ = false;                                   // guarded by mutex_
};

}  // namespace bourse::apps
