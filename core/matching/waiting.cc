#include "core/matching/waiting.h"

#include <algorithm>

namespace bourse::matching {

ConditionRecord ConditionsOf(
    const Market& market, const OrderInstruction& order, OrderListId list
) {
    const OrderConditions& conditions = order.conditions;
    const bool has_stop = conditions.stop_price.raw() != 0;
    ConditionRecord record;
    record.limit = order.price;
    record.stop = conditions.stop_price;
    record.time_in_force = order.time_in_force;
    record.phase = OrderPhase::kPending;
    record.list = list;
    record.iceberg = conditions.iceberg_quantity;
    if (conditions.trailing_delta != 0) {
        record.trailing = has_stop ? Trailing::kAtStop : Trailing::kAtOnce;
        record.trailing_delta = static_cast<std::uint16_t>(conditions.trailing_delta);
        if (!has_stop) record.stop = market.reference_price();
    }
    return record;
}

Price WaitingHoldPrice(OrderType type, const ConditionRecord& conditions) {
    const bool is_by_stop = IsStop(type) && Triggered(type) == OrderType::kMarket;
    return is_by_stop ? conditions.stop : conditions.limit;
}

bool IsReached(const Market& market, OrderType type, Side side, const ConditionRecord& conditions) {
    return IsStop(type) && conditions.trailing != Trailing::kAtOnce &&
           market.triggers.WouldTrigger(
               Triggers::SideOf(type, side), conditions.stop, market.reference_price()
           );
}

bool HasRoomToTrail(const Market& market, Side side, const ConditionRecord& conditions) {
    return conditions.trailing == Trailing::kNone || market.triggers.trailing().HasRoom(side);
}

void LegsStart::Add(
    const Market& market, OrderType type, Side side, const ConditionRecord& conditions
) {
    hold = std::max(hold, WaitingHoldPrice(type, conditions));
    lacks_price = lacks_price || LacksPrice(conditions);
    is_reached = is_reached || IsReached(market, type, side, conditions);
    has_room = has_room && HasRoomToTrail(market, side, conditions);
}

}  // namespace bourse::matching
