#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::Market;

void Exchange::State::Prefetch(const Target& target, Lookahead step) const {
    const Market* market = MarketOf(target.symbol);
    if (market == nullptr || !accounts.IsCustomer(target.account)) return;
    if (target.order.raw() != 0) {
        PrefetchOrder(*market, target.order, step);
    } else {
        PrefetchFunds(*market, target.account, step);
    }
}

void Exchange::State::PrefetchOrder(const Market& market, OrderId id, Lookahead step) const {
    if (step == Lookahead::kIndexes) return orders.PrefetchIndex(id);
    const matching::OrderSlot slot = orders.Find(id);
    if (slot == book::kNoOrder) return;
    if (step == Lookahead::kRecords) return orders.Prefetch(slot);
    const matching::OrderRecord& record = orders[slot];
    ledger.Prefetch(record.side == Side::kBuy ? record.quote : record.base);
    orders.PrefetchNeighbours(slot);
    market.book.Prefetch(orders.resting(slot));
}

void Exchange::State::PrefetchFunds(const Market& market, AccountId account, Lookahead step) const {
    const SymbolDefinition& definition = market.symbol.definition;
    if (step == Lookahead::kIndexes) {
        __builtin_prefetch(&accounts[account]);
        orders.PrefetchIndex(account, market.id);
        ledger.PrefetchIndex(account, definition.base);
        ledger.PrefetchIndex(account, definition.quote);
    } else if (step == Lookahead::kRecords) {
        orders.Prefetch(account, market.id);
        ledger.Prefetch(account, definition.base);
        ledger.Prefetch(account, definition.quote);
    }
}

}  // namespace bourse::exchange
