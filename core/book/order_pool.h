// OrderPool: the hot half of every resting order of the exchange, 32 bytes each, shared by the
// books of all symbols and addressed by a 32-bit slot.
//
// A slot is stable from Allocate to Free, so others may keep cold records in an array indexed by
// the same slot. A reference into the pool lasts only until the next Allocate. Freed slots are
// used again last in, first out; within the reserved capacity nothing allocates memory.
// Invariant: an order is free, unlinked (kNoLevel) or linked into exactly one book; freeing a
// linked or a free slot ends the process.
// Thread: the engine's.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/base/check.h"
#include "core/base/strong.h"
#include "core/domain/types.h"

namespace bourse::book {

struct OrderSlotTag {};
struct LevelIndexTag {};
struct OwnerIdTag {};

using OrderSlot = Strong<OrderSlotTag, std::uint32_t>;
using LevelIndex = Strong<LevelIndexTag, std::uint32_t>;
// Opaque to the book: whoever must not trade with himself.
using OwnerId = Strong<OwnerIdTag, std::uint32_t>;

inline constexpr OrderSlot kNoOrder{0xffff'ffff};
inline constexpr LevelIndex kNoLevel{0xffff'ffff};

// The caller sets owner, price and remaining; the rest belongs to the book. While the order is
// linked, the neighbours are those in the queue of its level.
struct RestingOrder {
    OrderSlot next = kNoOrder;
    OrderSlot previous = kNoOrder;
    LevelIndex level = kNoLevel;
    OwnerId owner;
    Price price;
    Quantity remaining;

    bool is_linked() const { return level.raw() < kNoLevel.raw() - 1; }
};
static_assert(sizeof(RestingOrder) == 32 && std::is_trivially_copyable_v<RestingOrder>);

class OrderPool {
public:
    // Reserves room for this many orders; more make the pool grow once in a while.
    explicit OrderPool(std::uint32_t capacity) { orders_.reserve(capacity); }
    OrderPool(const OrderPool&) = delete;
    OrderPool& operator=(const OrderPool&) = delete;

    // An unlinked order of unspecified owner, price and remaining.
    OrderSlot Allocate() {
        ++live_;
        if (free_ == kNoOrder) {
            CHECK(orders_.size() < kNoOrder.raw());
            orders_.emplace_back();
            return OrderSlot(static_cast<std::uint32_t>(orders_.size() - 1));
        }
        const OrderSlot slot = free_;
        RestingOrder& order = orders_[slot.raw()];
        CHECK(order.level == kFreeLevel);
        free_ = order.next;
        order.level = kNoLevel;
        return slot;
    }

    void Free(OrderSlot slot) {
        RestingOrder& order = orders_[slot.raw()];
        CHECK(order.level == kNoLevel);
        order.level = kFreeLevel;
        order.next = free_;
        free_ = slot;
        --live_;
    }

    RestingOrder& operator[](OrderSlot slot) { return orders_[slot.raw()]; }
    const RestingOrder& operator[](OrderSlot slot) const { return orders_[slot.raw()]; }

    std::uint32_t live() const { return live_; }
    // One more than the highest slot ever given out: the size an array of cold records needs.
    std::uint32_t slot_count() const { return static_cast<std::uint32_t>(orders_.size()); }

private:
    static constexpr LevelIndex kFreeLevel{0xffff'fffe};

    std::vector<RestingOrder> orders_;
    OrderSlot free_ = kNoOrder;
    std::uint32_t live_ = 0;
};

}  // namespace bourse::book
