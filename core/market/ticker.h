// Tickers: statistics of one symbol over a window that ends now.
//
// A rolling window opens on the whole minute at or before now - width, as Binance's does, so it is
// up to 59.999 s wider than its name; all trades from there on count, exactly. The average price
// opens on the whole second.
// Thread: any; pure reads of Klines.
#pragma once

#include <optional>
#include <string_view>

#include "core/market/klines.h"

namespace bourse::market {

struct Ticker {
    Timestamp open_time;  // of the window
    Timestamp close_time;
    // open, high, low, close (the last price), volumes, trade ids and their count. The weighted
    // average price is sum.quote_volume over sum.volume. No trades: flat at the last price.
    Kline sum;
    std::optional<Price> previous_close;  // of the last trade before the window
};

// 1 minute to 7 days; requires `width` within them.
struct WindowWidth {
    std::int64_t nanoseconds = kDay;
};
// "1m".."59m", "1h".."23h", "1d".."7d".
std::optional<WindowWidth> ParseWindowWidth(std::string_view text);

Ticker RollingTicker(const Klines& klines, WindowWidth width, Timestamp now);

// The day of `now` in the zone; close_time is its last millisecond.
Ticker TradingDayTicker(const Klines& klines, TimeZone zone, Timestamp now);

// Volumes of the last five minutes.
inline constexpr std::int64_t kAveragePriceMinutes = 5;
Ticker AveragePrice(const Klines& klines, Timestamp now);

}  // namespace bourse::market
