// EventSink: where an engine under test publishes. Each event is written as a 32-byte record to a
// ring that fits the second-level cache, as a real engine writes to its publisher, and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/workload.h"

namespace bourse::bench {

class EventSink {
public:
    EventSink() : ring_(kRingSize) {}

    // A new or replaced order was accepted: before its fills.
    void Accepted(std::uint64_t id) { Put({.id = id, .type = Event::Type::kAccepted}); }

    void Filled(
        const Command& taker, std::uint64_t maker, std::int64_t price, std::uint32_t quantity
    ) {
        Put({maker, taker.id, price, quantity, Event::Type::kFilled});
        totals_.AddFill(maker, taker.id, price, quantity);
    }

    // By the user, as the remainder of a taker, or as the first half of a replace.
    void Cancelled(std::uint64_t id) {
        Put({.id = id, .type = Event::Type::kCancelled});
        ++totals_.cancels;
    }

    void Rejected(std::uint64_t id) {
        Put({.id = id, .type = Event::Type::kRejected});
        ++totals_.rejects;
    }

    // Without `resting`, which only the engine knows.
    const Totals& totals() const { return totals_; }

private:
    struct Event {
        enum class Type : std::uint32_t { kAccepted, kFilled, kCancelled, kRejected };
        std::uint64_t id = 0;
        std::uint64_t taker = 0;
        std::int64_t price = 0;
        std::uint32_t quantity = 0;
        Type type{};
    };
    static_assert(sizeof(Event) == 32);
    static constexpr std::size_t kRingSize = 8192;

    void Put(const Event& event) { ring_[count_++ % kRingSize] = event; }

    std::vector<Event> ring_;
    std::size_t count_ = 0;
    Totals totals_;
};

}  // namespace bourse::bench
