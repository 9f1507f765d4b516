// The intervals of klines and how time falls into them.
//
// Bounds lie on multiples of the interval since 1970-01-01 00:00 UTC, weeks on Mondays and months
// on the first, all moved by the zone: with zone +2 h the day opens at 22:00 UTC. Thread: any;
// pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/domain/types.h"

namespace bourse::market {

inline constexpr std::int64_t kSecond = 1'000'000'000;
inline constexpr std::int64_t kMinute = 60 * kSecond;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

enum class KlineInterval : std::uint8_t {
    k1s,
    k1m,
    k3m,
    k5m,
    k15m,
    k30m,
    k1h,
    k2h,
    k4h,
    k6h,
    k8h,
    k12h,
    k1d,
    k3d,
    k1w,
    k1M,
};
inline constexpr std::size_t kKlineIntervals = 16;

// "1s", "1m", … "1M", case-sensitive.
std::string_view ToString(KlineInterval interval);
std::optional<KlineInterval> ParseKlineInterval(std::string_view text);

// Minutes east of UTC, -12:00 to +14:00.
struct TimeZone {
    std::int32_t minutes = 0;

    std::int64_t nanoseconds() const { return minutes * kMinute; }
};
// "0", "8", "+08:00", "-1:00", "05:45"; nullopt for what is no zone or is out of range.
std::optional<TimeZone> ParseTimeZone(std::string_view text);

// An interval in a zone: where the bucket of a time opens, and its neighbours.
struct Buckets {
    KlineInterval interval = KlineInterval::k1m;
    TimeZone zone;

    Timestamp OpenOf(Timestamp time) const;
    // Require: `open` is the opening of a bucket.
    Timestamp Next(Timestamp open) const;
    Timestamp Previous(Timestamp open) const { return OpenOf(Timestamp(open.raw() - 1)); }
    // All bounds of these buckets are multiples of this.
    std::int64_t Granularity() const;
};

// The largest multiple of `width` not above `time`.
Timestamp FloorTo(Timestamp time, std::int64_t width);

}  // namespace bourse::market
