// Stop orders: how one is taken in, triggered, cancelled and amended (docs/rules.md section 8).
#include "core/matching/dry_run.h"
#include "core/matching/matcher.h"
#include "core/matching/waiting.h"

namespace bourse::matching {

namespace {

bool IsByLimit(OrderType type) { return Triggered(type) == OrderType::kLimit; }

}  // namespace

Price HoldPrice(const OrderStore& orders, OrderSlot slot) {
    const bool waits_for_limit = orders.IsUntriggered(slot) && IsByLimit(orders[slot].type);
    return waits_for_limit ? orders.conditions(slot).limit : orders.resting(slot).price;
}

void Matcher::ReleaseOpen(const Market& market, OrderSlot slot, Quantity lots) {
    const OrderRecord& record = venue_.orders[slot];
    const Price price = HoldPrice(venue_.orders, slot);
    venue_.ledger.Release(
        record.side == Side::kBuy ? record.quote : record.base,
        market.HoldOf(record.side, price, lots)
    );
}

RejectReason Matcher::PlaceStop(Market& market, Taker taker, const OrderInstruction& instruction) {
    const ConditionRecord conditions = ConditionsOf(market, instruction, OrderListId(0));
    if (LacksPrice(conditions)) return RejectReason::kNoLiquidity;
    const Amount hold =
        market.HoldOf(taker.side, WaitingHoldPrice(taker.type, conditions), taker.quantity);
    if (!HasFunds(market, taker, hold.raw())) return RejectReason::kInsufficientBalance;
    if (IsReached(market, taker.type, taker.side, conditions)) {
        return RejectReason::kWouldTriggerImmediately;
    }
    if (!HasRoomToTrail(market, taker.side, conditions)) return RejectReason::kCapacity;

    // Checked; from here on things change.
    EnsurePosition(market, taker);
    Accept(market, taker, instruction).phase = OrderPhase::kUntriggered;
    venue_.ledger.Hold(taker.side == Side::kBuy ? taker.quote : taker.base, hold);
    OrderRecord record = RecordOf(market, taker);
    record.conditions = venue_.orders.AddConditions(conditions);
    book::RestingOrder waiting;
    waiting.owner = taker.owner();
    waiting.remaining = taker.quantity;
    Wait(market, venue_.orders.Add(record, waiting, instruction.client_order_id));
    venue_.orders.CountUntriggered(record.position, 1);
    if (taker.iceberg.raw() != 0) venue_.orders.CountIceberg(record.position, 1);
    return RejectReason::kNone;
}

// A stop order of the store, from its entry or its release on.
void Matcher::Wait(Market& market, OrderSlot slot) {
    OrderStore& orders = venue_.orders;
    const OrderRecord& record = orders[slot];
    ConditionRecord& conditions = orders.conditions(slot);
    conditions.phase = OrderPhase::kUntriggered;
    orders.pool()[slot].price = conditions.stop;
    if (conditions.trailing == Trailing::kAtOnce) return Follow(market, slot);
    if (conditions.trailing == Trailing::kAtStop) market.triggers.trailing().Await(record.side, 1);
    market.triggers.Add(slot, Triggers::SideOf(record.type, record.side));
}

void Matcher::StopWaiting(Market& market, OrderSlot slot) {
    const OrderRecord& record = venue_.orders[slot];
    const ConditionRecord& conditions = venue_.orders.conditions(slot);
    if (conditions.trailing == Trailing::kFollowing) {
        return market.triggers.Unfollow(
            slot, {record.side, conditions.trailing_delta, conditions.trailing_start}
        );
    }
    if (conditions.trailing == Trailing::kAtStop) market.triggers.trailing().Await(record.side, -1);
    market.triggers.Remove(slot, Triggers::SideOf(record.type, record.side));
}

void Matcher::Follow(Market& market, OrderSlot slot) {
    const OrderRecord& record = venue_.orders[slot];
    ConditionRecord& conditions = venue_.orders.conditions(slot);
    const Price last = market.reference_price();
    conditions.trailing = Trailing::kFollowing;
    conditions.trailing_start =
        market.triggers.Follow(slot, record.side, conditions.trailing_delta, last);
    auto& event = venue_.events.Add<TrailingStarted>();
    event.order = record.id;
    event.account = record.account;
    event.symbol = market.id;
    event.last_price = last;
}

Taker TakerFrom(const OrderStore& orders, OrderSlot slot) {
    const OrderRecord& record = orders[slot];
    const ConditionRecord& conditions = orders.conditions(slot);
    const OrderType type = Triggered(record.type);
    return {
        .id = record.id,
        .account = record.account,
        .trade_group = TradeGroupOf(orders.resting(slot).owner),
        .position = record.position,
        .side = record.side,
        .type = type,
        .time_in_force = conditions.time_in_force,
        .self_trade_prevention = record.self_trade_prevention,
        .limit = type == OrderType::kMarket ? book::AnyPrice(record.side) : conditions.limit,
        .quantity = orders.resting(slot).remaining,
        .base = record.base,
        .quote = record.quote,
        .iceberg = conditions.iceberg,
        .slot = slot,
    };
}

void Matcher::Trigger(Market& market, OrderSlot slot) {
    OrderStore& orders = venue_.orders;
    if (orders.conditions(slot).trailing == Trailing::kAtStop) {
        StopWaiting(market, slot);
        return Follow(market, slot);
    }
    const Taker taker = TakerFrom(orders, slot);
    const Quantity open = taker.quantity;
    auto& event = venue_.events.Add<OrderTriggered>();
    event.order = taker.id;
    event.account = taker.account;
    event.symbol = market.id;
    event.side = taker.side;
    event.type = taker.type;
    event.price = orders.conditions(slot).limit;
    event.quantity = open;
    event.last_price = market.last_price;

    const OrderListId list_id = orders.ListOf(slot);
    OrderList* list = list_id.raw() == 0 ? nullptr : orders.lists().Find(list_id);
    if (list != nullptr && list->stage == OrderList::Stage::kPair) {
        EndPair(market, *list, taker.id, HoldPrice(orders, slot));
    }
    if (taker.type == OrderType::kMarket) ReleaseOpen(market, slot, open);
    LeaveTriggers(market, slot);
    const Outcome outcome = taker.type == OrderType::kMarket
                                ? RunTriggeredMarket(market, taker)
                                : Run(market, taker, {.quantity = open, .hold = Amount(0)}, {});
    if (list != nullptr) return AfterRun(market, {list_id, taker, outcome});
    if (!orders.resting(slot).is_linked()) orders.Remove(slot);
}

// As a MARKET order that has just come, but that nobody is there to be told a reject.
Matcher::Outcome Matcher::RunTriggeredMarket(Market& market, const Taker& taker) {
    const auto entry = PlanMarket(market, taker, Amount(0));
    if (entry) return Run(market, taker, *entry, {});
    if (entry.error() == RejectReason::kNoLiquidity) {
        Expire(market, taker, {ExpiryReason::kInsufficientLiquidity, taker.quantity});
    } else {
        Expire(market, taker, {ExpiryReason::kRejectedAtTrigger, taker.quantity, entry.error()});
    }
    return Outcome::kOther;
}

// The order is in the store already.
void Matcher::RestTriggered(Market& market, const Taker& taker, const Remainder& remainder) {
    OrderStore& orders = venue_.orders;
    if (orders.has_conditions(taker.slot)) orders.conditions(taker.slot).hidden = remainder.hidden;
    orders[taker.slot].prevented += remainder.prevented;
    book::RestingOrder& resting = orders.pool()[taker.slot];
    resting.price = taker.limit;
    resting.remaining = remainder.open - remainder.hidden;
    market.book.Add(taker.slot, taker.side);
}

void Matcher::ReduceWaiting(Market& market, OrderSlot slot, Quantity by) {
    OrderStore& orders = venue_.orders;
    if (orders.conditions(slot).trailing != Trailing::kFollowing) {
        return market.triggers.Reduce(slot, by);
    }
    CHECK(by > Quantity(0) && by < orders.resting(slot).remaining);
    orders.pool()[slot].remaining -= by;
}

void Matcher::LeaveTriggers(Market& market, OrderSlot slot) {
    OrderStore& orders = venue_.orders;
    const OrderRecord& record = orders[slot];
    StopWaiting(market, slot);
    orders.CountUntriggered(record.position, -1);
    orders.conditions(slot).phase = OrderPhase::kEntering;
    const bool is_needed =
        orders.ListOf(slot).raw() != 0 || orders.conditions(slot).iceberg.raw() != 0;
    if (!is_needed) orders.EndConditions(slot);
}

}  // namespace bourse::matching
