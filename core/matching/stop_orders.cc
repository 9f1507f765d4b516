// Stop orders: how one is taken in, triggered, cancelled and amended (docs/rules.md section 8).
#include "core/matching/dry_run.h"
#include "core/matching/matcher.h"

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
    const Price stop = instruction.conditions.stop_price;
    const bool is_by_limit = IsByLimit(instruction.type);
    const Amount hold =
        market.HoldOf(taker.side, is_by_limit ? instruction.price : stop, taker.quantity);
    if (!HasFunds(market, taker, hold.raw())) return RejectReason::kInsufficientBalance;
    const TriggerSide side = Triggers::SideOf(taker.type, taker.side);
    if (market.triggers.WouldTrigger(side, stop, market.reference_price())) {
        return RejectReason::kWouldTriggerImmediately;
    }

    // Checked; from here on things change.
    EnsurePosition(market, taker);
    Accept(market, taker, instruction).phase = OrderPhase::kUntriggered;
    venue_.ledger.Hold(taker.side == Side::kBuy ? taker.quote : taker.base, hold);
    OrderRecord record = RecordOf(market, taker);
    record.conditions = venue_.orders.AddConditions(
        {.limit = instruction.price,
         .stop = stop,
         .time_in_force = instruction.time_in_force,
         .phase = OrderPhase::kUntriggered,
         .list = {},
         .iceberg = instruction.conditions.iceberg_quantity,
         .hidden = {}}
    );
    book::RestingOrder waiting;
    waiting.owner = taker.owner();
    waiting.price = stop;
    waiting.remaining = taker.quantity;
    market.triggers.Add(venue_.orders.Add(record, waiting, instruction.client_order_id), side);
    venue_.orders.CountUntriggered(record.position, 1);
    if (taker.iceberg.raw() != 0) venue_.orders.CountIceberg(record.position, 1);
    return RejectReason::kNone;
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

void Matcher::LeaveTriggers(Market& market, OrderSlot slot) {
    OrderStore& orders = venue_.orders;
    const OrderRecord& record = orders[slot];
    market.triggers.Remove(slot, Triggers::SideOf(record.type, record.side));
    orders.CountUntriggered(record.position, -1);
    orders.conditions(slot).phase = OrderPhase::kEntering;
    const bool is_needed =
        orders.ListOf(slot).raw() != 0 || orders.conditions(slot).iceberg.raw() != 0;
    if (!is_needed) orders.EndConditions(slot);
}

}  // namespace bourse::matching
