// What folding costs. `views/N`: a run of commands of which N of a hundred trade (20 accounts, one
// symbol, 5,000 resting orders at most) folded by Views with an observer that does nothing; items
// are events. `depth/...`: changes of a book of 10,000 levels a side near its best prices, as most
// are, or anywhere, by DepthView and by a std::map.
#include <benchmark/benchmark.h>

#include <map>
#include <random>

#include "core/market/event_stream_fixture.h"
#include "core/market/views.h"

namespace bourse::market {
namespace {

void FoldViews(benchmark::State& state) {
    EventStream stream(1);
    for (int i = 0; i < 200'000; ++i) stream.Step(static_cast<std::uint32_t>(state.range(0)));
    std::int64_t events = 0;
    wire::ForEachEvent(stream.buffer().bytes(), [&](wire::EventView) { ++events; });
    for (auto _ : state) {
        ViewObserver observer;
        Views views(observer);
        views.Apply(stream.buffer().bytes());
        benchmark::DoNotOptimize(views.applied_sequence());
    }
    state.SetItemsProcessed(state.iterations() * events);
}
BENCHMARK(FoldViews)->Name("views")->Arg(30)->Arg(80)->Unit(benchmark::kMillisecond);

constexpr std::int64_t kLevels = 10'000;

enum class Place : std::uint8_t { kNearBest, kAnywhere };

// Bid prices from 1 to kLevels; the best is kLevels.
std::vector<Price> ChangedPrices(Place place) {
    std::mt19937_64 random(1);
    std::geometric_distribution<std::int64_t> away(0.05);
    std::uniform_int_distribution<std::int64_t> anywhere(1, kLevels);
    std::vector<Price> prices;
    for (int i = 0; i < 65'536; ++i) {
        prices.emplace_back(
            place == Place::kAnywhere ? anywhere(random)
                                      : std::max<std::int64_t>(1, kLevels - away(random))
        );
    }
    return prices;
}

// Each iteration removes a level and puts it back.
void ChangeDepth(benchmark::State& state, Place place) {
    const auto prices = ChangedPrices(place);
    DepthView depth;
    std::uint64_t update = 0;
    for (std::int64_t price = 1; price <= kLevels; ++price) {
        depth.Add({Side::kBuy, Price(price), Quantity(1), UpdateId(++update)});
    }
    std::size_t i = 0;
    for (auto _ : state) {
        const Price price = prices[i++ % prices.size()];
        depth.Take({Side::kBuy, price, Quantity(1), UpdateId(++update)});
        depth.Add({Side::kBuy, price, Quantity(1), UpdateId(++update)});
    }
}
BENCHMARK_CAPTURE(ChangeDepth, near_best, Place::kNearBest);
BENCHMARK_CAPTURE(ChangeDepth, anywhere, Place::kAnywhere);

void ChangeMap(benchmark::State& state, Place place) {
    const auto prices = ChangedPrices(place);
    std::map<Price, Quantity> depth;
    for (std::int64_t price = 1; price <= kLevels; ++price) depth[Price(price)] = Quantity(1);
    std::size_t i = 0;
    for (auto _ : state) {
        const Price price = prices[i++ % prices.size()];
        depth.erase(price);
        depth[price] += Quantity(1);
    }
}
BENCHMARK_CAPTURE(ChangeMap, near_best, Place::kNearBest);
BENCHMARK_CAPTURE(ChangeMap, anywhere, Place::kAnywhere);

void RollingDay(benchmark::State& state) {
    Klines klines;
    TradeExecuted trade{};
    const std::int64_t minutes = 8 * 24 * 60;
    for (std::int64_t i = 0; i < minutes * 6; ++i) {
        trade.trade = TradeId(static_cast<std::uint64_t>(i + 1));
        klines.Add(trade, Timestamp(i * 10 * kSecond));
    }
    const Timestamp start(minutes * kMinute - kDay - 17 * kMinute);
    for (auto _ : state) benchmark::DoNotOptimize(klines.Since(start));
}
BENCHMARK(RollingDay);

}  // namespace
}  // namespace bourse::market

BENCHMARK_MAIN();
