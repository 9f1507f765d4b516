// Legs to be released and stop orders that are due, in steps (docs/rules.md sections 8 and 9).
#include <algorithm>

#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::Market;

void Exchange::State::QueueTriggers(Market& market) {
    if (market.is_queued || market.mode != SymbolMode::kContinuous) return;
    market.is_queued = true;
    pending_triggers.push_back(market.id);
}

// What is due waits until the symbol trades again.
void Exchange::State::UnqueueTriggers(Market& market) {
    if (!market.is_queued) return;
    market.is_queued = false;
    std::erase(pending_triggers, market.id);
}

void Exchange::State::AdvanceTriggers() {
    Market& market = *MarketOf(pending_triggers.front());
    UnqueueTriggers(market);
    const std::size_t begin = events_.buffer().size();
    for (std::uint32_t count = 0; count < kTriggersInAStep; ++count) {
        if (events_.buffer().size() - begin >= kTriggerBytesInAStep) break;
        if (!market.releases.empty()) {
            const OrderListId list = market.releases.front();
            market.releases.pop_front();
            matcher_.Release(market, list);
            continue;
        }
        const matching::OrderSlot slot = market.triggers.NextDue();
        if (slot == book::kNoOrder) break;
        matcher_.Trigger(market, slot);
    }
    if (market.triggers.NextDue() == book::kNoOrder) market.triggers.EndRound();
    if (market.has_pending_steps()) QueueTriggers(market);
}

}  // namespace bourse::exchange
