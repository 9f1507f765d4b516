// Each pass starts loads whose addresses are what the pass before started loading.
#include <array>

#include "core/exchange/state.h"

namespace bourse::exchange {

void Exchange::State::Prefetch(std::span<const Target> targets) const {
    CHECK(targets.size() <= kLookahead);
    std::array<matching::OrderSlot, kLookahead> slots;
    std::array<matching::PositionSlot, kLookahead> positions;
    for (const Target& target : targets) {
        if (target.order.raw() != 0) {
            orders.PrefetchIndex(target.order);
        } else {
            accounts.Prefetch(target.account);
            orders.PrefetchIndex(target.account, target.symbol);
        }
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const Target& target = targets[i];
        slots[i] = book::kNoOrder;
        positions[i] = matching::kNoPosition;
        if (target.order.raw() != 0) {
            slots[i] = orders.Find(target.order);
            orders.Prefetch(slots[i]);
        } else {
            positions[i] = orders.GuessPosition(target.account, target.symbol);
            orders.Prefetch(positions[i]);
        }
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (slots[i] != book::kNoOrder) {
            const matching::OrderRecord& record = orders[slots[i]];
            ledger.Prefetch(record.side == Side::kBuy ? record.quote : record.base);
            orders.PrefetchNeighbours(slots[i]);
            markets[record.symbol.raw()]->book.Prefetch(orders.resting(slots[i]));
        } else if (positions[i] != matching::kNoPosition) {
            ledger.Prefetch(orders[positions[i]].base);
            ledger.Prefetch(orders[positions[i]].quote);
        }
    }
}

}  // namespace bourse::exchange
