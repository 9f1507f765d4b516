#include "core/market/klines.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace bourse::market {

namespace {

constexpr Timestamp kBeginningOfTime{std::numeric_limits<std::int64_t>::min()};

Kline OfTrade(const TradeExecuted& event, Timestamp time) {
    Kline kline{time, event.price, event.price, event.price, event.price, event.trade, 1};
    kline.volume = event.quantity.raw();
    kline.quote_volume = event.notional.raw();
    if (event.taker_side == Side::kBuy) {
        kline.taker_buy_volume = kline.volume;
        kline.taker_buy_quote_volume = kline.quote_volume;
    }
    return kline;
}

Kline Flat(Timestamp open_time, Price price) {
    return {open_time, price, price, price, price, TradeId(), 0};
}

// Adds a piece that follows what `kline` holds already; the open time stays.
void Merge(Kline& kline, const Kline& piece) {
    if (kline.trades == 0) {
        const Timestamp open_time = kline.open_time;
        kline = piece;
        kline.open_time = open_time;
        return;
    }
    CHECK(piece.first_trade.raw() == kline.first_trade.raw() + kline.trades);
    kline.high = std::max(kline.high, piece.high);
    kline.low = std::min(kline.low, piece.low);
    kline.close = piece.close;
    kline.trades += piece.trades;
    kline.volume += piece.volume;
    kline.quote_volume += piece.quote_volume;
    kline.taker_buy_volume += piece.taker_buy_volume;
    kline.taker_buy_quote_volume += piece.taker_buy_quote_volume;
}

}  // namespace

void Klines::Add(const TradeExecuted& event, Timestamp time) {
    Accumulate(0, OfTrade(event, time));
}

void Klines::Accumulate(std::size_t level, const Kline& piece) {
    auto& [width, closed, open] = levels_[level];
    const Timestamp open_time = FloorTo(piece.open_time, width);
    if (open && open->open_time != open_time) {
        CHECK(open->open_time < open_time);
        closed.PushBack(*open);
        if (level + 1 < kLevels) Accumulate(level + 1, *open);
        open.reset();
    }
    if (!open) open = Flat(open_time, piece.open);
    Merge(*open, piece);
}

// The pieces of this width from `start` on, then what finer widths have not passed up yet: each
// trade once, in order, as long as visit answers true. A piece lies whole in any bucket that is a
// multiple of its width.
template <class Visit>
void Klines::ForEachPiece(std::size_t level, Timestamp start, Visit&& visit) const {
    const Ring<Kline>& closed = levels_[level].closed;
    const auto precedes = [start](const Kline& kline) { return kline.open_time < start; };
    for (std::size_t i = closed.PartitionPoint(precedes); i < closed.size(); ++i) {
        if (!visit(closed[i])) return;
    }
    for (std::size_t finer = level + 1; finer-- > 0;) {
        const auto& open = levels_[finer].open;
        if (open && open->open_time >= start && !visit(*open)) return;
    }
}

// The first bucket of which every trade is kept.
std::optional<Timestamp> Klines::FirstBucket(std::size_t level, const Buckets& buckets) const {
    std::optional<Timestamp> first;
    ForEachPiece(level, kBeginningOfTime, [&](const Kline& oldest) {
        const bool is_first_trade = oldest.first_trade == TradeId(1);
        first = buckets.OpenOf(oldest.open_time);
        if (!is_first_trade && *first < oldest.open_time) first = buckets.Next(*first);
        return false;
    });
    return first;
}

std::size_t Klines::CoarsestWithin(std::int64_t granularity) const {
    std::size_t level = kLevels - 1;
    while (granularity % levels_[level].width != 0) --level;
    return level;
}

std::optional<Price> Klines::CloseBefore(Timestamp time) const {
    std::optional<Kline> before;
    for (const Level& level : levels_) {
        const auto ends_before = [&](const Kline& kline) {
            return kline.open_time.raw() + level.width <= time.raw();
        };
        const auto consider = [&](const Kline& kline) {
            if (!before || before->last_trade() < kline.last_trade()) before = kline;
        };
        const std::size_t end = level.closed.PartitionPoint(ends_before);
        if (end > 0) consider(level.closed[end - 1]);
        if (level.open && ends_before(*level.open)) consider(*level.open);
    }
    return before ? std::optional(before->close) : std::nullopt;
}

std::vector<Kline> Klines::Query(const KlineQuery& query, Timestamp now) const {
    const Buckets& buckets = query.buckets;
    const std::size_t level = CoarsestWithin(buckets.Granularity());
    const auto oldest = FirstBucket(level, buckets);
    if (!oldest || query.limit == 0 || (query.start && *query.start > now)) return {};
    const Timestamp last = buckets.OpenOf(query.end ? std::min(*query.end, now) : now);
    Timestamp first = *oldest;
    if (query.start && *query.start > first) {
        first = buckets.OpenOf(*query.start);
        if (first < *query.start) first = buckets.Next(first);
    } else if (!query.start) {
        Timestamp newest = last;
        for (std::size_t i = 1; i < query.limit && newest > first; ++i) {
            newest = buckets.Previous(newest);
        }
        first = std::max(first, newest);
    }

    std::vector<Kline> klines;
    Price close = CloseBefore(first).value_or(Price());
    const auto append_flat_until = [&](Timestamp end) {
        Timestamp open_time = klines.empty() ? first : buckets.Next(klines.back().open_time);
        for (; open_time <= end && klines.size() < query.limit;
             open_time = buckets.Next(open_time)) {
            klines.push_back(Flat(open_time, close));
        }
    };
    ForEachPiece(level, first, [&](const Kline& piece) {
        const Timestamp open_time = buckets.OpenOf(piece.open_time);
        if (open_time > last) return false;
        append_flat_until(open_time);
        if (klines.back().open_time != open_time) return false;  // the limit is reached
        Merge(klines.back(), piece);
        close = piece.close;
        return true;
    });
    append_flat_until(last);
    return klines;
}

// Fine pieces up to where a coarser one begins, coarse ones in the middle, and what is open: about
// a hundred merges for any window.
Klines::Window Klines::Since(Timestamp start) const {
    Window window{Flat(start, Price()), CloseBefore(start)};
    if (window.previous_close) window.sum = Flat(start, *window.previous_close);
    Timestamp next = start;
    for (std::size_t level = 0; level < kLevels; ++level) {
        const Ring<Kline>& closed = levels_[level].closed;
        const bool is_coarsest = level + 1 == kLevels;
        const auto precedes = [next](const Kline& kline) { return kline.open_time < next; };
        std::size_t i = closed.PartitionPoint(precedes);
        const std::int64_t coarser = is_coarsest ? 0 : levels_[level + 1].width;
        for (; i < closed.size(); ++i) {
            const Timestamp open_time = closed[i].open_time;
            if (!is_coarsest && FloorTo(open_time, coarser) >= next) break;
            Merge(window.sum, closed[i]);
        }
        if (!is_coarsest && FloorTo(next, coarser) != next) {
            next = Timestamp(FloorTo(next, coarser).raw() + coarser);
        }
    }
    for (std::size_t level = kLevels; level-- > 0;) {
        const auto& open = levels_[level].open;
        if (open && open->open_time >= start) Merge(window.sum, *open);
    }
    return window;
}

}  // namespace bourse::market
