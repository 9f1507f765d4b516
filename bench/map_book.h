// MapBook: the book that anyone would write first, with std::map, std::list and
// std::unordered_map. The spotmix generator decides with it, and it is the baseline in every run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>

#include "bench/workload.h"

namespace bourse::bench {

class MapBook {
public:
    void Add(std::uint64_t id, OrderSide side, std::int64_t price, std::uint32_t quantity) {
        Queue& queue = side == OrderSide::kBuy ? bids_[price] : asks_[price];
        places_[id] = {side, price, queue.insert(queue.end(), {id, quantity})};
    }

    // False when the order does not rest here.
    bool Remove(std::uint64_t id) {
        const auto found = places_.find(id);
        if (found == places_.end()) return false;
        const Place& place = found->second;
        if (place.side == OrderSide::kBuy) {
            RemoveFrom(bids_, place);
        } else {
            RemoveFrom(asks_, place);
        }
        places_.erase(found);
        return true;
    }

    // False when the order does not rest here.
    bool Reduce(std::uint64_t id, std::uint32_t by) {
        const auto found = places_.find(id);
        if (found == places_.end()) return false;
        found->second.order->quantity -= by;
        return true;
    }

    // Calls on_fill(maker id, price, quantity, maker finished); answers the remaining quantity. No
    // limit: any price.
    template <class OnFill>
    std::uint32_t Match(
        OrderSide taker, std::optional<std::int64_t> limit, std::uint32_t quantity, OnFill&& on_fill
    ) {
        return taker == OrderSide::kBuy ? MatchWith(asks_, limit, quantity, on_fill)
                                        : MatchWith(bids_, limit, quantity, on_fill);
    }

    std::optional<std::int64_t> Best(OrderSide side) const {
        if (side == OrderSide::kBuy) {
            return bids_.empty() ? std::nullopt : std::optional(bids_.begin()->first);
        }
        return asks_.empty() ? std::nullopt : std::optional(asks_.begin()->first);
    }

    std::size_t size() const { return places_.size(); }

private:
    struct Order {
        std::uint64_t id;
        std::uint32_t quantity;
    };
    using Queue = std::list<Order>;
    struct Place {
        OrderSide side;
        std::int64_t price;
        Queue::iterator order;
    };

    template <class Levels>
    static void RemoveFrom(Levels& levels, const Place& place) {
        const auto level = levels.find(place.price);
        level->second.erase(place.order);
        if (level->second.empty()) levels.erase(level);
    }

    template <class Levels, class OnFill>
    std::uint32_t MatchWith(
        Levels& levels, std::optional<std::int64_t> limit, std::uint32_t remaining, OnFill& on_fill
    ) {
        while (remaining > 0 && !levels.empty()) {
            auto& [price, queue] = *levels.begin();
            if (limit && levels.key_comp()(*limit, price)) break;
            Order& maker = queue.front();
            const std::uint32_t quantity = std::min(remaining, maker.quantity);
            remaining -= quantity;
            maker.quantity -= quantity;
            const std::uint64_t id = maker.id;
            on_fill(id, price, quantity, maker.quantity == 0);
            if (maker.quantity == 0) Remove(id);
        }
        return remaining;
    }

    std::map<std::int64_t, Queue, std::greater<>> bids_;
    std::map<std::int64_t, Queue> asks_;
    std::unordered_map<std::uint64_t, Place> places_;
};

}  // namespace bourse::bench
