// SlotTable: an open-addressing index from a hash to a 32-bit slot of an array that somebody else
// owns and that holds the keys. It has no order and cannot be walked, so it cannot leak one.
//
// Linear probing, at most half full, erasing by shifting back (no tombstones): lookups stay short
// for ever. Grows by doubling; nothing else allocates.
// Thread: one owner.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/check.h"

namespace bourse {

class SlotTable {
public:
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    SlotTable() : cells_(kInitialCells) {}
    // Room for this many slots.
    explicit SlotTable(std::size_t capacity)
        : cells_(std::max(std::bit_ceil(capacity * 2), kInitialCells)) {}

    // The slot for which is_equal(slot) holds among those inserted with this hash, or kNone.
    template <class IsEqual>
    std::uint32_t Find(std::uint64_t hash, IsEqual&& is_equal) const {
        const auto tag = Tag(hash);
        for (std::size_t i = Home(tag);; i = Next(i)) {
            const Cell& cell = cells_[i];
            if (cell.slot == kNone) return kNone;
            if (cell.tag == tag && is_equal(cell.slot)) return cell.slot;
        }
    }

    // Starts loading what Find with this hash reads first.
    void Prefetch(std::uint64_t hash) const { __builtin_prefetch(&cells_[Home(Tag(hash))]); }
    // What Find will very likely answer, without a look at any key.
    std::uint32_t Guess(std::uint64_t hash) const {
        return Find(hash, [](std::uint32_t) { return true; });
    }

    // Requires: the key is not in the table.
    void Insert(std::uint64_t hash, std::uint32_t slot) {
        CHECK(slot != kNone);
        if ((size_ + 1) * 2 > cells_.size()) Grow();
        Place({Tag(hash), slot});
        ++size_;
    }

    // Requires: the slot was inserted with this hash.
    void Erase(std::uint64_t hash, std::uint32_t slot) {
        std::size_t hole = Home(Tag(hash));
        while (cells_[hole].slot != slot) {
            CHECK(cells_[hole].slot != kNone);
            hole = Next(hole);
        }
        for (std::size_t i = Next(hole); cells_[i].slot != kNone; i = Next(i)) {
            // A cell may move back to the hole unless its home lies behind the hole.
            const std::size_t distance_home = (i - Home(cells_[i].tag)) & Mask();
            const std::size_t distance_hole = (i - hole) & Mask();
            if (distance_home < distance_hole) continue;
            cells_[hole] = cells_[i];
            hole = i;
        }
        cells_[hole] = Cell{};
        --size_;
    }

    std::size_t size() const { return size_; }

private:
    struct Cell {
        std::uint32_t tag = 0;
        std::uint32_t slot = kNone;
    };
    static constexpr std::size_t kInitialCells = 64;

    static std::uint32_t Tag(std::uint64_t hash) {
        return static_cast<std::uint32_t>(hash ^ hash >> 32);
    }
    std::size_t Mask() const { return cells_.size() - 1; }
    std::size_t Home(std::uint32_t tag) const { return tag & Mask(); }
    std::size_t Next(std::size_t i) const { return (i + 1) & Mask(); }

    void Place(Cell cell) {
        std::size_t i = Home(cell.tag);
        while (cells_[i].slot != kNone) i = Next(i);
        cells_[i] = cell;
    }
    void Grow() {
        std::vector<Cell> old(cells_.size() * 2);
        old.swap(cells_);
        for (const Cell& cell : old) {
            if (cell.slot != kNone) Place(cell);
        }
    }

    std::vector<Cell> cells_;
    std::size_t size_ = 0;
};

}  // namespace bourse
