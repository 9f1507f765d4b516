#include "core/market/klines.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/market/random_trades_fixture.h"

namespace bourse::market {
namespace {

constexpr std::uint64_t kSeed = 99;
constexpr Timestamp kStart(1'709'164'799 * kSecond);  // 2024-02-28 23:59:59, a leap year

std::vector<KlineInterval> AllIntervals() {
    std::vector<KlineInterval> intervals;
    for (std::size_t i = 0; i < kKlineIntervals; ++i) {
        intervals.push_back(static_cast<KlineInterval>(i));
    }
    return intervals;
}

// All klines from the first trade to now, straight from the definition.
std::vector<Kline> Naive(
    const std::vector<TimedTrade>& trades, const Buckets& buckets, Timestamp now
) {
    std::vector<Kline> klines;
    Timestamp open = buckets.OpenOf(trades.front().time);
    std::size_t i = 0;
    for (; open <= now; open = buckets.Next(open)) {
        const Price before = klines.empty() ? trades.front().event.price : klines.back().close;
        Kline kline{open, before, before, before, before, TradeId(), 0};
        for (; i < trades.size() && trades[i].time < buckets.Next(open); ++i) {
            const TradeExecuted& trade = trades[i].event;
            if (kline.trades++ == 0) {
                kline.open = kline.high = kline.low = trade.price;
                kline.first_trade = trade.trade;
            }
            kline.high = std::max(kline.high, trade.price);
            kline.low = std::min(kline.low, trade.price);
            kline.close = trade.price;
            kline.volume += trade.quantity.raw();
            kline.quote_volume += trade.notional.raw();
            if (trade.taker_side == Side::kSell) continue;
            kline.taker_buy_volume += trade.quantity.raw();
            kline.taker_buy_quote_volume += trade.notional.raw();
        }
        klines.push_back(kline);
    }
    return klines;
}

struct History {
    std::vector<TimedTrade> trades;
    Klines klines;

    Timestamp last() const { return trades.back().time; }
};

History Record(std::size_t count, std::int64_t longest_pause) {
    RandomTrades random(kSeed, kStart);
    History history;
    for (std::size_t i = 0; i < count; ++i) {
        history.trades.push_back(random.Next(longest_pause));
        history.klines.Add(history.trades.back().event, history.trades.back().time);
    }
    return history;
}

TEST(KlinesTest, EveryIntervalAndZoneEqualsTheTrades) {
    const History history = Record(3'000, 4 * kDay);
    const Timestamp now(history.last().raw() + 37 * kMinute);
    for (const std::int32_t zone : {0, 60, 8 * 60, 5 * 60 + 45, -12 * 60, 14 * 60, -217}) {
        for (const KlineInterval interval : AllIntervals()) {
            if (interval <= KlineInterval::k1m) continue;  // millions of flat ones: below
            const Buckets buckets{interval, {zone}};
            const auto expected = Naive(history.trades, buckets, now);
            const auto found = history.klines.Query(
                {buckets, Timestamp(0), std::nullopt, expected.size() + 1}, now
            );
            ASSERT_EQ(found, expected)
                << "seed " << kSeed << " " << ToString(interval) << " zone " << zone;
        }
    }
}

TEST(KlinesTest, SecondsAndMinutesEqualTheTrades) {
    const History history = Record(2'000, kHour);
    const Timestamp now = history.last();
    for (const KlineInterval interval : {KlineInterval::k1s, KlineInterval::k1m}) {
        const Buckets buckets{interval, {}};
        const auto expected = Naive(history.trades, buckets, now);
        EXPECT_EQ(history.klines.Query({buckets, {}, {}, expected.size() + 9}, now), expected)
            << "seed " << kSeed << " " << ToString(interval);
    }
}

TEST(KlinesTest, CoarseOnesAreMergedFineOnes) {
    const History history = Record(2'000, kHour);
    const Timestamp now = history.last();
    const auto all = [&](KlineInterval interval) {
        return history.klines.Query({{interval, {}}, {}, {}, 10'000'000}, now);
    };
    const auto minutes = all(KlineInterval::k1m);
    for (const Kline& kline : all(KlineInterval::k4h)) {
        Int128 volume = 0;
        Price high = kline.low;
        std::uint64_t trades = 0;
        for (const Kline& minute : minutes) {
            if (Buckets{KlineInterval::k4h, {}}.OpenOf(minute.open_time) != kline.open_time)
                continue;
            volume += minute.volume;
            trades += minute.trades;
            if (minute.trades > 0) high = std::max(high, minute.high);
        }
        EXPECT_TRUE(volume == kline.volume);
        EXPECT_EQ(trades, kline.trades);
        if (trades > 0) {
            EXPECT_EQ(high, kline.high);
        }
    }
}

TEST(KlinesTest, StartEndAndLimitSelect) {
    const History history = Record(2'000, kHour);
    const Timestamp now = history.last();
    const Buckets buckets{KlineInterval::k5m, {}};
    const auto all = Naive(history.trades, buckets, now);
    ASSERT_GT(all.size(), 100u);
    const auto query =
        [&](std::optional<Timestamp> start, std::optional<Timestamp> end, std::size_t limit) {
            return history.klines.Query({buckets, start, end, limit}, now);
        };
    const auto slice = [&](std::size_t from, std::size_t count) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(from);
        return std::vector<Kline>(first, first + static_cast<std::ptrdiff_t>(count));
    };
    const auto open = [&](std::size_t i) { return all[i].open_time; };
    EXPECT_EQ(query({}, {}, 10), slice(all.size() - 10, 10));
    EXPECT_EQ(query(Timestamp(0), {}, 3), slice(0, 3));
    EXPECT_EQ(query(open(20), {}, 3), slice(20, 3));
    EXPECT_EQ(query(Timestamp(open(20).raw() + 1), {}, 3), slice(21, 3));
    EXPECT_EQ(query(open(20), open(22), 500), slice(20, 3));
    EXPECT_EQ(query(open(20), Timestamp(open(22).raw() - 1), 500), slice(20, 2));
    EXPECT_EQ(query({}, open(22), 3), slice(20, 3));
    EXPECT_EQ(query({}, open(1), 500), slice(0, 2));
    EXPECT_TRUE(query(Timestamp(now.raw() + 1), {}, 5).empty());
    EXPECT_TRUE(query({}, Timestamp(open(0).raw() - 1), 5).empty());
    EXPECT_TRUE(query({}, {}, 0).empty());
    for (std::size_t from = 0; from + 7 < all.size(); from += 13) {
        ASSERT_EQ(query(open(from), {}, 7), slice(from, 7)) << "seed " << kSeed << " " << from;
    }
}

TEST(KlinesTest, NothingBeforeTheFirstTradeAndFlatAfterTheLast) {
    Klines klines;
    const Buckets buckets{KlineInterval::k1m, {}};
    EXPECT_TRUE(klines.Query({buckets, {}, {}, 10}, kStart).empty());
    TradeExecuted trade{};
    trade.trade = TradeId(1);
    trade.price = Price(7);
    trade.quantity = Quantity(1);
    klines.Add(trade, kStart);
    const auto found = klines.Query({buckets, {}, {}, 10}, Timestamp(kStart.raw() + 2 * kMinute));
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].trades, 1u);
    EXPECT_EQ(found[2].close, Price(7));
    EXPECT_EQ(found[2].trades, 0u);
    EXPECT_TRUE(found[2].volume == 0);
}

TEST(KlinesTest, WhatIsForgottenIsLeftOutWhole) {
    Klines klines;
    TradeExecuted trade{};
    trade.price = Price(5);
    trade.quantity = Quantity(1);
    const std::int64_t seconds = 9'000;  // above what is kept of them
    for (std::int64_t i = 0; i < seconds; ++i) {
        trade.trade = TradeId(static_cast<std::uint64_t>(i + 1));
        klines.Add(trade, Timestamp(i * kSecond));
    }
    const Timestamp now((seconds - 1) * kSecond);
    const auto query = [&](KlineInterval interval) {
        return klines.Query({{interval, {}}, {}, {}, 100'000}, now);
    };
    EXPECT_EQ(query(KlineInterval::k1s).size(), 7'201u);
    EXPECT_EQ(query(KlineInterval::k1m).size(), 150u);
    EXPECT_EQ(query(KlineInterval::k1s).front().open_time, Timestamp((9'000 - 7'201) * kSecond));
    for (const Kline& minute : query(KlineInterval::k1m)) EXPECT_EQ(minute.trades, 60u);
}

TEST(KlinesDeathTest, ALostTradeEndsTheProcess) {
    Klines klines;
    TradeExecuted trade{};
    trade.trade = TradeId(1);
    klines.Add(trade, kStart);
    trade.trade = TradeId(3);
    EXPECT_DEATH(klines.Add(trade, kStart), "first_trade");
}

}  // namespace
}  // namespace bourse::market
