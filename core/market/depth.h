// DepthView: the price levels of one symbol's book, folded from events.
//
// Each side is a sorted vector with its best level at the back: most changes are near the best
// price, so inserting and erasing move little (market_bench.cc compares it with std::map).
// Invariant: after update u the levels are exactly the book after its u-th change.
// Thread: one owner.
#pragma once

#include <optional>
#include <vector>

#include "core/domain/types.h"

namespace bourse::market {

struct Level {
    Price price;
    Quantity quantity;  // 0: the level is gone
    friend bool operator==(const Level&, const Level&) = default;
};

// One change of a book, with the absolute quantity of the level after it.
struct DepthChange {
    SymbolId symbol;
    Side side{};
    Level level;
    UpdateId update_id;
};

// Both sides, best level first.
struct DepthLevels {
    std::vector<Level> bids, asks;
    friend bool operator==(const DepthLevels&, const DepthLevels&) = default;
};

class DepthView {
public:
    struct Change {
        Side side{};
        Price price;
        Quantity quantity;
        UpdateId update_id;  // one above the last
    };
    // Adds or takes quantity at a price and answers the level's quantity after it. A CHECK fails on
    // a gap in the update ids, and when more is taken than is there.
    Quantity Add(const Change& change);
    Quantity Take(const Change& change);

    UpdateId update_id() const { return update_id_; }
    Quantity QuantityAt(Side side, Price price) const;
    std::optional<Level> Best(Side side) const;
    // The best `limit` levels of each side.
    DepthLevels Top(std::size_t limit) const;

private:
    std::vector<Level>& levels(Side side) { return levels_[static_cast<std::size_t>(side)]; }
    const std::vector<Level>& levels(Side side) const {
        return levels_[static_cast<std::size_t>(side)];
    }
    void Advance(UpdateId update_id);

    std::vector<Level> levels_[2];
    UpdateId update_id_;
};

// DepthDiff: which levels changed since the last Drain, for one stream cadence. Adding is an
// append; a level is named once in what is drained, whatever happened to it in between.
// Memory: at most twice the distinct levels changed since.
class DepthDiff {
public:
    void Add(const DepthChange& change);
    bool empty() const { return changed_.empty(); }

    struct Update {
        UpdateId first, last;  // the changes covered, both inclusive
        DepthLevels levels;    // quantities after `last`; 0: the level is gone
    };
    // What changed, and starts anew. Requires: not empty, and `view` stands at the last change.
    Update Drain(const DepthView& view);

private:
    struct Key {
        Side side{};
        Price price;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    void Deduplicate();

    std::vector<Key> changed_;
    std::size_t deduplicate_at_ = kDeduplicateAtLeast;
    static constexpr std::size_t kDeduplicateAtLeast = 256;
    UpdateId first_, last_;
};

}  // namespace bourse::market
