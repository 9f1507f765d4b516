#include "services/gateway/venue_monitor.h"

#include <algorithm>
#include <bit>

#include "core/wire/event_codec.h"

namespace bourse::gateway {

namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

bool IsPlacement(CommandType type) {
    return type == CommandType::kPlaceOrder || type == CommandType::kCancelReplaceOrder ||
           type == CommandType::kPlaceOrderList;
}

}  // namespace

std::size_t VenueMonitor::BucketOf(std::int64_t latency_ns) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(latency_ns, 4));
    const auto power = static_cast<std::size_t>(std::bit_width(value)) - 1;
    const std::size_t quarter = (value >> (power - 2)) & 3;
    return std::min(power * 4 + quarter, kBuckets - 1);
}

std::int64_t VenueMonitor::CeilingOf(std::size_t bucket) {
    const std::size_t power = bucket / 4;
    return (std::int64_t{1} << power) / 4 * static_cast<std::int64_t>(5 + bucket % 4) - 1;
}

VenueMonitor::Second& VenueMonitor::SecondOf(Timestamp now) {
    const std::int64_t second = now.raw() / kSecond_ns;
    Second& place = seconds_[static_cast<std::size_t>(second % kWindow_s)];
    if (place.second != second) {
        place = {};
        place.second = second;
    }
    return place;
}

void VenueMonitor::OnBatch(std::span<const std::byte> events, Timestamp now) {
    const std::lock_guard lock(mutex_);
    Second& second = SecondOf(now);
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() == EventType::kTradeExecuted) ++second.trades;
        if (event.type() != EventType::kCommandApplied) return;
        const auto& applied = event.As<CommandApplied>();
        ++second.commands;
        if (IsPlacement(applied.command)) ++second.orders;
        if (applied.reason != RejectReason::kNone) {
            ++second.rejects;
            ++second.reasons[static_cast<std::size_t>(applied.reason) % kReasons];
        }
        lag_ns_ = std::max<std::int64_t>(now.raw() - applied.timestamp.raw(), 0);
        second.latency_max_ns = std::max(second.latency_max_ns, lag_ns_);
        ++second.latencies[BucketOf(lag_ns_)];
    });
}

VenueMonitor::Reading VenueMonitor::Read(Timestamp now) const {
    Reading reading;
    std::array<std::uint64_t, kBuckets> latencies{};
    std::uint64_t count = 0;
    const std::lock_guard lock(mutex_);
    for (const Second& second : seconds_) {
        if (second.second <= now.raw() / kSecond_ns - kWindow_s) continue;
        reading.commands += second.commands;
        reading.orders += second.orders;
        reading.trades += second.trades;
        reading.rejects += second.rejects;
        reading.latency_max_ns = std::max(reading.latency_max_ns, second.latency_max_ns);
        for (std::size_t i = 0; i < kBuckets; ++i) latencies[i] += second.latencies[i];
        for (std::size_t i = 0; i < kReasons; ++i) {
            if (second.reasons[i] == 0) continue;
            const auto reason = static_cast<RejectReason>(i);
            reading.rejects_by_reason[ToString(reason)] += second.reasons[i];
        }
    }
    for (const std::uint64_t of_bucket : latencies) count += of_bucket;
    std::uint64_t passed = 0;
    for (std::size_t i = 0; i < kBuckets && count > 0; ++i) {
        const std::uint64_t before = passed;
        passed += latencies[i];
        const auto reaches = [&](std::uint64_t percent) {
            const std::uint64_t rank = (count * percent + 99) / 100;
            return before < rank && passed >= rank;
        };
        const std::int64_t highest = std::min(CeilingOf(i), reading.latency_max_ns);
        if (reaches(50)) reading.latency_p50_ns = highest;
        if (reaches(99)) reading.latency_p99_ns = highest;
    }
    reading.lag_ns = lag_ns_;
    return reading;
}

}  // namespace bourse::gateway
