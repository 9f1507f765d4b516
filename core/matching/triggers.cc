#include "core/matching/triggers.h"

namespace bourse::matching {

book::OrderSlot Triggers::NextDue() const {
    book::OrderSlot due = book::kNoOrder;
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
    if (in_round() || last.raw() == 0) return;
    const auto above = waiting_.BestAsk();
    const auto below = waiting_.BestBid();
    CHECK(!above || *above > last);
    CHECK(!below || *below < last);
}

}  // namespace bourse::matching
