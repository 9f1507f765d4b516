// Triggers: the stop orders of one market that wait for the last price (docs/rules.md section 8).
//
// They rest in a book of their own, by stop price and then by arrival: those that wait above the
// last price on its asks, those below on its bids. What a trade costs is one comparison. A trade
// that reaches a stop opens a round: from then on the highest and the lowest price traded at are
// noted, and every order within them is due. Continue commands take the due ones out, some at a
// time, so a cascade holds nobody up; the round ends when none is left. Those that follow the price
// (trailing_stops.h) open a round likewise when they become due.
// Thread: the engine's. Invariant: outside a round no order is reached by the last price.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>

#include "core/book/order_book.h"
#include "core/domain/order.h"
#include "core/matching/trailing_stops.h"

namespace bourse::matching {

class Triggers {
public:
    Triggers(book::OrderPool& orders, book::LevelPool& levels)
        : waiting_(orders, levels), trailing_(std::make_unique<TrailingStops>(orders)) {}

    // STOP_LOSS BUY and TAKE_PROFIT SELL wait above.
    static constexpr TriggerSide SideOf(OrderType type, Side side) {
        const bool is_stop_loss = type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
        return is_stop_loss == (side == Side::kBuy) ? TriggerSide::kAbove : TriggerSide::kBelow;
    }

    // Whether an order of this stop price must not be taken in: it is reached already.
    bool WouldTrigger(TriggerSide side, Price stop, Price last) const {
        if (last.raw() == 0) return false;
        return side == TriggerSide::kAbove ? stop <= std::max(last, highest_)
                                           : stop >= std::min(last, lowest_);
    }

    // The pool's price of the slot is its stop price.
    void Add(book::OrderSlot slot, TriggerSide side) {
        waiting_.Add(slot, BookSide(side));
        Aim();
    }
    void Remove(book::OrderSlot slot, TriggerSide side) {
        waiting_.Remove(slot, BookSide(side));
        Aim();
    }
    void Reduce(book::OrderSlot slot, Quantity by) { waiting_.Reduce(slot, by); }

    // Lets an order follow the price from `last` on; answers its start, for Unfollow.
    std::uint64_t Follow(book::OrderSlot slot, Side side, std::uint32_t delta, Price last);
    void Unfollow(book::OrderSlot slot, const TrailingStops::Follower& follower);
    // As TrailingStops::Restore.
    bool Refollow(book::OrderSlot slot, const TrailingStops::Follower& follower);
    TrailingStops& trailing() { return *trailing_; }
    const TrailingStops& trailing() const { return *trailing_; }

    // Whether OnTrade must be told of a trade at this price.
    bool Reaches(Price price) const { return price >= above_ || price <= below_; }
    void OnTrade(Price price);
    // A round is open: some order is due, or was until it was cancelled.
    bool in_round() const { return highest_.raw() != 0; }
    // The due order that is next: those above first, the lowest stop price first, then those below,
    // the highest first; at one price in the order of arrival; then those that followed the price.
    // kNoOrder when none is due.
    book::OrderSlot NextDue() const;
    void EndRound();

    // The waiting orders; asks: above, bids: below.
    const book::OrderBook& waiting() const { return waiting_; }
    struct Round {
        Price highest, lowest;
    };
    Round round() const { return {highest_, lowest_}; }
    void RestoreRound(const Round& round) {
        highest_ = round.highest;
        lowest_ = round.lowest;
        Aim();
    }
    void CheckInvariants(Price last) const;

private:
    static constexpr Price kNever{std::numeric_limits<std::int64_t>::max()};
    static Side BookSide(TriggerSide side) {
        return side == TriggerSide::kAbove ? Side::kSell : Side::kBuy;
    }
    void Aim();

    book::OrderBook waiting_;
    std::unique_ptr<TrailingStops> trailing_;  // apart: most markets have none, and never read it
    Price above_ = kNever;                     // prices from here up, and
    Price below_;                              // from here down, are OnTrade's
    Price highest_;                            // of the round; 0 outside
    Price lowest_ = kNever;
};

}  // namespace bourse::matching
