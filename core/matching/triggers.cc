#include "core/matching/triggers.h"

namespace bourse::matching {

std::uint64_t Triggers::Follow(book::OrderSlot slot, Side side, std::uint32_t delta, Price last) {
    const std::uint64_t start = trailing_->Start(slot, side, delta, last);
    Aim();
    return start;
}

void Triggers::Unfollow(book::OrderSlot slot, const TrailingStops::Follower& follower) {
    trailing_->Remove(slot, follower);
    Aim();
}

bool Triggers::Refollow(book::OrderSlot slot, const TrailingStops::Follower& follower) {
    const bool is_added = trailing_->Restore(slot, follower);
    if (is_added) Aim();
    return is_added;
}

void Triggers::OnTrade(Price price) {
    const bool is_due = trailing_->OnTrade(price);
    const bool is_reached = price >= waiting_.BestAsk().value_or(kNever) ||
                            price <= waiting_.BestBid().value_or(Price(0));
    if (in_round() || is_due || is_reached) {
        highest_ = std::max(highest_, price);
        lowest_ = std::min(lowest_, price);
    }
    Aim();
}

// In a round every trade counts.
void Triggers::Aim() {
    above_ = waiting_.BestAsk().value_or(kNever);
    below_ = waiting_.BestBid().value_or(Price(0));
    above_ = in_round() ? Price(0) : std::min(above_, trailing_->above());
    below_ = std::max(below_, trailing_->below());
}

book::OrderSlot Triggers::NextDue() const {
    book::OrderSlot due = trailing_->NextDue();
    const auto take_first = [&](book::OrderSlot slot, const book::RestingOrder&) {
        due = slot;
        return false;
    };
    const auto above = waiting_.BestAsk();
    const auto below = waiting_.BestBid();
    if (above && *above <= highest_) {
        waiting_.Walk(Side::kSell, take_first);
    } else if (below && *below >= lowest_) {
        waiting_.Walk(Side::kBuy, take_first);
    }
    return due;
}

void Triggers::EndRound() {
    CHECK(NextDue() == book::kNoOrder);
    highest_ = Price(0);
    lowest_ = kNever;
    Aim();
}

void Triggers::CheckInvariants(Price last) const {
    waiting_.CheckInvariants();
    trailing_->CheckInvariants();
    CHECK(in_round() || trailing_->NextDue() == book::kNoOrder);
    if (in_round() || last.raw() == 0) return;
    const auto above = waiting_.BestAsk();
    const auto below = waiting_.BestBid();
    CHECK(!above || *above > last);
    CHECK(!below || *below < last);
}

}  // namespace bourse::matching
