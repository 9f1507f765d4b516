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
            PrefetchFunds(target, positions[i]);
        }
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (slots[i] != book::kNoOrder) {
            const matching::OrderRecord& record = orders[slots[i]];
            ledger.Prefetch(record.side == Side::kBuy ? record.quote : record.base);
            orders.PrefetchNeighbours(slots[i]);
            markets[record.symbol.raw()]->book.Prefetch(orders.resting(slots[i]));
        } else if (const matching::Market* market = MarketOf(targets[i].symbol)) {
            PrefetchBalances(*market, targets[i].account, positions[i]);
            market->book.Prefetch(targets[i].side, targets[i].price);
        }
    }
}

void Exchange::State::PrefetchFunds(const Target& target, matching::PositionSlot position) const {
    const matching::Market* market = MarketOf(target.symbol);
    if (position != matching::kNoPosition) {
        orders.Prefetch(position);
    } else if (market != nullptr) {
        ledger.PrefetchIndex(target.account, market->symbol.definition.base);
        ledger.PrefetchIndex(target.account, market->symbol.definition.quote);
    }
}

void Exchange::State::PrefetchBalances(
    const matching::Market& market, AccountId account, matching::PositionSlot position
) const {
    if (position != matching::kNoPosition) {
        ledger.Prefetch(orders[position].base);
        ledger.Prefetch(orders[position].quote);
    } else {
        ledger.Prefetch(account, market.symbol.definition.base);
        ledger.Prefetch(account, market.symbol.definition.quote);
    }
}

}  // namespace bourse::exchange
