#include "core/market/kline_interval.h"

#include <gtest/gtest.h>

namespace bourse::market {
namespace {

Timestamp Seconds(std::int64_t seconds) { return Timestamp(seconds * kSecond); }

TEST(KlineIntervalTest, NamesReadBackAndAreCaseSensitive) {
    for (std::size_t i = 0; i < kKlineIntervals; ++i) {
        const auto interval = static_cast<KlineInterval>(i);
        EXPECT_EQ(ParseKlineInterval(ToString(interval)), interval);
    }
    EXPECT_EQ(ParseKlineInterval("1m"), KlineInterval::k1m);
    EXPECT_EQ(ParseKlineInterval("1M"), KlineInterval::k1M);
    for (const char* text : {"", "1", "2m", "1H", "1W", "1mm"}) {
        EXPECT_EQ(ParseKlineInterval(text), std::nullopt) << text;
    }
}

TEST(KlineIntervalTest, ZonesOfTheDocumentation) {
    const auto minutes = [](std::string_view text) {
        const auto zone = ParseTimeZone(text);
        return zone ? std::optional(zone->minutes) : std::nullopt;
    };
    EXPECT_EQ(minutes("0"), 0);
    EXPECT_EQ(minutes("8"), 480);
    EXPECT_EQ(minutes("+08:00"), 480);
    EXPECT_EQ(minutes("-1:00"), -60);
    EXPECT_EQ(minutes("05:45"), 345);
    EXPECT_EQ(minutes("14:00"), 840);
    EXPECT_EQ(minutes("-12:00"), -720);
    for (const char* text :
         {"", "+", "-", ":", "14:01", "-12:01", "15", "5:60", "5:", "5:4x", "x", "100", "1:000"}) {
        EXPECT_EQ(minutes(text), std::nullopt) << text;
    }
}

TEST(KlineIntervalTest, BucketsOpenWhereTheCalendarSays) {
    struct Row {
        const char* interval;
        std::int32_t zone;
        std::int64_t time, open, next;  // seconds
    };
    const Row rows[] = {
        {"1s", 0, 1'700'000'000, 1'700'000'000, 1'700'000'001},
        {"1m", 0, 1'700'000'000, 1'699'999'980, 1'700'000'040},
        {"1d", 0, 1'700'000'000, 1'699'920'000, 1'700'006'400},    // 2023-11-14
        {"1d", 120, 1'700'000'000, 1'699'999'200, 1'700'085'600},  // opens at 22:00 UTC
        {"3d", 0, 1'700'000'000, 1'699'833'600, 1'700'092'800},
        {"1w", 0, 1'700'000'000, 1'699'833'600, 1'700'438'400},  // Monday 2023-11-13
        {"1M", 0, 1'700'000'000, 1'698'796'800, 1'701'388'800},  // November 2023
        {"1M", 0, 1'709'164'800, 1'706'745'600, 1'709'251'200},  // February 29 of 2024
        {"1M", 0, 1'709'251'200, 1'709'251'200, 1'711'929'600},  // March 1
        {"1M", 0, 951'782'400, 949'363'200, 951'868'800},        // February 29 of 2000
        {"1M", 0, 1'735'689'599, 1'733'011'200, 1'735'689'600},  // the last second of 2024
        {"1M", 480, 1'698'796'800, 1'698'768'000, 1'701'360'000},
        {"1d", 0, -1, -86'400, 0},
        {"1M", 0, -1, -2'678'400, 0},
    };
    for (const Row& row : rows) {
        const Buckets buckets{ParseKlineInterval(row.interval).value(), {row.zone}};
        EXPECT_EQ(buckets.OpenOf(Seconds(row.time)), Seconds(row.open)) << row.interval << row.time;
        EXPECT_EQ(buckets.Next(Seconds(row.open)), Seconds(row.next)) << row.interval << row.time;
        EXPECT_EQ(buckets.Previous(Seconds(row.next)), Seconds(row.open)) << row.interval;
    }
}

TEST(KlineIntervalTest, BucketsCoverTimeWithoutGap) {
    for (std::size_t i = 0; i < kKlineIntervals; ++i) {
        for (const std::int32_t zone : {0, -720, 345, 840}) {
            const Buckets buckets{static_cast<KlineInterval>(i), {zone}};
            Timestamp open = buckets.OpenOf(Seconds(946'684'800));
            for (int step = 0; step < 500; ++step) {
                const Timestamp next = buckets.Next(open);
                ASSERT_EQ(buckets.OpenOf(Timestamp(next.raw() - 1)), open);
                ASSERT_EQ(buckets.OpenOf(next), next);
                ASSERT_EQ(open.raw() % buckets.Granularity(), 0);
                open = next;
            }
        }
    }
}

}  // namespace
}  // namespace bourse::market
