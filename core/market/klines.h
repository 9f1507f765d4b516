// Klines: open, high, low, close and volumes of one symbol over time, of every interval.
//
// Only five widths are stored (1s, 1m, 15m, 1h, 1d), and only where there were trades. A trade
// touches the open second alone; a second that ends is merged into the open minute, and so on up.
// Every other interval, and every zone, is merged from the coarsest stored width that divides it.
//
// Kept: the newest kCapacity stored klines of each width with trades in them, which is at least the
// last 2 h of seconds, 10 days of minutes, 1 year of quarters, 5 years of hours, 30 years of days,
// and more where minutes without trades lie between.
// Thread: one owner. Time never falls.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/checked.h"
#include "core/domain/events.h"
#include "core/market/kline_interval.h"
#include "core/market/ring.h"

namespace bourse::market {

struct Kline {
    Timestamp open_time;
    Price open, high, low, close;
    TradeId first_trade;       // trades have ids without gaps: the last is first_trade + trades - 1
    std::uint64_t trades = 0;  // 0: no trades; all prices are the close before, all sums are 0
    Int128 volume = 0;         // lots
    Int128 quote_volume = 0;   // minor units of the quote asset
    Int128 taker_buy_volume = 0;  // of which takers bought
    Int128 taker_buy_quote_volume = 0;

    TradeId last_trade() const { return TradeId(first_trade.raw() + trades - 1); }
    friend bool operator==(const Kline&, const Kline&) = default;
};

// All bounds are inclusive and of open times. With `start` the oldest, otherwise the newest ones.
struct KlineQuery {
    Buckets buckets;
    std::optional<Timestamp> start, end;
    std::size_t limit = 500;
};

class Klines {
public:
    void Add(const TradeExecuted& event, Timestamp time);

    // Ascending, without holes: intervals without trades are flat at the close before. Never before
    // the first trade or what is kept; the last is the one of `now`, which is still open.
    std::vector<Kline> Query(const KlineQuery& query, Timestamp now) const;

    // All trades at or after `start` in one, open_time = start; without trades flat at the close
    // before. Requires a whole minute or, within what is kept of seconds, a whole second.
    struct Window {
        Kline sum;
        std::optional<Price> previous_close;  // of the last trade before the window
    };
    Window Since(Timestamp start) const;

private:
    struct Level {
        std::int64_t width;
        Ring<Kline> closed;
        std::optional<Kline> open;
    };
    static constexpr std::size_t kLevels = 5;

    void Accumulate(std::size_t level, const Kline& piece);
    std::optional<Timestamp> FirstBucket(std::size_t level, const Buckets& buckets) const;
    std::size_t CoarsestWithin(std::int64_t granularity) const;
    std::optional<Price> CloseBefore(Timestamp time) const;
    template <class Visit>
    void ForEachPiece(std::size_t level, Timestamp start, Visit&& visit) const;

    std::array<Level, kLevels> levels_ = {{
        {kSecond, Ring<Kline>(7'200), {}},
        {kMinute, Ring<Kline>(14'400), {}},
        {15 * kMinute, Ring<Kline>(35'136), {}},
        {kHour, Ring<Kline>(43'830), {}},
        {kDay, Ring<Kline>(10'957), {}},
    }};
};

}  // namespace bourse::market
