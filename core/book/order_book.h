// OrderBook: the resting orders of one symbol in price-time priority. It knows prices, quantities
// and whose orders must not meet; it never knows money, accounts or what the symbol is.
//
// Each side has its own ladder, so a book may be crossed while an auction collects orders; in
// continuous trading the caller matches before it adds. Slots belong to the caller: he allocates
// and fills an order before Add and frees it after it has left the book.
// Thread: the engine's. Invariants: no empty level; a level's quantity and count are the sums over
// its orders; the best level of a side is cached.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "core/book/price_ladder.h"

namespace bourse::book {

// The limit price that accepts every resting order.
constexpr Price AnyPrice(Side taker) {
    return Price(taker == Side::kBuy ? std::numeric_limits<std::int64_t>::max() : 0);
}

// By sign and not by case: sides come at random, and a branch on them is often mispredicted.
constexpr bool Accepts(Side taker, Price limit, Price maker) {
    const std::int64_t sign = 1 - 2 * static_cast<std::int64_t>(taker);
    return sign * maker.raw() <= sign * limit.raw();
}

struct MatchRequest {
    Side taker;
    Price limit;
    Quantity quantity;
    std::uint32_t max_visits = std::numeric_limits<std::uint32_t>::max();
};

// What to do with the resting order at the front.
struct MatchStep {
    enum class Action : std::uint8_t {
        kReduceBoth,   // taker and maker lose the quantity; at zero the maker leaves the book
        kRemoveMaker,  // the maker leaves the book, the taker loses nothing
        kStop,
    };
    Action action;
    Quantity quantity{};

    static constexpr MatchStep ReduceBoth(Quantity quantity) {
        return {Action::kReduceBoth, quantity};
    }
    static constexpr MatchStep RemoveMaker() { return {Action::kRemoveMaker}; }
    static constexpr MatchStep Stop() { return {Action::kStop}; }
};

enum class MatchEnd : std::uint8_t {
    kFilled,       // nothing of the taker remains
    kNoMakerLeft,  // no resting order at an acceptable price
    kStopped,      // by the visitor
    kVisitLimit,   // max_visits orders were visited; more may match
};

struct MatchResult {
    Quantity remaining;
    MatchEnd end;
};

// Decides what a match does. OnMaker sees the front order and the taker's remaining quantity, and
// answers a step of at most the smaller of the two; it must change neither book nor pool. (A trade
// and a self-trade decrement are the same to the book: both reduce.) OnUnlinked follows when the
// maker has left the book: the slot is the visitor's, who may free it or add it again.
template <class Visitor>
concept MatchVisitor =
    requires(Visitor visitor, OrderSlot slot, const RestingOrder& order, Quantity remaining) {
        { visitor.OnMaker(slot, order, remaining) } -> std::same_as<MatchStep>;
        visitor.OnUnlinked(slot);
    };

class OrderBook {
public:
    OrderBook(OrderPool& orders, LevelPool& levels)
        : orders_(&orders), levels_(&levels), sides_{BookSide(levels), BookSide(levels)} {}
    OrderBook(OrderBook&&) noexcept = default;

    // Puts the order last at its price. Requires: unlinked, price in 1..2^62, remaining > 0.
    void Add(OrderSlot slot, Side side);

    // Requires: the order rests on this side of this book.
    void Remove(OrderSlot slot, Side side) { Unlink((*orders_)[slot], side); }

    // Takes `by` from the order, which keeps its place. Requires: 0 < by < remaining.
    void Reduce(OrderSlot slot, Quantity by) {
        RestingOrder& order = (*orders_)[slot];
        CHECK(by > Quantity(0) && by < order.remaining);
        order.remaining -= by;
        (*levels_)[order.level].quantity -= by;
    }

    // Starts loading the level where an order of this price would rest. Of any values.
    void Prefetch(Side side, Price price) const {
        if (Index(side) < sides_.size()) sides_[Index(side)].ladder.Prefetch(price);
    }
    // Starts loading what Remove of this resting order changes.
    void Prefetch(const RestingOrder& order) const {
        if (!order.is_linked()) return;
        __builtin_prefetch(&(*levels_)[order.level]);
        if (order.previous != kNoOrder) __builtin_prefetch(&(*orders_)[order.previous]);
        if (order.next != kNoOrder) __builtin_prefetch(&(*orders_)[order.next]);
    }

    // Visits the orders opposite to the taker in priority order while quantity and price allow.
    template <MatchVisitor Visitor>
    MatchResult Match(const MatchRequest& request, Visitor&& visitor);

    // Whether a taker with this limit would meet somebody.
    bool Crosses(Side taker, Price limit) const {
        const BookSide& makers = sides_[Index(Opposite(taker))];
        return makers.best != kNoLevel && Accepts(taker, limit, makers.best_price);
    }
    std::optional<Price> Best(Side side) const {
        const BookSide& own = sides_[Index(side)];
        return own.best == kNoLevel ? std::nullopt : std::optional(own.best_price);
    }
    std::optional<Price> BestBid() const { return Best(Side::kBuy); }
    std::optional<Price> BestAsk() const { return Best(Side::kSell); }
    std::uint32_t order_count(Side side) const { return sides_[Index(side)].order_count; }

    // The total at one price; zero when nothing rests there.
    Quantity QuantityAt(Side side, Price price) const;

