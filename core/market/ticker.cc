#include "core/market/ticker.h"

#include "core/base/check.h"

namespace bourse::market {

namespace {

Ticker Over(const Klines& klines, Timestamp open_time, Timestamp close_time) {
    const Klines::Window window = klines.Since(open_time);
    return {open_time, close_time, window.sum, window.previous_close};
}

struct WindowUnit {
    char letter;
    std::int64_t nanoseconds;
    int most;
};
constexpr WindowUnit kWindowUnits[] = {{'m', kMinute, 59}, {'h', kHour, 23}, {'d', kDay, 7}};

}  // namespace

std::optional<WindowWidth> ParseWindowWidth(std::string_view text) {
    if (text.size() < 2 || text.size() > 3 || text.front() == '0') return std::nullopt;
    int count = 0;
    for (const char c : text.substr(0, text.size() - 1)) {
        if (c < '0' || c > '9') return std::nullopt;
        count = count * 10 + (c - '0');
    }
    for (const auto& [letter, nanoseconds, most] : kWindowUnits) {
        if (text.back() == letter && count <= most) return WindowWidth{count * nanoseconds};
    }
    return std::nullopt;
}

Ticker RollingTicker(const Klines& klines, WindowWidth width, Timestamp now) {
    CHECK(width.nanoseconds >= kMinute && width.nanoseconds <= 7 * kDay);
    return Over(klines, FloorTo(Timestamp(now.raw() - width.nanoseconds), kMinute), now);
}

Ticker TradingDayTicker(const Klines& klines, TimeZone zone, Timestamp now) {
    const Buckets days{KlineInterval::k1d, zone};
    const Timestamp open_time = days.OpenOf(now);
    return Over(klines, open_time, Timestamp(days.Next(open_time).raw() - kSecond / 1'000));
}

Ticker AveragePrice(const Klines& klines, Timestamp now) {
    const Timestamp start(now.raw() - kAveragePriceMinutes * kMinute);
    return Over(klines, FloorTo(start, kSecond), now);
}

}  // namespace bourse::market
