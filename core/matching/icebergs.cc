// Icebergs: orders of which the book shows a part at a time (docs/rules.md section 10). The part
// shown is the resting order; what is hidden is in its ConditionRecord.
#include <algorithm>

#include "core/matching/execution.h"
#include "core/matching/matcher.h"

namespace bourse::matching {

std::uint32_t Matcher::AddIceberg(const Taker& taker, Quantity hidden) {
    venue_.orders.CountIceberg(taker.position, 1);
    ConditionRecord conditions;
    conditions.limit = taker.limit;
    conditions.phase = OrderPhase::kEntering;
    conditions.iceberg = taker.iceberg;
    conditions.hidden = hidden;
    return venue_.orders.AddConditions(conditions);
}

// What is hidden goes first.
void Matcher::ReduceResting(Market& market, OrderSlot slot, Quantity by) {
    const Quantity hidden = std::min(venue_.orders.Hidden(slot), by);
    if (hidden.raw() != 0) venue_.orders.conditions(slot).hidden -= hidden;
    if (hidden < by) market.book.Reduce(slot, by - hidden);
}

bool Execution::Refresh(OrderSlot slot) {
    OrderStore& orders = venue_.orders;
    ConditionRecord& conditions = orders.conditions(slot);
    if (conditions.hidden.raw() == 0) return false;
    const OrderRecord& record = orders[slot];
    const Quantity shown = std::min(conditions.iceberg, conditions.hidden);
    conditions.hidden -= shown;
    orders.pool()[slot].remaining = shown;
    market_.book.Add(slot, record.side);
    auto& event = venue_.events.Add<IcebergRefreshed>();
    event.order = record.id;
    event.symbol = market_.id;
    event.side = record.side;
    event.price = orders.resting(slot).price;
    event.quantity = shown;
    event.hidden = conditions.hidden;
    event.update_id = market_.NextUpdate();
    return true;
}

}  // namespace bourse::matching
