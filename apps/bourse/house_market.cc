#include "apps/bourse/house_market.h"

#include <chrono>
#include <utility>
namespace bourse::apps {

namespace {

constexpr std::int64_t kBackFillStep_ns = 5'000'000'000;
constexpr std::chrono::milliseconds kLiveStep{100};
constexpr std::chrono::milliseconds kRetry{5};

}  // namespace

sim::MarketSimulation& HouseMarket::Simulation() {
    if (!simulation_) {
        simulation_.emplace(sim::MarketSimulationConfig{
            options_.seed, options_.preset, last_prices_});
    }
    return *simulation_;
}

void HouseMarket::Observe(std::span<const std::byte> events) {
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() != EventType::kTradeExecuted) return;
        const auto& trade = event.As<TradeExecuted>();
        if (trade.symbol.raw() < last_prices_.size()) {
            last_prices_[trade.symbol.raw()] = trade.price;
        }
    });
}

Expected<void, std::string> HouseMarket::BackFill(const Span& span, HistoryWriter& writer) {
    sim::MarketSimulation& simulation = Simulation();
    // Hours of stress would take hours.
    sim::Preset unstressed = options_.preset;
    unstressed.stress_orders_per_second = 0;
    simulation.ChangePreset(unstressed);
    std::vector<wire::Command> commands;
    for (std::int64_t now = span.begin.raw(); now < span.end.raw(); now += kBackFillStep_ns) {
        commands.clear();
        simulation.Step(Timestamp(now), commands);
        const auto events = writer.Apply(commands, Timestamp(now));
        if (!events) return Unexpected{events.error()};
        simulation.OnEvents(*events);
    }
    simulation.ChangePreset(options_.preset);
    return writer.Flush();
}

void HouseMarket::Start(engine::Engine& engine, engine::Clock& clock) {
    thread_ = std::thread([this, &engine, &clock] { Run(engine, clock); });
}

void HouseMarket::OnBatch(const std::shared_ptr<const engine::Batch>& batch) {
    const std::lock_guard lock(mutex_);
    if (!is_stopping_) batches_.push_back(batch);
}

void HouseMarket::Run(engine::Engine& engine, engine::Clock& clock) {
    sim::MarketSimulation& simulation = Simulation();
    std::vector<wire::Command> commands;
    std::vector<std::shared_ptr<const engine::Batch>> taken;
    auto next_step = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        taken.clear();
        std::swap(taken, batches_);
        lock.unlock();
        for (const auto& batch : taken) simulation.OnEvents(batch->events.bytes());
        commands.clear();
        simulation.Step(clock.Now(), commands);
        Send(commands, engine);
        next_step += kLiveStep;
        lock.lock();
        wake_.wait_until(lock, next_step, [&] { return is_stopping_; });
    }
}

void HouseMarket::Send(std::span<const wire::Command> commands, engine::Engine& engine) {
    for (const wire::Command& command : commands) {
        // A full engine is asked again: the simulation waits for the answers to all of a step.
        while (engine.Submit(command.bytes()) == engine::Submitted::kFull) {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, kRetry, [&] { return is_stopping_; })) return;
        }
    }
}

void HouseMarket::Stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace bourse::apps
