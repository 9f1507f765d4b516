#include "core/market/ticker.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/market/random_trades_fixture.h"

namespace bourse::market {
namespace {

constexpr std::uint64_t kSeed = 31;
constexpr Timestamp kStart(1'700'000'000 * kSecond);

void ExpectNaive(const Ticker& ticker, const std::vector<TimedTrade>& trades) {
    Kline sum{ticker.open_time, {}, {}, {}, {}, TradeId(), 0};
    std::optional<Price> before;
    for (const auto& [trade, time] : trades) {
        if (time < ticker.open_time) {
            before = trade.price;
            continue;
        }
        if (sum.trades++ == 0) {
            sum.open = sum.high = sum.low = trade.price;
            sum.first_trade = trade.trade;
        }
        sum.high = std::max(sum.high, trade.price);
        sum.low = std::min(sum.low, trade.price);
        sum.close = trade.price;
        sum.volume += trade.quantity.raw();
        sum.quote_volume += trade.notional.raw();
        if (trade.taker_side == Side::kSell) continue;
        sum.taker_buy_volume += trade.quantity.raw();
        sum.taker_buy_quote_volume += trade.notional.raw();
    }
    if (sum.trades == 0 && before) sum.open = sum.high = sum.low = sum.close = *before;
    EXPECT_EQ(ticker.sum, sum);
    EXPECT_EQ(ticker.previous_close, before);
}

TEST(TickerTest, WindowsEqualTheTradesAtEveryTime) {
    const char* const widths[] = {"1m", "5m", "59m", "1h", "4h", "23h", "1d", "3d", "7d"};
    RandomTrades random(kSeed, kStart);
    std::vector<TimedTrade> trades;
    Klines klines;
    for (int i = 0; i < 4'000; ++i) {
        trades.push_back(random.Next(20 * kHour));
        klines.Add(trades.back().event, trades.back().time);
        if (i % 20 != 0) continue;
        for (const std::int64_t later : {std::int64_t{0}, 61 * kSecond, 30 * kHour}) {
            SCOPED_TRACE(testing::Message() << "seed " << kSeed << " trade " << i);
            const Timestamp now(trades.back().time.raw() + later);
            for (const char* width : widths) {
                ExpectNaive(RollingTicker(klines, ParseWindowWidth(width).value(), now), trades);
            }
            ExpectNaive(TradingDayTicker(klines, {345}, now), trades);
            ExpectNaive(TradingDayTicker(klines, {0}, now), trades);
            ExpectNaive(AveragePrice(klines, now), trades);
        }
        ASSERT_FALSE(HasFailure());
    }
}

TEST(TickerTest, RollingWindowsOpenOnWholeMinutes) {
    const Klines klines;
    const Timestamp now(1'700'000'035 * kSecond + 7);
    const Ticker day = RollingTicker(klines, {}, now);
    EXPECT_EQ(day.open_time, Timestamp((1'699'999'980 - 86'400) * kSecond));
    EXPECT_EQ(day.close_time, now);
    EXPECT_EQ(day.sum.trades, 0u);
    EXPECT_EQ(day.previous_close, std::nullopt);
    const Ticker trading_day = TradingDayTicker(klines, {}, now);
    EXPECT_EQ(trading_day.open_time, Timestamp(1'699'920'000 * kSecond));
    EXPECT_EQ(trading_day.close_time, Timestamp(1'700'006'400 * kSecond - 1'000'000));
}

TEST(TickerTest, WindowWidths) {
    EXPECT_EQ(ParseWindowWidth("1m")->nanoseconds, kMinute);
    EXPECT_EQ(ParseWindowWidth("59m")->nanoseconds, 59 * kMinute);
    EXPECT_EQ(ParseWindowWidth("23h")->nanoseconds, 23 * kHour);
    EXPECT_EQ(ParseWindowWidth("7d")->nanoseconds, 7 * kDay);
    for (const char* text :
         {"", "m", "0m", "60m", "24h", "8d", "1w", "1M", "01m", "1h30m", "-1m"}) {
        EXPECT_FALSE(ParseWindowWidth(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace bourse::market
