// TrailingStops: the stop orders of one market that follow the last price (docs/rules.md section
// 8). One that sells follows the highest price since its start and triggers when a trade is its
// delta below it; one that buys follows the lowest.
//
// A price move touches groups, never orders: all orders of a side with one extreme are a group, and
// those of one delta in it a queue. Whoever starts has the last price as its extreme, and nobody
// has a nearer one, so groups lie in the order of their starts as their extremes do. A new extreme
// joins the groups that it overtakes, the smaller one into the larger one; only the queue with the
// smallest delta of a group can be the next one to trigger.
//
// An order is linked to its neighbours of the queue through the pool, and is in no book meanwhile.
// Thread: the engine's. Cost: logarithmic in groups and queues, of which there are at most
// kMaxTrailing a side.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <set>

#include "core/book/order_pool.h"
#include "core/domain/order.h"
#include "core/domain/types.h"

namespace bourse::matching {

using book::OrderSlot;

// Queues of one side, and orders of it that wait for their stop price to start.
inline constexpr std::size_t kMaxTrailing = 8'192;

class TrailingStops {
public:
    // What an order is found by. Starts count from 1 over the market.
    struct Follower {
        Side side{};
        std::uint32_t delta = 0;  // in 1/10,000
        std::uint64_t start = 0;
    };

    explicit TrailingStops(book::OrderPool& orders) : orders_(&orders) {}

    bool HasRoom(Side side) const {
        const auto& own = sides_[Index(side)];
        return own.queues.size() + own.awaited < kMaxTrailing;
    }
    // An order will start when it is reached (1), or will not any more (-1).
    void Await(Side side, int change) {
        sides_[Index(side)].awaited += static_cast<std::size_t>(change);
    }

    // Starts an order at the last price, and answers its start.
    std::uint64_t Start(OrderSlot slot, Side side, std::uint32_t delta, Price last);
    void Remove(OrderSlot slot, const Follower& follower);

    // Prices from `above` up and from `below` down are OnTrade's, which answers whether orders
    // became due by it.
    Price above() const;
    Price below() const;
    bool OnTrade(Price price);

    // In the order in which they became due: by the trade, of one trade those that sell first, then
    // the nearest trigger price, the smallest delta and the first start. kNoOrder when none is.
    OrderSlot NextDue() const { return due_.first; }

    // What a snapshot needs beside the followers.
    struct Group {
        std::uint64_t start = 0;  // of its first order, or before
        Price extreme;
    };
    std::uint64_t last_start() const { return last_start_; }
    void RestoreStart(std::uint64_t last_start) { last_start_ = last_start; }
    // Requires: in the order of starts.
    void RestoreGroup(Side side, const Group& group);
    // Requires: in the order of starts, and behind the groups. False when it fits no group.
    bool Restore(OrderSlot slot, const Follower& follower);
    void RestoreDue(OrderSlot slot) { Append(due_, slot); }
    // visit(group) for each group, and visit(slot) for each order of a side, or each due one.
    template <class Visit>
    void ForEachGroup(Side side, Visit&& visit) const {
        for (const auto& [start, group] : sides_[Index(side)].groups) {
            visit(Group{start, PriceAt(side, group.extreme)});
        }
    }
    template <class Visit>
    void ForEachFollower(Side side, Visit&& visit) const {
        for (const auto& [key, queue] : sides_[Index(side)].queues) Walk(queue, visit);
    }
    template <class Visit>
    void ForEachDue(Visit&& visit) const {
        Walk(due_, visit);
    }
    void CheckInvariants() const;

private:
    struct Queue {
        OrderSlot first = book::kNoOrder;
        OrderSlot last = book::kNoOrder;
        std::uint64_t oldest = 0;  // all starts in it are from here on, those of due ones below
    };
    struct QueueKey {
        std::uint64_t group = 0;
        std::uint32_t delta = 0;
        auto operator<=>(const QueueKey&) const = default;
    };
    // Extremes and triggers are prices, negative of the side that sells: so a lower one is the
    // extreme that all follow, and a trade at or above the trigger counts.
    struct GroupRecord {
        std::int64_t extreme = 0;
        std::uint64_t id = 0;
        std::size_t queues = 0;
    };
    struct Trigger {
        std::int64_t price = 0;
        std::uint32_t delta = 0;
        std::uint64_t start = 0;  // of the group
        auto operator<=>(const Trigger&) const = default;
    };
    using Groups = std::map<std::uint64_t, GroupRecord>;
    struct FollowingSide {
        Groups groups;  // by the start of the first order
        std::map<QueueKey, Queue> queues;
        std::set<Trigger> triggers;  // the nearest of each group
        std::size_t awaited = 0;
    };

    static std::size_t Index(Side side) { return static_cast<std::size_t>(side); }
    static std::int64_t Signed(Side side, Price price) {
        return side == Side::kSell ? -price.raw() : price.raw();
    }
    static Price PriceAt(Side side, std::int64_t value) {
        return Price(side == Side::kSell ? -value : value);
    }
    template <class Visit>
    void Walk(const Queue& queue, Visit&& visit) const {
        for (OrderSlot slot = queue.first; slot != book::kNoOrder; slot = (*orders_)[slot].next) {
            visit(slot);
        }
    }
    // The trigger of a group's smallest delta. Requires: the group has a queue.
    static Trigger NearestOf(const FollowingSide& own, Groups::const_iterator group);
    static Groups::iterator GroupOf(FollowingSide& own, std::uint64_t start);
    void AddTo(
        FollowingSide& own, Groups::iterator group, OrderSlot slot, const Follower& follower
    );
    void Drop(
        FollowingSide& own, Groups::iterator group, std::map<QueueKey, Queue>::iterator queue
    );
    void Overtake(FollowingSide& own, std::int64_t price);
    void Join(FollowingSide& own, Groups::iterator older, Groups::iterator newer);
    bool TakeDue(FollowingSide& own, std::int64_t price);
    void Append(Queue& queue, OrderSlot slot);
    void Append(Queue& queue, const Queue& behind);
    void Unlink(Queue& queue, OrderSlot slot);

    book::OrderPool* orders_;
    std::array<FollowingSide, 2> sides_;
    Queue due_;
    std::uint64_t last_start_ = 0;
    std::uint64_t last_group_ = 0;
};

}  // namespace bourse::matching
