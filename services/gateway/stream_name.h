// StreamName: what a market stream is called, and what that means.
//
//   stream   := symbol "@" kind | "!miniTicker@arr" | "!ticker@arr" | "!ticker_" window "@arr"
//   symbol   := lower case
//   kind     := "trade" | "aggTrade" | "bookTicker" | "avgPrice" | "miniTicker" | "ticker"
//             | "ticker_" window | "kline_" interval [ "@+08:00" ]
//             | "depth" [ "5" | "10" | "20" ] [ "@100ms" | "@1000ms" ]
//   window   := "1h" | "4h" | "1d"
//
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/market/kline_interval.h"
#include "core/market/ticker.h"

namespace bourse::gateway {

enum class StreamKind : std::uint8_t {
    kTrade,
    kAggregateTrade,
    kBookTicker,
    kAveragePrice,
    kMiniTicker,
    kTicker,
    kRollingTicker,
    kKline,
    kDepthDiff,
    kPartialDepth,
};

struct StreamName {
    StreamKind kind{};
    std::string symbol{};           // upper case; empty: an array of all symbols that changed
    market::Buckets buckets{};      // kKline
    market::WindowWidth width{};    // kRollingTicker
    std::string_view window{};      // kRollingTicker, "1h"; of static lifetime
    std::size_t levels = 0;         // kPartialDepth
    std::int64_t period_ticks = 0;  // of 100 ms; 0: real time
};

// nullopt for what is no stream of ours. Whether there is such a symbol is not checked.
std::optional<StreamName> ParseStreamName(std::string_view text);

}  // namespace bourse::gateway
