#include "sim/market/simulated_venue.h"

#include <algorithm>

#include "core/base/hash.h"

namespace bourse::sim {

namespace {

constexpr std::int64_t kStartMs = 1'800'000'000'000;  // a whole minute
constexpr std::int64_t kMinuteMs = 60'000;

}  // namespace

SimulatedVenue::SimulatedVenue(const MarketSimulationConfig& config)
    : simulation_(config), now_ms_(kStartMs) {
    for (const wire::Command& command : SetupCommands()) {
        CHECK(Apply(command) == RejectReason::kNone);
    }
}

void SimulatedVenue::Advance(const Run& run, const std::function<void()>& after_step) {
    for (const std::int64_t end = now_ms_ + run.duration_ms; now_ms_ < end;
         now_ms_ += run.step_ms) {
        commands_.clear();
        simulation_.Step(Timestamp(now_ms_ * 1'000'000), commands_);
        for (const wire::Command& command : commands_) Apply(command);
        if (after_step) after_step();
    }
}

void SimulatedVenue::RestartSimulation(MarketSimulationConfig config) {
    for (std::size_t market = 0; market < kMarketCount; ++market) {
        if (!candles_[market].empty()) config.start_prices[market] = candles_[market].back().close;
    }
    simulation_ = MarketSimulation(config);
}

RejectReason SimulatedVenue::Apply(const wire::Command& command) {
    command_hash_ = Hash64(command.bytes(), command_hash_);
    events_.Clear();
    const exchange::Stamp stamp{exchange_.sequence().Next(), Timestamp(now_ms_ * 1'000'000)};
    exchange_.Apply(command, stamp, events_);
    simulation_.OnEvents(events_.bytes());
    wire::ForEachEvent(events_.bytes(), [this](const wire::EventView& event) { Fold(event); });
    return wire::EventView(events_.bytes()).As<CommandApplied>().reason;
}

void SimulatedVenue::Fold(const wire::EventView& event) {
    const auto take = [this](const auto& ended) {
        if (ended.update_id.raw() == 0) return;
        ChangeBook(ended.symbol, {ended.side, ended.price, -ended.quantity.raw()});
    };
    switch (event.type()) {
        case EventType::kOrderRested: {
            const auto& rested = event.As<OrderRested>();
            return ChangeBook(rested.symbol, {rested.side, rested.price, rested.quantity.raw()});
        }
        case EventType::kTradeExecuted:
            return FoldTrade(event.As<TradeExecuted>());
        case EventType::kOrderCanceled:
            return take(event.As<OrderCanceled>());
        case EventType::kOrderExpired:
            return take(event.As<OrderExpired>());
        default:
            return;
    }
}

void SimulatedVenue::FoldTrade(const TradeExecuted& trade) {
    ChangeBook(trade.symbol, {Opposite(trade.taker_side), trade.price, -trade.quantity.raw()});
    std::vector<Candle>& candles = candles_[trade.symbol.raw()];
    const std::int64_t minute = (now_ms_ - kStartMs) / kMinuteMs;
    if (candles.empty() || candles.back().minute != minute) {
        candles.push_back({minute, trade.price, trade.price, trade.price, trade.price});
    }
    Candle& candle = candles.back();
    candle.high = std::max(candle.high, trade.price);
    candle.low = std::min(candle.low, trade.price);
    candle.close = trade.price;
    candle.lots += trade.quantity.raw();
    ++candle.trades;
}

void SimulatedVenue::ChangeBook(SymbolId symbol, const Change& change) {
    const auto side = static_cast<std::size_t>(change.side);
    const std::int64_t key = change.side == Side::kSell ? change.price.raw() : -change.price.raw();
    Levels& levels = books_[symbol.raw()][side];
    const auto level = levels.try_emplace(key, 0).first;
    level->second += change.lots;
    CHECK(level->second >= 0);
    if (level->second == 0) levels.erase(level);
}

Price SimulatedVenue::spread(SymbolId symbol) const {
    const Levels& bids = Book(symbol, Side::kBuy);
    const Levels& asks = Book(symbol, Side::kSell);
    CHECK(!bids.empty() && !asks.empty());
    return Price(asks.begin()->first + bids.begin()->first);
}

}  // namespace bourse::sim
