#include "core/market/trades.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace bourse::market {

namespace {

template <class T>
std::vector<T> Select(const Ring<T>& ring, const TradeQuery& query) {
    std::size_t first = 0;
    std::size_t last = ring.size();
    if (query.from_id) {
        first = ring.PartitionPoint([&](const T& t) { return t.id.raw() < *query.from_id; });
    }
    if (query.start) {
        const auto precedes = [&](const T& t) { return t.time < *query.start; };
        first = std::max(first, ring.PartitionPoint(precedes));
    }
    if (query.end) {
        last = ring.PartitionPoint([&](const T& t) { return t.time <= *query.end; });
    }
    if (last <= first) return {};
    const std::size_t count = std::min(last - first, query.limit);
    if (!query.from_id && !query.start) first = last - count;
    std::vector<T> selected;
    selected.reserve(count);
    for (std::size_t i = first; i < first + count; ++i) selected.push_back(ring[i]);
    return selected;
}

}  // namespace

std::optional<AggregateTrade> Trades::Add(const TradeExecuted& event, Timestamp time) {
    CHECK(trades_.empty() || event.trade == trades_.back().id.Next());
    CHECK(trades_.empty() || trades_.back().time <= time);
    trades_.PushBack(
        {event.trade, event.price, event.quantity, event.notional, time, event.taker_side}
    );
    std::optional<AggregateTrade> complete;
    if (open_ && (open_taker_ != event.taker_order || open_->price != event.price)) {
        complete = CompleteAggregate();
    }
    if (!open_) {
        open_ = {
            next_aggregate_,
            event.price,
            Quantity(),
            event.trade,
            event.trade,
            time,
            event.taker_side};
        open_taker_ = event.taker_order;
        next_aggregate_ = next_aggregate_.Next();
    }
    open_->quantity += event.quantity;
    open_->last = event.trade;
    return complete;
}

std::optional<AggregateTrade> Trades::CompleteAggregate() {
    if (open_) aggregates_.PushBack(*open_);
    return std::exchange(open_, std::nullopt);
}

const Trade* Trades::Find(TradeId id) const {
    const std::size_t i = trades_.PartitionPoint([&](const Trade& trade) { return trade.id < id; });
    return i < trades_.size() && trades_[i].id == id ? &trades_[i] : nullptr;
}

std::vector<Trade> Trades::Query(const TradeQuery& query) const { return Select(trades_, query); }

std::vector<AggregateTrade> Trades::QueryAggregates(const TradeQuery& query) const {
    return Select(aggregates_, query);
}

}  // namespace bourse::market
