#include "core/matching/trailing_stops.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "core/base/checked.h"

namespace bourse::matching {

namespace {

constexpr std::int64_t kDeltaScale = 10'000;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// The first price, away from the extreme, that is the delta away or more. Exact: prices are whole
// ticks, so the distance is rounded up. Of one that buys it may be above all prices.
std::int64_t TriggerOf(std::int64_t extreme, std::uint32_t delta) {
    const Int128 size = extreme < 0 ? -static_cast<Int128>(extreme) : static_cast<Int128>(extreme);
    const Int128 distance = (size * delta + (kDeltaScale - 1)) / kDeltaScale;
    return static_cast<std::int64_t>(std::min<Int128>(extreme + distance, kNever));
}

}  // namespace

TrailingStops::Trigger TrailingStops::NearestOf(
    const FollowingSide& own, Groups::const_iterator group
) {
    const auto queue = own.queues.lower_bound({group->second.id, 0});
    CHECK(queue != own.queues.end() && queue->first.group == group->second.id);
    const std::uint32_t delta = queue->first.delta;
    return {TriggerOf(group->second.extreme, delta), delta, group->first};
}

// end() when the order started before all groups.
TrailingStops::Groups::iterator TrailingStops::GroupOf(FollowingSide& own, std::uint64_t start) {
    const auto behind = own.groups.upper_bound(start);
    return behind == own.groups.begin() ? own.groups.end() : std::prev(behind);
}

std::uint64_t TrailingStops::Start(OrderSlot slot, Side side, std::uint32_t delta, Price last) {
    FollowingSide& own = sides_[Index(side)];
    const std::int64_t extreme = Signed(side, last);
    const Follower follower{side, delta, ++last_start_};
    if (own.groups.empty() || own.groups.rbegin()->second.extreme != extreme) {
        CHECK(own.groups.empty() || own.groups.rbegin()->second.extreme < extreme);
        RestoreGroup(side, {follower.start, last});
    }
    AddTo(own, std::prev(own.groups.end()), slot, follower);
    return follower.start;
}

void TrailingStops::RestoreGroup(Side side, const Group& group) {
    sides_[Index(side)].groups[group.start] = {Signed(side, group.extreme), ++last_group_, 0};
}

bool TrailingStops::Restore(OrderSlot slot, const Follower& follower) {
    FollowingSide& own = sides_[Index(follower.side)];
    const auto group = GroupOf(own, follower.start);
    if (group == own.groups.end()) return false;
    AddTo(own, group, slot, follower);
    return true;
}

void TrailingStops::AddTo(
    FollowingSide& own, Groups::iterator group, OrderSlot slot, const Follower& follower
) {
    GroupRecord& record = group->second;
    if (record.queues != 0) own.triggers.erase(NearestOf(own, group));
    const auto [queue, is_new] = own.queues.try_emplace({record.id, follower.delta});
    if (is_new) {
        ++record.queues;
        queue->second.oldest = follower.start;
    }
    Append(queue->second, slot);
    own.triggers.insert(NearestOf(own, group));
}

void TrailingStops::Remove(OrderSlot slot, const Follower& follower) {
    FollowingSide& own = sides_[Index(follower.side)];
    const auto group = GroupOf(own, follower.start);
    if (group == own.groups.end()) return Unlink(due_, slot);
    const auto queue = own.queues.find({group->second.id, follower.delta});
    const bool is_due = queue == own.queues.end() || follower.start < queue->second.oldest;
    if (is_due) return Unlink(due_, slot);
    Unlink(queue->second, slot);
    if (queue->second.first == book::kNoOrder) Drop(own, group, queue);
}

// Forgets a queue whose orders are gone, and its group with its last one.
void TrailingStops::Drop(
    FollowingSide& own, Groups::iterator group, std::map<QueueKey, Queue>::iterator queue
) {
    own.triggers.erase(NearestOf(own, group));
    own.queues.erase(queue);
    if (--group->second.queues == 0) {
        own.groups.erase(group);
    } else {
        own.triggers.insert(NearestOf(own, group));
    }
}

Price TrailingStops::above() const {
    const FollowingSide& buys = sides_[Index(Side::kBuy)];
    const FollowingSide& sells = sides_[Index(Side::kSell)];
    std::int64_t price = buys.triggers.empty() ? kNever : buys.triggers.begin()->price;
    if (!sells.groups.empty()) price = std::min(price, 1 - sells.groups.rbegin()->second.extreme);
    return Price(price);
}

Price TrailingStops::below() const {
    const FollowingSide& buys = sides_[Index(Side::kBuy)];
    const FollowingSide& sells = sides_[Index(Side::kSell)];
    std::int64_t price = sells.triggers.empty() ? 0 : -sells.triggers.begin()->price;
    if (!buys.groups.empty()) price = std::max(price, buys.groups.rbegin()->second.extreme - 1);
    return Price(price);
}

bool TrailingStops::OnTrade(Price price) {
    bool is_due = false;
    for (const Side side : {Side::kSell, Side::kBuy}) {
        FollowingSide& own = sides_[Index(side)];
        Overtake(own, Signed(side, price));
        is_due = TakeDue(own, Signed(side, price)) || is_due;
    }
    return is_due;
}

// Groups whose extreme the price is beyond have it as theirs from now on, together.
void TrailingStops::Overtake(FollowingSide& own, std::int64_t price) {
    auto oldest = own.groups.end();
    while (oldest != own.groups.begin() && std::prev(oldest)->second.extreme >= price) --oldest;
    if (oldest == own.groups.end()) return;
    own.triggers.erase(NearestOf(own, oldest));
    for (auto newer = std::next(oldest); newer != own.groups.end();) {
        own.triggers.erase(NearestOf(own, newer));
        Join(own, oldest, newer);
        newer = own.groups.erase(newer);
    }
    oldest->second.extreme = price;
    own.triggers.insert(NearestOf(own, oldest));
}

// The queues of the smaller group move to the larger one, those of the older one in front.
void TrailingStops::Join(FollowingSide& own, Groups::iterator older, Groups::iterator newer) {
    const bool keeps_older = older->second.queues >= newer->second.queues;
    GroupRecord& kept = keeps_older ? older->second : newer->second;
    const GroupRecord& moved = keeps_older ? newer->second : older->second;
    for (auto from = own.queues.lower_bound({moved.id, 0});
         from != own.queues.end() && from->first.group == moved.id;) {
        const auto [to, is_new] =
            own.queues.try_emplace({kept.id, from->first.delta}, from->second);
        if (is_new) {
            ++kept.queues;
        } else if (keeps_older) {
            Append(to->second, from->second);
        } else {
            Queue joined = from->second;
            Append(joined, to->second);
            to->second = joined;
        }
        from = own.queues.erase(from);
    }
    older->second = kept;
}

bool TrailingStops::TakeDue(FollowingSide& own, std::int64_t price) {
    bool is_due = false;
    while (!own.triggers.empty() && own.triggers.begin()->price <= price) {
        const Trigger trigger = *own.triggers.begin();
        const auto group = own.groups.find(trigger.start);
        const auto queue = own.queues.find({group->second.id, trigger.delta});
        Append(due_, queue->second);
        Drop(own, group, queue);
        is_due = true;
    }
    return is_due;
}

void TrailingStops::Append(Queue& queue, OrderSlot slot) {
    book::RestingOrder& order = (*orders_)[slot];
    order.previous = queue.last;
    order.next = book::kNoOrder;
    (queue.last == book::kNoOrder ? queue.first : (*orders_)[queue.last].next) = slot;
    queue.last = slot;
}

void TrailingStops::Append(Queue& queue, const Queue& behind) {
    if (queue.first == book::kNoOrder) {
        queue.first = behind.first;
    } else {
        (*orders_)[queue.last].next = behind.first;
        (*orders_)[behind.first].previous = queue.last;
    }
    queue.last = behind.last;
}

void TrailingStops::Unlink(Queue& queue, OrderSlot slot) {
    const book::RestingOrder order = (*orders_)[slot];
    (order.previous == book::kNoOrder ? queue.first : (*orders_)[order.previous].next) = order.next;
    (order.next == book::kNoOrder ? queue.last : (*orders_)[order.next].previous) = order.previous;
}

void TrailingStops::CheckInvariants() const {
    for (const FollowingSide& own : sides_) {
        CHECK(own.triggers.size() == own.groups.size());
        std::size_t queues = 0;
        const GroupRecord* before = nullptr;
        for (auto group = own.groups.begin(); group != own.groups.end(); ++group) {
            CHECK(before == nullptr || before->extreme < group->second.extreme);
            CHECK(own.triggers.contains(NearestOf(own, group)));
            before = &group->second;
            queues += group->second.queues;
        }
        CHECK(queues == own.queues.size());
        for (const auto& [key, queue] : own.queues) {
            OrderSlot last = book::kNoOrder;
            Walk(queue, [&](OrderSlot slot) {
                CHECK((*orders_)[slot].previous == last && !(*orders_)[slot].is_linked());
                last = slot;
            });
            CHECK(last != book::kNoOrder && last == queue.last);
        }
    }
}

}  // namespace bourse::matching
