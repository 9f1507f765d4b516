// The steps of a Lookahead, each over one group.
#include "core/exchange/lookahead.h"
#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::OrderSlot;
using matching::PositionSlot;

void Exchange::Prefetch(Lookahead& lookahead, std::span<const Target> targets) const {
    CHECK(targets.size() <= Lookahead::kGroup);
    const State& state = *state_;
    Lookahead::Group& newest = lookahead.Start(targets);
    for (std::size_t i = 0; i < newest.named_count; ++i) {
        state.orders.PrefetchIndex(newest.named[i].order);
    }
    for (std::size_t i = 0; i < newest.placed_count; ++i) {
        const Target& target = newest.placed[i].target;
        state.accounts.Prefetch(target.account);
        state.orders.PrefetchIndex(target.account, target.symbol);
    }
    Lookahead::Group& found = lookahead[1];
    for (std::size_t i = 0; i < found.named_count; ++i) {
        const OrderSlot slot = state.orders.Find(found.named[i].order);
        found.named[i].slot = slot.raw();
        state.orders.Prefetch(slot);
    }
    for (std::size_t i = 0; i < found.placed_count; ++i) {
        const Target& target = found.placed[i].target;
        const PositionSlot position = state.orders.GuessPosition(target.account, target.symbol);
        found.placed[i].position = position.raw();
        state.PrefetchFunds(target, position);
    }
    const Lookahead::Group& read = lookahead[2];
    for (std::size_t i = 0; i < read.named_count; ++i) {
        state.PrefetchOrder(OrderSlot(read.named[i].slot));
    }
    for (std::size_t i = 0; i < read.placed_count; ++i) {
        const Target& target = read.placed[i].target;
        const matching::Market* market = state.MarketOf(target.symbol);
        if (market == nullptr) continue;
        state.PrefetchBalances(*market, target, PositionSlot(read.placed[i].position));
        market->book.Prefetch(target.side, target.price);
    }
}

void Exchange::State::PrefetchOrder(OrderSlot slot) const {
    if (!orders.Has(slot)) return;  // never found
    const matching::OrderRecord& record = orders[slot];
    ledger.Prefetch(record.side == Side::kBuy ? record.quote : record.base);
    orders.PrefetchNeighbours(slot);
    markets[record.symbol.raw()]->book.Prefetch(orders.resting(slot));
}

void Exchange::State::PrefetchFunds(const Target& target, PositionSlot position) const {
    const matching::Market* market = MarketOf(target.symbol);
    if (position != matching::kNoPosition) {
        orders.Prefetch(position);
    } else if (market != nullptr) {
        ledger.PrefetchIndex(target.account, market->symbol.definition.base);
        ledger.PrefetchIndex(target.account, market->symbol.definition.quote);
    }
}

void Exchange::State::PrefetchBalances(
    const matching::Market& market, const Target& target, PositionSlot position
) const {
    if (position != matching::kNoPosition) {
        ledger.Prefetch(orders[position].base);
        ledger.Prefetch(orders[position].quote);
        orders.Prefetch(orders[position].newest);
    } else {
        ledger.Prefetch(target.account, market.symbol.definition.base);
        ledger.Prefetch(target.account, market.symbol.definition.quote);
    }
}

}  // namespace bourse::exchange
