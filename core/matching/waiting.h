// What the store keeps of an order that waits, and the checks of its start (docs/rules.md section
// 8).
// Thread: the engine's; pure.
#pragma once

#include "core/domain/commands.h"
#include "core/matching/market.h"

namespace bourse::matching {

using Trailing = ConditionRecord::Trailing;

// Its phase is kPending.
ConditionRecord ConditionsOf(const Market& market, const OrderInstruction& order, OrderListId list);

// By which price an order of this type holds a buyer's funds while it waits.
Price WaitingHoldPrice(OrderType type, const ConditionRecord& conditions);

// Whether it would follow a price, and there is none yet.
inline bool LacksPrice(const ConditionRecord& conditions) {
    return conditions.trailing == Trailing::kAtOnce && conditions.stop.raw() == 0;
}
// Whether it is a stop order whose stop price is reached already.
bool IsReached(const Market& market, OrderType type, Side side, const ConditionRecord& conditions);
bool HasRoomToTrail(const Market& market, Side side, const ConditionRecord& conditions);

// What legs that start together find.
struct LegsStart {
    Price hold;  // that a buyer holds them by
    bool lacks_price = false;
    bool is_reached = false;
    bool has_room = true;

    void Add(const Market& market, OrderType type, Side side, const ConditionRecord& conditions);
};

}  // namespace bourse::matching
