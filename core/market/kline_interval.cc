#include "core/market/kline_interval.h"

#include <algorithm>
#include <numeric>

#include "core/base/check.h"

namespace bourse::market {

namespace {

struct IntervalShape {
    std::string_view name;
    std::int64_t width;
    std::int64_t origin = 0;  // of the multiples, since 1970
};
constexpr std::int64_t kFirstMonday = 4 * kDay;  // 1970-01-05
constexpr std::array<IntervalShape, kKlineIntervals> kShapes = {{
    {"1s", kSecond},
    {"1m", kMinute},
    {"3m", 3 * kMinute},
    {"5m", 5 * kMinute},
    {"15m", 15 * kMinute},
    {"30m", 30 * kMinute},
    {"1h", kHour},
    {"2h", 2 * kHour},
    {"4h", 4 * kHour},
    {"6h", 6 * kHour},
    {"8h", 8 * kHour},
    {"12h", 12 * kHour},
    {"1d", kDay},
    {"3d", 3 * kDay},
    {"1w", 7 * kDay, kFirstMonday},
    {"1M", kDay},  // not of one width; all months are made of days
}};

const IntervalShape& Shape(KlineInterval interval) {
    return kShapes[static_cast<std::size_t>(interval)];
}

std::int64_t FloorDivide(std::int64_t value, std::int64_t divisor) {
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

bool IsLeap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days from 1970-01-01 to January 1 of the year. Requires year > 0.
std::int64_t DaysBefore(std::int64_t year) {
    const auto leap_days = [](std::int64_t y) { return y / 4 - y / 100 + y / 400; };
    return (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
}

struct Month {
    std::int64_t first_day;  // since 1970
    std::int64_t days;
};

Month MonthOf(std::int64_t day) {
    constexpr std::array<std::int64_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t year = 1970 + FloorDivide(day, 366);  // too early by less than a year in 1,400
    while (DaysBefore(year + 1) <= day) ++year;
    Month month{DaysBefore(year), kDays[0]};
    for (std::size_t i = 1; month.first_day + month.days <= day; ++i) {
        month = {month.first_day + month.days, kDays[i] + (i == 1 && IsLeap(year) ? 1 : 0)};
    }
    return month;
}

std::optional<int> ParseTwoDigits(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 2) return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
}

}  // namespace

std::string_view ToString(KlineInterval interval) { return Shape(interval).name; }

std::optional<KlineInterval> ParseKlineInterval(std::string_view text) {
    const auto has_name = [text](const IntervalShape& shape) { return shape.name == text; };
    const auto found = std::find_if(kShapes.begin(), kShapes.end(), has_name);
    if (found == kShapes.end()) return std::nullopt;
    return static_cast<KlineInterval>(found - kShapes.begin());
}

std::optional<TimeZone> ParseTimeZone(std::string_view text) {
    const bool is_west = text.starts_with('-');
    if (is_west || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto hours = ParseTwoDigits(text.substr(0, colon));
    const auto minutes =
        colon == text.size() ? std::optional(0) : ParseTwoDigits(text.substr(colon + 1));
    if (!hours || !minutes || *minutes >= 60) return std::nullopt;
    const int east = (*hours * 60 + *minutes) * (is_west ? -1 : 1);
    if (east < -12 * 60 || east > 14 * 60) return std::nullopt;
    return TimeZone{east};
}

Timestamp FloorTo(Timestamp time, std::int64_t width) {
    CHECK(width > 0);
    return Timestamp(FloorDivide(time.raw(), width) * width);
}

Timestamp Buckets::OpenOf(Timestamp time) const {
    const std::int64_t local = time.raw() + zone.nanoseconds();
    if (interval == KlineInterval::k1M) {
        const std::int64_t first_day = MonthOf(FloorDivide(local, kDay)).first_day;
        return Timestamp(first_day * kDay - zone.nanoseconds());
    }
    const auto& [name, width, origin] = Shape(interval);
    const std::int64_t open = FloorDivide(local - origin, width) * width + origin;
    return Timestamp(open - zone.nanoseconds());
}

Timestamp Buckets::Next(Timestamp open) const {
    if (interval != KlineInterval::k1M) return Timestamp(open.raw() + Shape(interval).width);
    const std::int64_t local_day = FloorDivide(open.raw() + zone.nanoseconds(), kDay);
    return Timestamp(open.raw() + MonthOf(local_day).days * kDay);
}

std::int64_t Buckets::Granularity() const {
    const auto& [name, width, origin] = Shape(interval);
    return std::gcd(std::gcd(width, origin), zone.nanoseconds());
}

}  // namespace bourse::market
