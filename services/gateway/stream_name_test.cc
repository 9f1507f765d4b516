#include "services/gateway/stream_name.h"

#include <gtest/gtest.h>

namespace bourse::gateway {
namespace {

TEST(StreamName, KindsAndTheirPeriods) {
    struct Case {
        std::string_view text;
        StreamKind kind;
        std::int64_t period_ticks;
        std::size_t levels;
    };
    for (const Case& c : {
             Case{"btcusdt@trade", StreamKind::kTrade, 0, 0},
             Case{"btcusdt@aggTrade", StreamKind::kAggregateTrade, 0, 0},
             Case{"btcusdt@bookTicker", StreamKind::kBookTicker, 0, 0},
             Case{"btcusdt@avgPrice", StreamKind::kAveragePrice, 10, 0},
             Case{"btcusdt@miniTicker", StreamKind::kMiniTicker, 10, 0},
             Case{"btcusdt@ticker", StreamKind::kTicker, 10, 0},
             Case{"btcusdt@ticker_4h", StreamKind::kRollingTicker, 10, 0},
             Case{"btcusdt@kline_1s", StreamKind::kKline, 10, 0},
             Case{"btcusdt@kline_1M@+08:00", StreamKind::kKline, 20, 0},
             Case{"btcusdt@depth", StreamKind::kDepthDiff, 10, 0},
             Case{"btcusdt@depth@100ms", StreamKind::kDepthDiff, 1, 0},
             Case{"btcusdt@depth5", StreamKind::kPartialDepth, 10, 5},
             Case{"btcusdt@depth20@100ms", StreamKind::kPartialDepth, 1, 20},
         }) {
        const auto name = ParseStreamName(c.text);
        ASSERT_TRUE(name) << c.text;
        EXPECT_EQ(name->kind, c.kind) << c.text;
        EXPECT_EQ(name->symbol, "BTCUSDT") << c.text;
        EXPECT_EQ(name->period_ticks, c.period_ticks) << c.text;
        EXPECT_EQ(name->levels, c.levels) << c.text;
    }
}

TEST(StreamName, KlinesHaveIntervalAndZone) {
    const auto name = ParseStreamName("ethbtc@kline_1d@+08:00");
    ASSERT_TRUE(name);
    EXPECT_EQ(name->buckets.interval, market::KlineInterval::k1d);
    EXPECT_EQ(name->buckets.zone.minutes, 480);
}

TEST(StreamName, ArraysHaveNoSymbol) {
    for (const std::string_view text : {"!miniTicker@arr", "!ticker@arr", "!ticker_1h@arr"}) {
        const auto name = ParseStreamName(text);
        ASSERT_TRUE(name) << text;
        EXPECT_EQ(name->symbol, "");
    }
}

TEST(StreamName, OthersAreNone) {
    for (const std::string_view text :
         {"",
          "0",
          "@trade",
          "btcusdt",
          "btcusdt@",
          "BTCUSDT@trade",
          "btcusdt@trade@100ms",
          "btcusdt@depth7",
          "btcusdt@kline_2m",
          "btcusdt@kline_",
          "btcusdt@ticker_2h",
          "!bookTicker",
          "btcusdt@depth@250ms",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@trade"}) {
        EXPECT_FALSE(ParseStreamName(text)) << text;
    }
}

}  // namespace
}  // namespace bourse::gateway