    // Calls visit(slot, order) in priority order until it answers false. Read only: a dry run of
    // Match, or a snapshot, whose orders restore the book when they are added in this order.
    template <class Visit>
    void Walk(Side side, Visit&& visit) const;

    // Calls visit(price, quantity, order count) for the best `max_levels` levels.
    template <class Visit>
    void ForEachLevel(Side side, std::uint32_t max_levels, Visit&& visit) const;

    // Walks everything; a broken invariant ends the process.
    void CheckInvariants() const;

private:
    struct BookSide {
        explicit BookSide(LevelPool& levels) : ladder(levels) {}

        PriceLadder ladder;
        LevelIndex best = kNoLevel;
        Price best_price;  // meaningless without a best level
        std::uint32_t order_count = 0;
    };

    static std::size_t Index(Side side) { return static_cast<std::size_t>(side); }
    // From better to worse prices.
    static Direction Worse(Side side) {
        return side == Side::kBuy ? Direction::kDown : Direction::kUp;
    }
    void Unlink(RestingOrder& order, Side side);
    // To the next worse level.
    static void MoveBest(BookSide& own, Direction worse) {
        own.best = own.ladder.Next(own.best, worse);
        if (own.best != kNoLevel) own.best_price = own.ladder.PriceOf(own.best);
    }
    void CheckSide(Side side) const;

    OrderPool* orders_;
    LevelPool* levels_;
    std::array<BookSide, 2> sides_;
};

inline void OrderBook::Add(OrderSlot slot, Side side) {
    RestingOrder& order = (*orders_)[slot];
    CHECK(order.level == kNoLevel && order.remaining > Quantity(0));
    BookSide& own = sides_[Index(side)];
    order.level = own.ladder.FindOrInsert(order.price);
    Level& level = (*levels_)[order.level];
    order.previous = level.tail;
    order.next = kNoOrder;
    OrderSlot& before = order.previous == kNoOrder ? level.head : (*orders_)[order.previous].next;
    before = slot;
    level.tail = slot;
    level.quantity += order.remaining;
    ++level.order_count;
    ++own.order_count;
    // Better is what the best would not accept as its limit.
    if (own.best == kNoLevel || !Accepts(side, own.best_price, order.price)) {
        own.best = order.level;
        own.best_price = order.price;
    }
}

// No branch depends on the lines of level and neighbours, so their cache misses stall nothing.
inline void OrderBook::Unlink(RestingOrder& order, Side side) {
    CHECK(order.level != kNoLevel);
    BookSide& own = sides_[Index(side)];
    const LevelIndex index = std::exchange(order.level, kNoLevel);
    Level& level = (*levels_)[index];
    OrderSlot& before = order.previous == kNoOrder ? level.head : (*orders_)[order.previous].next;
    OrderSlot& after = order.next == kNoOrder ? level.tail : (*orders_)[order.next].previous;
    before = order.next;
    after = order.previous;
    level.quantity -= order.remaining;
    --level.order_count;
    --own.order_count;
    if (order.previous == kNoOrder && order.next == kNoOrder) {
        if (index == own.best) MoveBest(own, Worse(side));
        own.ladder.Erase(index);
    }
}

template <MatchVisitor Visitor>
MatchResult OrderBook::Match(const MatchRequest& request, Visitor&& visitor) {
    const Side side = Opposite(request.taker);
    BookSide& makers = sides_[Index(side)];
    Quantity remaining = request.quantity;
    for (std::uint32_t visits = 0; remaining > Quantity(0); ++visits) {
        if (!Crosses(request.taker, request.limit)) return {remaining, MatchEnd::kNoMakerLeft};
        if (visits == request.max_visits) return {remaining, MatchEnd::kVisitLimit};
        Level& level = (*levels_)[makers.best];
        const OrderSlot slot = level.head;
        RestingOrder& maker = (*orders_)[slot];
        const MatchStep step = visitor.OnMaker(slot, std::as_const(maker), remaining);
        if (step.action == MatchStep::Action::kStop) return {remaining, MatchEnd::kStopped};
        if (step.action == MatchStep::Action::kReduceBoth) {
            CHECK(step.quantity > Quantity(0));
            CHECK(step.quantity <= std::min(remaining, maker.remaining));
            remaining -= step.quantity;
            maker.remaining -= step.quantity;
            level.quantity -= step.quantity;
            if (maker.remaining > Quantity(0)) continue;
        }
        Unlink(maker, side);
        visitor.OnUnlinked(slot);
    }
    return {remaining, MatchEnd::kFilled};
}

template <class Visit>
void OrderBook::Walk(Side side, Visit&& visit) const {
    const BookSide& own = sides_[Index(side)];
    for (LevelIndex index = own.best; index != kNoLevel;
         index = own.ladder.Next(index, Worse(side))) {
        const Level& level = (*levels_)[index];
        for (OrderSlot slot = level.head; slot != kNoOrder; slot = (*orders_)[slot].next) {
            if (!visit(slot, (*orders_)[slot])) return;
        }
    }
}

template <class Visit>
void OrderBook::ForEachLevel(Side side, std::uint32_t max_levels, Visit&& visit) const {
    const BookSide& own = sides_[Index(side)];
    for (LevelIndex index = own.best; index != kNoLevel && max_levels > 0; --max_levels) {
        const Level& level = (*levels_)[index];
        visit(own.ladder.PriceOf(index), level.quantity, level.order_count);
        index = own.ladder.Next(index, Worse(side));
    }
}

}  // namespace bourse::book
