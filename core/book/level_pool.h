// LevelPool: the price levels of every book of the exchange, in blocks of 64 consecutive ticks
// (leaves), and the inner nodes of the ladders that find them (price_ladder.h).
//
// A reference into the pool lasts only until the next Allocate of its kind. Within the reserved
// capacity nothing allocates memory. Thread: the engine's.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/book/order_pool.h"

namespace bourse::book {

inline constexpr int kDigitBits = 6;
inline constexpr std::uint32_t kFanout = 1U << kDigitBits;
inline constexpr std::uint32_t kNoNode = 0xffff'ffff;

// The orders of one price, first come first. It is empty whenever its bit in the leaf is not set,
// in a free leaf too.
struct Level {
    OrderSlot head = kNoOrder;
    OrderSlot tail = kNoOrder;
    std::uint32_t order_count = 0;
    Quantity quantity;  // sum of the remaining quantities
};

// What leaf and inner node share. A node of `shift` s holds the prices p with p >> s == prefix;
// bit d of `occupied` says that the part with digit d is not empty.
struct LadderHeader {
    std::uint64_t occupied = 0;
    std::int64_t prefix = 0;
    std::uint32_t parent = kNoNode;  // an inner node; of a free node, the next free one
    std::int32_t shift = 0;
};

struct alignas(64) LadderLeaf {
    LadderHeader header;
    std::array<Level, kFanout> levels;
};

struct alignas(64) LadderNode {
    LadderHeader header;
    std::array<std::uint32_t, kFanout> children;  // leaves when shift is 2 * kDigitBits
};

// Blocks of one type with a free list.
template <class Block>
class BlockPool {
public:
    explicit BlockPool(std::uint32_t capacity) { blocks_.reserve(capacity); }

    std::uint32_t Allocate(const LadderHeader& header) {
        std::uint32_t index = free_;
        if (index == kNoNode) {
            index = static_cast<std::uint32_t>(blocks_.size());
            CHECK(index < kNoNode / kFanout);
            blocks_.emplace_back();
        } else {
            free_ = blocks_[index].header.parent;
        }
        blocks_[index].header = header;
        ++live_;
        return index;
    }

    void Free(std::uint32_t index) {
        blocks_[index].header.parent = free_;
        free_ = index;
        --live_;
    }

    Block& operator[](std::uint32_t index) { return blocks_[index]; }
    const Block& operator[](std::uint32_t index) const { return blocks_[index]; }
    std::uint32_t live() const { return live_; }

private:
    std::vector<Block> blocks_;
    std::uint32_t free_ = kNoNode;
    std::uint32_t live_ = 0;
};

// A LevelIndex is leaf * kFanout + tick, so an order reaches its level without a search.
struct LevelPool {
    // Room for this many blocks of 64 ticks that hold orders at one time.
    explicit LevelPool(std::uint32_t leaf_capacity)
        : leaves(leaf_capacity), nodes(leaf_capacity / 4 + 64) {}
    LevelPool(const LevelPool&) = delete;
    LevelPool& operator=(const LevelPool&) = delete;

    Level& operator[](LevelIndex level) {
        return leaves[level.raw() / kFanout].levels[level.raw() % kFanout];
    }
    const Level& operator[](LevelIndex level) const {
        return leaves[level.raw() / kFanout].levels[level.raw() % kFanout];
    }

    BlockPool<LadderLeaf> leaves;
    BlockPool<LadderNode> nodes;
};

}  // namespace bourse::book
