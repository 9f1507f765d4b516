// PriceLadder: the price levels of one side of one book, in order of price, for any price from 1
// to 2^62.
//
// A radix trie with 64-way bitmap nodes: the lowest six bits of a price are its tick in a leaf,
// each inner node above takes six more. The root is the lowest node that spans all prices, so its
// depth follows how far apart the prices are, not how large they are; a price move of any size
// only adds and drops nodes. The next level up or down is a count of zeros in the bitmaps.
// Thread: the engine's. Blocks come from the pool, so nothing allocates in the steady state.
// Invariant: every node in the trie has a level below it; the root has two parts or is a leaf.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>

#include "core/book/level_pool.h"

namespace bourse::book {

enum class Direction { kUp, kDown };

class PriceLadder {
public:
    explicit PriceLadder(LevelPool& pool) : pool_(&pool) {}
    PriceLadder(PriceLadder&& other) noexcept
        : pool_(other.pool_),
          root_(std::exchange(other.root_, Node{})),
          recent_(std::exchange(other.recent_, Recent{})) {}
    PriceLadder& operator=(PriceLadder&&) = delete;
    // Gives its blocks back.
    ~PriceLadder();

    bool empty() const { return root_.index == kNoNode; }

    // The level of the price; a new one is empty. Requires: price in 1..2^62.
    LevelIndex FindOrInsert(Price price) {
        const std::int64_t ticks = price.raw();
        CHECK(ticks >= 1 && ticks <= kHighestPrice);
        if (recent_.prefix != ticks / kFanout) recent_ = {ticks / kFanout, LeafOf(ticks)};
        pool_->leaves[recent_.leaf].header.occupied |= Bit(Digit(ticks));
        return LevelIndex(recent_.leaf * kFanout + Digit(ticks));
    }

    // Starts loading the level of a price near the last one.
    void Prefetch(Price price) const {
        const std::int64_t ticks = price.raw();
        if (recent_.prefix != ticks / kFanout) return;
        const LadderLeaf& leaf = pool_->leaves[recent_.leaf];
        __builtin_prefetch(&leaf.header);
        __builtin_prefetch(&leaf.levels[Digit(ticks)]);
    }

    // kNoLevel when no order has this price.
    LevelIndex Find(Price price) const;

    // Requires: the level is in this ladder, and empty again.
    void Erase(LevelIndex level) {
        LadderHeader& leaf = pool_->leaves[level.raw() / kFanout].header;
        const std::uint64_t bit = Bit(level.raw() % kFanout);
        CHECK((leaf.occupied & bit) != 0);
        leaf.occupied &= ~bit;
        if (leaf.occupied == 0) Detach(level.raw() / kFanout);
    }

    // The lowest (kUp) or highest (kDown) level; kNoLevel when the ladder is empty.
    LevelIndex First(Direction direction) const {
        return empty() ? kNoLevel : FirstBelow(root_, direction);
    }

    // The nearest level in this direction; kNoLevel at the end.
    LevelIndex Next(LevelIndex level, Direction direction) const {
        const LadderHeader& leaf = pool_->leaves[level.raw() / kFanout].header;
        const std::uint32_t tick = level.raw() % kFanout;
        const std::uint64_t beyond = Beyond(leaf.occupied, tick, direction);
        if (beyond != 0) return LevelIndex(level.raw() - tick + FirstBit(beyond, direction));
        return NextLeaf(leaf, direction);
    }

    Price PriceOf(LevelIndex level) const {
        const LadderHeader& leaf = pool_->leaves[level.raw() / kFanout].header;
        return Price(leaf.prefix * kFanout + level.raw() % kFanout);
    }

    // Walks the whole trie; a broken invariant ends the process.
    void CheckInvariants() const;

private:
    static constexpr std::int64_t kHighestPrice = std::int64_t{1} << 62;

    struct Node {
        std::uint32_t index = kNoNode;
        std::int32_t shift = 0;  // kDigitBits: a leaf
    };

    static std::int64_t Prefix(std::int64_t ticks, std::int32_t shift) {
        return shift < 64 ? ticks >> shift : 0;
    }
    static std::uint32_t Digit(std::int64_t prefix) {
        return static_cast<std::uint32_t>(prefix) % kFanout;
    }
    static std::uint64_t Bit(std::uint32_t digit) { return std::uint64_t{1} << digit; }
    static bool IsOccupied(const LadderHeader& header, std::uint32_t digit) {
        return (header.occupied >> digit & 1) != 0;
    }
    static std::uint64_t Beyond(std::uint64_t occupied, std::uint32_t digit, Direction direction) {
        return direction == Direction::kUp ? occupied & ~(Bit(digit) | (Bit(digit) - 1))
                                           : occupied & (Bit(digit) - 1);
    }
    static std::uint32_t FirstBit(std::uint64_t occupied, Direction direction) {
        return static_cast<std::uint32_t>(
            direction == Direction::kUp ? std::countr_zero(occupied)
                                        : 63 - std::countl_zero(occupied)
        );
    }

    LadderHeader& Header(Node node) {
        return node.shift == kDigitBits ? pool_->leaves[node.index].header
                                        : pool_->nodes[node.index].header;
    }
    const LadderHeader& Header(Node node) const {
        return const_cast<PriceLadder*>(this)->Header(node);
    }
    Node Child(Node node, std::uint32_t digit) const {
        return {pool_->nodes[node.index].children[digit], node.shift - kDigitBits};
    }
    LevelIndex FirstBelow(Node node, Direction direction) const {
        while (node.shift > kDigitBits) {
            node = Child(node, FirstBit(Header(node).occupied, direction));
        }
        return LevelIndex(node.index * kFanout + FirstBit(Header(node).occupied, direction));
    }

    // The leaf of a price, added where it is missing.
    std::uint32_t LeafOf(std::int64_t ticks);
    Node Allocate(const LadderHeader& header);
    void Free(Node node);
    void FreeBelow(Node node);
    void CheckBelow(Node node, std::uint32_t parent) const;
    // Raises the root until it spans the price.
    void Widen(std::int64_t ticks);
    void AddChild(Node parent, std::int64_t ticks);
    // Takes an empty leaf out, with the inner nodes that become empty, and lowers the root.
    void Detach(std::uint32_t leaf);
    LevelIndex NextLeaf(const LadderHeader& leaf, Direction direction) const;

    // The leaf that was searched for last: prices come close to each other.
    struct Recent {
        std::int64_t prefix = -1;
        std::uint32_t leaf = kNoNode;
    };

    LevelPool* pool_;
    Node root_;
    Recent recent_;
};

}  // namespace bourse::book
