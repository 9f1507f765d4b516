#include "sim/market/taker_flow.h"

#include <algorithm>

namespace bourse::sim {

namespace {

constexpr std::int64_t kMaxOrders = 2;  // a step
constexpr std::int64_t kMaxStressOrders = 100'000;
constexpr std::int64_t kFastMean = 10 * kMicrosecondsPerSecond;
constexpr std::int64_t kSlowMean = 90 * kMicrosecondsPerSecond;
constexpr std::int64_t kLargeInterval = 240 * kMicrosecondsPerSecond;
constexpr std::int64_t kLargeSize = 32;      // times the usual
constexpr std::int64_t kTrendPart = 10'000;  // a trend is a difference above price / kTrendPart
constexpr int kSizeOctaves = 4;
constexpr std::int64_t kMostQuotesTaken = 8;  // of the middle size, by one order
constexpr std::int64_t kMaxLean = 300;        // in parts of a thousand

}  // namespace

TakerFlow::TakerFlow(const MarketProfile& profile, Price last_price)
    : profile_(&profile), last_(last_price.raw() * kSubticks), fast_(last_), slow_(last_) {}

void TakerFlow::FollowTrend(std::int64_t elapsed_us) {
    fast_ += (last_ - fast_) / 1'000 * std::min(elapsed_us, kFastMean) / (kFastMean / 1'000);
    slow_ += (last_ - slow_) / 1'000 * std::min(elapsed_us, kSlowMean) / (kSlowMean / 1'000);
}

TakerFlow::Trader TakerFlow::ChooseTrader(Random& random) const {
    const bool has_trend = std::abs(fast_ - slow_) > slow_ / kTrendPart;
    const std::int64_t pick = random.Below(100);
    if (!has_trend || pick < 60) return Trader::kNoise;
    return pick < 80 ? Trader::kMomentum : Trader::kReversion;
}

Side TakerFlow::ChooseSide(Trader trader, std::int64_t maker_inventory, Random& random) const {
    const Side trend = fast_ > slow_ ? Side::kBuy : Side::kSell;
    if (trader == Trader::kMomentum) return trend;
    if (trader == Trader::kReversion) return Opposite(trend);
    const std::int64_t lean = maker_inventory * 1'000 / (profile_->lots_per_percent / 8);
    const std::int64_t buyers = 500 + std::clamp(lean, -kMaxLean, kMaxLean);
    return random.Chance(buyers, 1'000) ? Side::kBuy : Side::kSell;
}

wire::Command TakerFlow::MarketOrder(Trader trader, Side side, std::int64_t lots) const {
    auto place = MakeCommand<PlaceOrder>(kTakerAccounts[static_cast<std::size_t>(trader)]);
    place.instruction.symbol = profile_->symbol;
    place.instruction.side = side;
    place.instruction.type = OrderType::kMarket;
    place.instruction.quantity = Quantity(lots);
    return wire::Command(place);
}

void TakerFlow::Step(
    const Conditions& conditions,
    const Preset& preset,
    Random& random,
    std::vector<wire::Command>& commands
) {
    FollowTrend(conditions.elapsed_us);
    const std::int64_t usual = profile_->arrivals_per_1000_s * preset.arrival_percent;
    const std::int64_t arrivals = random.RoundedQuotient(
        usual * conditions.activity * conditions.elapsed_us,
        1'000 * kMicrosecondsPerSecond * 100 * kUsualActivity
    );
    const std::int64_t orders = std::min(arrivals, kMaxOrders);
    const std::int64_t most = profile_->quote_lots * preset.depth_percent / 100 * kMostQuotesTaken;
    for (std::int64_t order = 0; order < orders; ++order) {
        const Trader trader = ChooseTrader(random);
        const Side side = ChooseSide(trader, conditions.maker_inventory, random);
        const std::int64_t lots = random.LogUniform(profile_->taker_lots, kSizeOctaves);
        commands.push_back(MarketOrder(trader, side, std::min(lots * arrivals / orders, most)));
    }
    const std::int64_t large_interval = kLargeInterval * kUsualActivity / conditions.activity;
    if (random.Chance(conditions.elapsed_us, large_interval)) {
        const Side side = ChooseSide(Trader::kLarge, conditions.maker_inventory, random);
        const std::int64_t lots = random.LogUniform(profile_->taker_lots * kLargeSize, 1);
        commands.push_back(MarketOrder(Trader::kLarge, side, std::min(lots, most)));
    }
    if (preset.stress_orders_per_second > 0) AddStress(conditions, preset, random, commands);
}

// Limit orders around the fair price that trade at once or expire: they need no answer, so their
// rate does not depend on the steps.
void TakerFlow::AddStress(
    const Conditions& conditions,
    const Preset& preset,
    Random& random,
    std::vector<wire::Command>& commands
) const {
    const auto markets = static_cast<std::int64_t>(kMarketCount);
    const std::int64_t wanted = random.RoundedQuotient(
        preset.stress_orders_per_second * conditions.elapsed_us, markets * kMicrosecondsPerSecond
    );
    const std::int64_t reach = 2 * profile_->first_width;
    for (std::int64_t order = std::min(wanted, kMaxStressOrders); order > 0; --order) {
        const Side side = random.Chance(1, 2) ? Side::kBuy : Side::kSell;
        auto place = MakeCommand<PlaceOrder>(kTakerAccounts[0]);
        OrderInstruction& instruction = place.instruction;
        instruction.symbol = profile_->symbol;
        instruction.side = side;
        instruction.type = OrderType::kLimit;
        instruction.time_in_force = TimeInForce::kImmediateOrCancel;
        instruction.price =
            Price((conditions.fair_subticks + random.Below(2 * reach) - reach) >> kSubtickBits);
        instruction.quantity = Quantity(random.LogUniform(profile_->taker_lots / 8, 1));
        commands.emplace_back(place);
    }
}

}  // namespace bourse::sim
