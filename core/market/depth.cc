#include "core/market/depth.h"

#include <algorithm>

#include "core/base/check.h"

namespace bourse::market {

namespace {

// The place of a price in levels whose best is at the back.
template <class Levels>
auto Place(Levels& levels, Side side, Price price) {
    const auto is_worse = [side](const Level& level, Price other) {
        return side == Side::kBuy ? level.price < other : level.price > other;
    };
    return std::lower_bound(levels.begin(), levels.end(), price, is_worse);
}

std::vector<Level> BestFirst(const std::vector<Level>& levels, std::size_t limit) {
    const std::size_t count = std::min(limit, levels.size());
    return {levels.rbegin(), levels.rbegin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

void DepthView::Advance(UpdateId update_id) {
    CHECK(update_id == update_id_.Next());
    update_id_ = update_id;
}

Quantity DepthView::Add(const Change& change) {
    CHECK(change.quantity.raw() > 0);
    Advance(change.update_id);
    auto& side = levels(change.side);
    const auto place = Place(side, change.side, change.price);
    if (place == side.end() || place->price != change.price) {
        side.insert(place, {change.price, change.quantity});
        return change.quantity;
    }
    return place->quantity += change.quantity;
}

Quantity DepthView::Take(const Change& change) {
    Advance(change.update_id);
    auto& side = levels(change.side);
    const auto place = Place(side, change.side, change.price);
    CHECK(place != side.end() && place->price == change.price);
    CHECK(change.quantity.raw() > 0 && change.quantity <= place->quantity);
    const Quantity left = place->quantity -= change.quantity;
    if (left == Quantity()) side.erase(place);
    return left;
}

Quantity DepthView::QuantityAt(Side side, Price price) const {
    const auto place = Place(levels(side), side, price);
    return place == levels(side).end() || place->price != price ? Quantity() : place->quantity;
}

std::optional<Level> DepthView::Best(Side side) const {
    return levels(side).empty() ? std::nullopt : std::optional(levels(side).back());
}

DepthLevels DepthView::Top(std::size_t limit) const {
    return {BestFirst(levels(Side::kBuy), limit), BestFirst(levels(Side::kSell), limit)};
}

void DepthDiff::Add(const DepthChange& change) {
    if (changed_.empty()) {
        first_ = change.update_id;
    } else {
        CHECK(change.update_id == last_.Next());
    }
    last_ = change.update_id;
    const Key key{change.side, change.level.price};
    if (!changed_.empty() && changed_.back() == key) return;
    changed_.push_back(key);
    if (changed_.size() >= deduplicate_at_) Deduplicate();
}

void DepthDiff::Deduplicate() {
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    deduplicate_at_ = std::max(kDeduplicateAtLeast, changed_.size() * 2);
}

DepthDiff::Update DepthDiff::Drain(const DepthView& view) {
    CHECK(!empty() && view.update_id() == last_);
    Deduplicate();
    Update update{first_, last_, {}};
    for (const Key& key : changed_) {
        auto& side = key.side == Side::kBuy ? update.levels.bids : update.levels.asks;
        side.push_back({key.price, view.QuantityAt(key.side, key.price)});
    }
    std::reverse(update.levels.bids.begin(), update.levels.bids.end());
    changed_.clear();
    deduplicate_at_ = kDeduplicateAtLeast;
    return update;
}

}  // namespace bourse::market
