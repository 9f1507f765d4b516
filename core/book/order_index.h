// OrderIndex: from an order id to its slot. Ids are dense and assigned in increasing order, so a
// table of pages answers in constant time without a hash.
//
// A page covers 256 consecutive ids and is used again once all its orders are gone: memory follows
// the open orders and where their ids lie, not the history. What history leaves is one directory
// entry of eight bytes for each 256 ids.
// Thread: the engine's. Within the reserved capacity nothing allocates memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/book/order_pool.h"

namespace bourse::book {

class OrderIndex {
public:
    struct Capacity {
        std::uint32_t pages;      // pages with open orders at one time
        std::uint64_t directory;  // pages ever: highest id / kPageIds
    };
    static constexpr std::uint64_t kPageIds = 256;

    explicit OrderIndex(Capacity capacity) {
        pages_.reserve(capacity.pages);
        directory_.reserve(capacity.directory);
    }

    // kNoOrder for an id that is gone, unknown or absurd.
    OrderSlot Find(OrderId id) const {
        const std::uint64_t number = id.raw() / kPageIds;
        if (number >= directory_.size() || directory_[number].live == 0) return kNoOrder;
        return pages_[directory_[number].page][id.raw() % kPageIds];
    }

    // Starts loading what Find of this id reads.
    void Prefetch(OrderId id) const {
        const std::uint64_t number = id.raw() / kPageIds;
        if (number >= directory_.size() || directory_[number].live == 0) return;
        __builtin_prefetch(&pages_[directory_[number].page][id.raw() % kPageIds]);
    }

    // Requires: the id is not in the index.
    void Insert(OrderId id, OrderSlot slot) {
        const std::uint64_t number = id.raw() / kPageIds;
        if (number >= directory_.size()) directory_.resize(number + 1);
        Entry& entry = directory_[number];
        if (entry.live == 0) entry.page = TakePage();
        OrderSlot& place = pages_[entry.page][id.raw() % kPageIds];
        CHECK(place == kNoOrder && slot != kNoOrder);
        place = slot;
        ++entry.live;
        ++size_;
    }

    // Takes the id out and answers its slot; kNoOrder when it was not there.
    OrderSlot Erase(OrderId id) {
        const OrderSlot slot = Find(id);
        if (slot == kNoOrder) return kNoOrder;
        Entry& entry = directory_[id.raw() / kPageIds];
        pages_[entry.page][id.raw() % kPageIds] = kNoOrder;
        if (--entry.live == 0) free_pages_.push_back(entry.page);
        --size_;
        return slot;
    }

    std::uint64_t size() const { return size_; }
    // Pages that exist, in use or not: what the index has grown to.
    std::size_t page_count() const { return pages_.size(); }

private:
    using Page = std::array<OrderSlot, kPageIds>;
    struct Entry {
        std::uint32_t page = 0;
        std::uint32_t live = 0;
    };

    // A page without orders: every place is kNoOrder.
    std::uint32_t TakePage() {
        if (free_pages_.empty()) {
            pages_.emplace_back().fill(kNoOrder);
            free_pages_.reserve(pages_.capacity());
            return static_cast<std::uint32_t>(pages_.size() - 1);
        }
        const std::uint32_t page = free_pages_.back();
        free_pages_.pop_back();
        return page;
    }

    std::vector<Entry> directory_;
    std::vector<Page> pages_;
    std::vector<std::uint32_t> free_pages_;
    std::uint64_t size_ = 0;
};

}  // namespace bourse::book
