// Trades: the newest trades of one symbol, and the same as aggregates.
//
// An aggregate is the fills of one taker order at one price; a taker trades within one command
// only, so aggregates are complete when the command is. Both kinds have dense ids from 1.
// Thread: one owner. Memory: at most `capacity` of each.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/domain/events.h"
#include "core/market/ring.h"

namespace bourse::market {

struct Trade {
    TradeId id;
    Price price;
    Quantity quantity;
    Amount notional;
    Timestamp time;
    Side taker_side{};
};

struct AggregateIdTag {
    static constexpr bool kCounter = true;
};
using AggregateId = Strong<AggregateIdTag, std::uint64_t>;

struct AggregateTrade {
    AggregateId id;
    Price price;
    Quantity quantity;
    TradeId first, last;
    Timestamp time;
    Side taker_side{};
};

// Which entries a query wants, ascending; all given bounds hold together and are inclusive. With
// neither `from_id` nor `start` it is the newest ones, otherwise the oldest.
struct TradeQuery {
    std::optional<std::uint64_t> from_id;
    std::optional<Timestamp> start, end;
    std::size_t limit = 500;
};

class Trades {
public:
    static constexpr std::size_t kDefaultCapacity = 10'000;

    explicit Trades(std::size_t capacity = kDefaultCapacity)
        : trades_(capacity), aggregates_(capacity) {}

    // Answers the aggregate that this trade brought to its end: it belongs to another one.
    std::optional<AggregateTrade> Add(const TradeExecuted& event, Timestamp time);
    // The end of a command, after which the last aggregate is complete; nullopt when none is open.
    std::optional<AggregateTrade> CompleteAggregate();

    const Ring<Trade>& trades() const { return trades_; }
    // Complete ones.
    const Ring<AggregateTrade>& aggregates() const { return aggregates_; }
    const Trade* Find(TradeId id) const;
    std::vector<Trade> Query(const TradeQuery& query) const;
    std::vector<AggregateTrade> QueryAggregates(const TradeQuery& query) const;

private:
    Ring<Trade> trades_;
    Ring<AggregateTrade> aggregates_;
    std::optional<AggregateTrade> open_;
    OrderId open_taker_;
    AggregateId next_aggregate_{1};
};

}  // namespace bourse::market
