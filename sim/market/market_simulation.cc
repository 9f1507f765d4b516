#include "sim/market/market_simulation.h"

#include <algorithm>

namespace bourse::sim {

namespace {

constexpr std::int64_t kMaxElapsed = 60 * kMicrosecondsPerSecond;
// The makers' inventory moves their centre by a quarter of what acquiring it moves the fair price,
// and by a two-hundredth of the price at most.
constexpr std::int64_t kSkewDamping = 4;
constexpr std::int64_t kMaxSkewPart = 200;

std::array<Price, kMarketCount> StartPrices(const MarketSimulationConfig& config) {
    auto prices = config.start_prices;
    for (std::size_t market = 0; market < kMarketCount; ++market) {
        if (prices[market].raw() == 0) prices[market] = VenueMarkets()[market].reference_price;
    }
    return prices;
}

bool IsOfSimulation(const CommandApplied& applied) {
    const CommandType type = applied.command;
    return IsHouse(applied.account) &&
           (type == CommandType::kPlaceOrder || type == CommandType::kCancelOrder ||
            type == CommandType::kCancelReplaceOrder || type == CommandType::kCancelAllOrders);
}

}  // namespace

MarketSimulation::MarketSimulation(const MarketSimulationConfig& config)
    : preset_(config.preset), random_(config.seed), fair_prices_(StartPrices(config)) {
    const auto prices = StartPrices(config);
    for (const MarketProfile& profile : MarketProfiles()) {
        markets_.push_back({QuoteLadder(profile), TakerFlow(profile, prices[profile.symbol.raw()])}
        );
    }
}

void MarketSimulation::Step(Timestamp now, std::vector<wire::Command>& commands) {
    if (unanswered_ > 0) return;
    const std::size_t before = commands.size();
    if (!has_stepped_) {
        has_stepped_ = true;
        last_step_ = now;
        CancelFormerOrders(commands);
    }
    CHECK(now >= last_step_);
    const std::int64_t elapsed = (now.raw() - last_step_.raw()) / 1'000;
    const std::int64_t elapsed_us = std::min(elapsed, kMaxElapsed);
    last_step_ = now;
    fair_prices_.Advance(elapsed_us, preset_, random_);
    for (const MarketProfile& profile : MarketProfiles()) {
        StepMarket(profile.symbol, elapsed_us, commands);
    }
    unanswered_ = commands.size() - before;
}

void MarketSimulation::CancelFormerOrders(std::vector<wire::Command>& commands) const {
    for (const AccountId maker : kMakerAccounts) {
        for (const MarketProfile& profile : MarketProfiles()) {
            auto cancel = MakeCommand<CancelAllOrders>(maker);
            cancel.symbol = profile.symbol;
            commands.emplace_back(cancel);
        }
    }
}

void MarketSimulation::StepMarket(
    SymbolId symbol, std::int64_t elapsed_us, std::vector<wire::Command>& commands
) {
    Market& market = markets_[symbol.raw()];
    if (!market.is_trading) return;
    const std::int64_t fair = fair_prices_.subticks(symbol);
    const std::int64_t lots_per_whole = MarketProfiles()[symbol.raw()].lots_per_percent * 100;
    const auto push = static_cast<Int128>(fair) * market.maker_inventory / lots_per_whole;
    const Int128 limit = fair / kMaxSkewPart;
    const auto center =
        fair - static_cast<std::int64_t>(std::clamp(push / kSkewDamping, -limit, limit));
    market.ladder.Requote(center, preset_, random_, commands);
    market.takers.Step(
        {.elapsed_us = elapsed_us,
         .activity = fair_prices_.activity(symbol),
         .fair_subticks = fair,
         .maker_inventory = market.maker_inventory},
        preset_,
        random_,
        commands
    );
}

void MarketSimulation::OnEvents(std::span<const std::byte> events) {
    wire::ForEachEvent(events, [this](const wire::EventView& event) { OnEvent(event); });
}

MarketSimulation::Market* MarketSimulation::FindMarket(SymbolId symbol) {
    return symbol.raw() < markets_.size() ? &markets_[symbol.raw()] : nullptr;
}

void MarketSimulation::OnEvent(const wire::EventView& event) {
    const auto end = [this](const auto& ended) {
        Market* const market = FindMarket(ended.symbol);
        if (market != nullptr && IsMaker(ended.account)) market->ladder.OnEnded(ended.order);
    };
    switch (event.type()) {
        case EventType::kCommandApplied:
            return OnApplied(event.As<CommandApplied>());
        case EventType::kTradeExecuted:
            return OnTrade(event.As<TradeExecuted>());
        case EventType::kOrderCanceled:
            return end(event.As<OrderCanceled>());
        case EventType::kOrderExpired:
            return end(event.As<OrderExpired>());
        case EventType::kOrderAccepted: {
            const auto& accepted = event.As<OrderAccepted>();
            Market* const market = FindMarket(accepted.symbol);
            if (market != nullptr && IsMaker(accepted.account)) market->ladder.OnAccepted(accepted);
            return;
        }
        case EventType::kSymbolModeChanged: {
            const auto& changed = event.As<SymbolModeChanged>();
            Market* const market = FindMarket(changed.symbol);
            if (market != nullptr) market->is_trading = changed.mode == SymbolMode::kContinuous;
            return;
        }
        default:
            return;
    }
}

void MarketSimulation::OnApplied(const CommandApplied& applied) {
    if (!IsOfSimulation(applied)) return;
    if (unanswered_ > 0) --unanswered_;
    if (applied.reason != RejectReason::kNone) ++rejected_;
}

void MarketSimulation::OnTrade(const TradeExecuted& trade) {
    Market* const market = FindMarket(trade.symbol);
    if (market == nullptr) return;
    fair_prices_.OnTrade(trade.symbol, trade.taker_side, trade.quantity);
    market->takers.OnTrade(trade.price);
    const std::int64_t bought =
        trade.taker_side == Side::kBuy ? trade.quantity.raw() : -trade.quantity.raw();
    if (IsMaker(trade.taker)) {
        market->maker_inventory += bought;
        market->ladder.OnOpenQuantity(trade.taker_order, trade.taker_open);
    }
    if (IsMaker(trade.maker)) {
        market->maker_inventory -= bought;
        market->ladder.OnOpenQuantity(trade.maker_order, trade.maker_open);
    }
}

Price MarketSimulation::max_spread(SymbolId symbol) const {
    CHECK(symbol.raw() < markets_.size());
    return markets_[symbol.raw()].ladder.max_spread(preset_);
}

Quantity MarketSimulation::maker_inventory(SymbolId symbol) const {
    CHECK(symbol.raw() < markets_.size());
    return Quantity(markets_[symbol.raw()].maker_inventory);
}

}  // namespace bourse::sim
