// VenueMonitor: how the venue does: rates and refusals of the last minute, and how long commands
// take to become durable. Folded from committed events by one thread of the gateway, read by all.
// Thread: any; one lock, taken once a batch. Memory: fixed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string_view>

#include "core/domain/events.h"

namespace bourse::gateway {

class VenueMonitor {
public:
    static constexpr std::int64_t kWindow_s = 60;

    struct Reading {
        // Of the last minute.
        std::uint64_t commands = 0, orders = 0, trades = 0, rejects = 0;
        std::map<std::string_view, std::uint64_t> rejects_by_reason;
        // From the command's sequencing to this gateway's knowing that it is durable; 0: none came.
        std::int64_t latency_p50_ns = 0, latency_p99_ns = 0, latency_max_ns = 0;
        std::int64_t lag_ns = 0;  // of the newest batch
    };

    void OnBatch(std::span<const std::byte> events, Timestamp now);
    Reading Read(Timestamp now) const;

private:
    // Four buckets a power of two, so a percentile is at most a quarter too high.
    static constexpr std::size_t kBuckets = 4 * 48;
    static constexpr std::size_t kReasons = 128;
    struct Second {
        std::int64_t second = 0;  // since 1970
        std::uint64_t commands = 0, orders = 0, trades = 0, rejects = 0;
        std::array<std::uint32_t, kBuckets> latencies{};
        std::array<std::uint32_t, kReasons> reasons{};
        std::int64_t latency_max_ns = 0;
    };

    static std::size_t BucketOf(std::int64_t latency_ns);
    static std::int64_t CeilingOf(std::size_t bucket);
    Second& SecondOf(Timestamp now);

    mutable std::mutex mutex_;
    std::array<Second, kWindow_s> seconds_{};
    std::int64_t lag_ns_ = 0;
};

}  // namespace bourse::gateway
