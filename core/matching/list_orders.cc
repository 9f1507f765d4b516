// The legs of order lists: how they enter, start, expire each other and are cancelled
// (docs/rules.md section 9).
#include <algorithm>

#include "core/matching/dry_run.h"
#include "core/matching/list_check.h"
#include "core/matching/matcher.h"
#include "core/matching/order_check.h"
#include "core/matching/waiting.h"

namespace bourse::matching {

using Stage = OrderList::Stage;

Amount SharedHold(const OrderStore& orders, const Market& market, const OrderList& list) {
    Price price;
    OrderSlot last = book::kNoOrder;
    for (const OrderId leg : list.legs) {
        if (leg.raw() == 0) continue;
        last = orders.Find(leg);
        price = std::max(price, WaitingHoldPrice(orders[last].type, orders.conditions(last)));
    }
    return market.HoldOf(orders[last].side, price, orders.Open(last));
}

RejectReason Matcher::CheckList(
    const Market& market, const Entrant& entrant, const PlaceOrderList& command
) const {
    const auto& legs = command.legs;
    const std::size_t count = LegCount(command.kind);
    for (std::size_t i = 0; i < count; ++i) {
        const ClientOrderId& id = legs[i].client_order_id;
        if (id.empty()) continue;
        const bool is_twin = std::any_of(legs, legs + i, [&](const OrderInstruction& leg) {
            return leg.client_order_id.view() == id.view();
        });
        if (is_twin || venue_.orders.Find(entrant.account, market.id, id) != book::kNoOrder) {
            return RejectReason::kDuplicateClientOrderId;
        }
    }
    LegsStart start;  // of those that work at once
    for (std::size_t i = 0; i < (command.kind == OrderListKind::kOco ? 2 : 1); ++i) {
        const OrderInstruction& leg = legs[i];
        if (leg.type == OrderType::kLimitMaker && market.book.Crosses(leg.side, leg.price)) {
            return RejectReason::kWouldMatchImmediately;
        }
        start.Add(market, leg.type, leg.side, ConditionsOf(market, leg, {}));
    }
    if (start.lacks_price) return RejectReason::kNoLiquidity;
    Taker taker{};
    taker.account = entrant.account;
    taker.position = entrant.position;
    taker.side = legs[0].side;
    const Amount hold = market.HoldOf(legs[0].side, start.hold, legs[0].quantity);
    if (!HasFunds(market, taker, hold.raw())) return RejectReason::kInsufficientBalance;
    if (start.is_reached) return RejectReason::kWouldTriggerImmediately;
    const std::uint32_t max_lists = market.symbol.definition.filters.max_order_lists;
    if (max_lists != 0 && venue_.orders.lists().CountOf(entrant.account, market.id) >= max_lists) {
        return RejectReason::kFilterMaxOrderLists;
    }
    const OrderLists& lists = venue_.orders.lists();
    if (!command.list_client_id.empty() &&
        lists.Find(entrant.account, market.id, command.list_client_id) != nullptr) {
        return RejectReason::kDuplicateListClientId;
    }
    return start.has_room ? RejectReason::kNone : RejectReason::kCapacity;
}

RejectReason Matcher::PlaceList(
    Market& market, const ListIds& ids, const Entrant& entrant, const PlaceOrderList& command
) {
    const auto check = CheckList(market, entrant, command);
    if (check != RejectReason::kNone) return check;

    // Checked; from here on things change.
    const bool is_oco = command.kind == OrderListKind::kOco;
    OrderList& list = venue_.orders.lists().Add({
        .id = ids.list,
        .account = entrant.account,
        .symbol = market.id,
        .kind = command.kind,
        .stage = is_oco ? Stage::kPair : Stage::kWorking,
        .leg_count = static_cast<std::uint8_t>(LegCount(command.kind)),
        .legs = {},
        .client_id = command.list_client_id,
    });
    OrderId id = ids.first_order;
    for (std::size_t i = 0; i < list.leg_count; ++i, id = id.Next()) list.legs[i] = id;
    auto& event = venue_.events.Add<OrderListAccepted>();
    event.order_list = list.id;
    event.account = list.account;
    event.symbol = list.symbol;
    event.kind = list.kind;
    event.leg_count = list.leg_count;
    std::ranges::copy(list.legs, event.orders);
    event.list_client_id = list.client_id;
    for (std::size_t i = 0; i < list.leg_count; ++i) {
        AddLeg(market, list, list.legs[i], command.legs[i]);
    }
    if (is_oco) {
        StartPair(market, list);
    } else {
        StartWorking(market, list);
    }
    return RejectReason::kNone;
}

// Pending in the store; what works at once is started from there.
void Matcher::AddLeg(
    Market& market, const OrderList& list, OrderId id, const OrderInstruction& leg
) {
    OrderStore& orders = venue_.orders;
    Taker taker{
        .id = id,
        .account = list.account,
        .trade_group = venue_.accounts[list.account].trade_group,
        .position = orders.FindPosition(list.account, market.id),
        .side = leg.side,
        .type = leg.type,
        .time_in_force = leg.time_in_force,
        .self_trade_prevention = ModeOf(market.symbol, leg),
        .limit = leg.price,
        .quantity = leg.quantity,
        .iceberg = leg.conditions.iceberg_quantity,
    };
    EnsurePosition(market, taker);
    const bool works =
        list.stage == Stage::kPair || (list.stage == Stage::kWorking && id == list.legs[0]);
    OrderAccepted& accepted = Accept(market, taker, leg);
    accepted.order_list = list.id;
    accepted.phase = !works             ? OrderPhase::kPending
                     : IsStop(leg.type) ? OrderPhase::kUntriggered
                                        : OrderPhase::kEntering;
    OrderRecord record = RecordOf(market, taker);
    record.conditions = orders.AddConditions(ConditionsOf(market, leg, list.id));
    book::RestingOrder resting;
    resting.owner = taker.owner();
    resting.remaining = leg.quantity;
    orders.Add(record, resting, leg.client_order_id);
    if (IsStop(leg.type)) orders.CountUntriggered(record.position, 1);
    if (leg.conditions.iceberg_quantity.raw() != 0) orders.CountIceberg(record.position, 1);
}

void Matcher::StartPair(Market& market, OrderList& list) {
    list.stage = Stage::kPair;
    HoldFor(list, SharedHold(venue_.orders, market, list));
    for (const OrderId leg : list.legs) {
        if (leg.raw() == 0) continue;
        const OrderSlot slot = venue_.orders.Find(leg);
        if (IsStop(venue_.orders[slot].type)) {
            Wait(market, slot);
        } else {
            venue_.orders.conditions(slot).phase = OrderPhase::kEntering;
            const Taker taker = TakerFrom(venue_.orders, slot);
            Rest(market, taker, {taker.quantity, Quantity(0), ClientOrderId{}});
        }
    }
}

void Matcher::HoldFor(const OrderList& list, Amount hold) {
    const auto leg = std::ranges::find_if(list.legs, [](OrderId id) { return id.raw() != 0; });
    const OrderRecord& record = venue_.orders[venue_.orders.Find(*leg)];
    venue_.ledger.Hold(record.side == Side::kBuy ? record.quote : record.base, hold);
}

void Matcher::StartWorking(Market& market, OrderList& list) {
    const OrderListId id = list.id;
    const OrderSlot slot = venue_.orders.Find(list.legs[0]);
    venue_.orders.conditions(slot).phase = OrderPhase::kEntering;
    const Taker taker = TakerFrom(venue_.orders, slot);
    const Amount hold = market.HoldOf(taker.side, taker.limit, taker.quantity);
    const auto outcome = Run(market, taker, {.quantity = taker.quantity, .hold = hold}, {});
    AfterRun(market, {id, taker, outcome});
}

// Takes a leg that has just met the book out of the store when it is done.
void Matcher::AfterRun(Market& market, const LegRun& run) {
    const OrderSlot slot = run.taker.slot;
    if (venue_.orders.resting(slot).is_linked()) return;
    venue_.orders.Remove(slot);
    EndLeg(market, run.list, {run.taker.id, run.outcome == Outcome::kFilled});
}

void Matcher::EndLeg(Market& market, OrderListId id, const LegEnd& end) {
    OrderList& list = *venue_.orders.lists().Find(id);
    std::ranges::replace(list.legs, end.order, OrderId(0));
    if (list.stage == Stage::kWorking) {
        if (end.is_filled) {
            list.stage = Stage::kReleasing;
            market.releases.push_back(id);
            return;
        }
        ExpireLegs(market, list, {ExpiryReason::kWorkingLegEnded});
    }
    if (list.is_empty()) Complete(list, OrderListEnd::kDone);
}

void Matcher::Complete(const OrderList& list, OrderListEnd end) {
    auto& event = venue_.events.Add<OrderListCompleted>();
    event.order_list = list.id;
    event.account = list.account;
    event.symbol = list.symbol;
    event.end = end;
    venue_.orders.lists().Remove(list.id);
}

// Those that hold nothing of their own: pending, or the other leg of a pair.
void Matcher::ExpireLegs(Market& market, OrderList& list, const Expiry& expiry) {
    for (OrderId& leg : list.legs) {
        if (leg.raw() == 0) continue;
        const OrderSlot slot = venue_.orders.Find(leg);
        leg = OrderId(0);
        const OrderRecord& record = venue_.orders[slot];
        auto& event = venue_.events.Add<OrderExpired>();
        event.order = record.id;
        event.account = record.account;
        event.symbol = market.id;
        event.side = record.side;
        event.reason = expiry.reason;
        event.reject_reason = expiry.reject_reason;
        event.price = venue_.orders.conditions(slot).limit;
        event.quantity = venue_.orders.Open(slot);
        event.hidden = venue_.orders.Hidden(slot);
        event.update_id = RemoveLeg(market, slot);
    }
}

// The update id of the book when it rested there, else 0.
UpdateId Matcher::RemoveLeg(Market& market, OrderSlot slot) {
    OrderStore& orders = venue_.orders;
    const OrderRecord& record = orders[slot];
    UpdateId update_id;
    if (orders.conditions(slot).phase == OrderPhase::kUntriggered) {
        StopWaiting(market, slot);
    } else if (orders.resting(slot).is_linked()) {
        market.book.Remove(slot, record.side);
        update_id = market.NextUpdate();
    }
    const bool is_counted =
        IsStop(record.type) && orders.conditions(slot).phase != OrderPhase::kEntering;
    if (is_counted) orders.CountUntriggered(record.position, -1);
    orders.Remove(slot);
    return update_id;
}

// A leg trades or triggers: what is held from now on is its own, by `own_price`.
void Matcher::EndPair(Market& market, OrderList& list, OrderId kept, Price own_price) {
    const auto other =
        std::ranges::find_if(list.legs, [&](OrderId leg) { return leg.raw() != 0 && leg != kept; });
    const OrderSlot slot = venue_.orders.Find(*other);
    const Quantity lots = venue_.orders.Open(slot);
    const OrderRecord& record = venue_.orders[slot];
    const auto balance = record.side == Side::kBuy ? record.quote : record.base;
    const Price others = WaitingHoldPrice(record.type, venue_.orders.conditions(slot));
    const Amount excess(
        market.HoldOf(record.side, std::max(own_price, others), lots).raw() -
        market.HoldOf(record.side, own_price, lots).raw()
    );
    list.stage = Stage::kSingle;
    std::ranges::replace(list.legs, kept, OrderId(0));
    ExpireLegs(market, list, {ExpiryReason::kOcoTriggered});
    list.legs[0] = kept;
    venue_.ledger.Release(balance, excess);
}

// What became of the legs that a taker met.
void Matcher::SettleLegs(Market& market) {
    OrderLists& lists = venue_.orders.lists();
    for (std::size_t i = 0; i < lists.notes().size(); ++i) {
        const LegNote note = lists.notes()[i];
        OrderList* list = lists.Find(note.list);
        CHECK(list != nullptr);
        if (list->stage == Stage::kPair) EndPair(market, *list, note.order, note.price);
        if (note.end != LegNote::End::kOpen) {
            EndLeg(market, note.list, {note.order, note.end == LegNote::End::kFilled});
        }
    }
    lists.ClearNotes();
}

RejectReason Matcher::CheckRelease(const Market& market, const OrderList& list) const {
    LegsStart start;
    OrderSlot last = book::kNoOrder;
    for (const OrderId leg : list.legs) {
        if (leg.raw() == 0) continue;
        last = venue_.orders.Find(leg);
        const OrderRecord& record = venue_.orders[last];
        const ConditionRecord& conditions = venue_.orders.conditions(last);
        if (record.type == OrderType::kLimitMaker &&
            market.book.Crosses(record.side, conditions.limit)) {
            return RejectReason::kWouldMatchImmediately;
        }
        start.Add(market, record.type, record.side, conditions);
    }
    const Taker taker = TakerFrom(venue_.orders, last);
    if (venue_.orders[last].type == OrderType::kMarket) {
        const auto entry = PlanMarket(market, taker, Amount(0));
        return entry ? RejectReason::kNone : entry.error();
    }
    if (!HasFunds(market, taker, SharedHold(venue_.orders, market, list).raw())) {
        return RejectReason::kInsufficientBalance;
    }
    if (start.is_reached) return RejectReason::kWouldTriggerImmediately;
    return start.has_room ? RejectReason::kNone : RejectReason::kCapacity;
}

void Matcher::Release(Market& market, OrderListId id) {
    OrderList* list = venue_.orders.lists().Find(id);
    if (list == nullptr) return;  // cancelled meanwhile
    CHECK(list->stage == Stage::kReleasing);
    for (const OrderId leg : list->legs) {
        if (leg.raw() != 0) AddReleased(market, id, leg);
    }
    const auto reason = CheckRelease(market, *list);
    if (reason != RejectReason::kNone) {
        const Expiry expiry = reason == RejectReason::kNoLiquidity
                                  ? Expiry{ExpiryReason::kInsufficientLiquidity}
                                  : Expiry{ExpiryReason::kRejectedAtTrigger, {}, reason};
        ExpireLegs(market, *list, expiry);
        return Complete(*list, OrderListEnd::kDone);
    }
    if (list->leg_count == kMaxListLegs) return StartPair(market, *list);
    StartSingle(market, *list);
}

void Matcher::AddReleased(const Market& market, OrderListId list, OrderId leg) {
    const OrderSlot slot = venue_.orders.Find(leg);
    const OrderRecord& record = venue_.orders[slot];
    // What it will follow and be held by is known only now.
    ConditionRecord& conditions = venue_.orders.conditions(slot);
    if (conditions.trailing == Trailing::kAtOnce) conditions.stop = market.reference_price();
    auto& event = venue_.events.Add<OrderReleased>();
    event.order = leg;
    event.account = record.account;
    event.symbol = market.id;
    event.side = record.side;
    event.type = record.type;
    event.phase = IsStop(record.type) ? OrderPhase::kUntriggered : OrderPhase::kEntering;
    event.price = venue_.orders.conditions(slot).limit;
    event.quantity = venue_.orders.resting(slot).remaining;
    event.order_list = list;
}

void Matcher::StartSingle(Market& market, OrderList& list) {
    list.stage = Stage::kSingle;
    const OrderListId id = list.id;
    const OrderSlot slot = venue_.orders.Find(list.legs[1]);
    if (IsStop(venue_.orders[slot].type)) {
        HoldFor(list, SharedHold(venue_.orders, market, list));
        return Wait(market, slot);
    }
    venue_.orders.conditions(slot).phase = OrderPhase::kEntering;
    const Taker taker = TakerFrom(venue_.orders, slot);
    const auto entry = taker.type == OrderType::kMarket
                           ? PlanMarket(market, taker, Amount(0))
                           : Entry{
                                 .quantity = taker.quantity,
                                 .hold = market.HoldOf(taker.side, taker.limit, taker.quantity)};
    const Outcome outcome = Run(market, taker, *entry, {});
    AfterRun(market, {id, taker, outcome});
}

std::uint32_t Matcher::CancelList(
    Market& market, OrderListId id, OrderId named, const Cancellation& cancellation
) {
    OrderStore& orders = venue_.orders;
    const OrderList list = *orders.lists().Find(id);
    if (list.stage == Stage::kPair) {
        const OrderRecord& record =
            orders[orders.Find(*std::ranges::find_if(list.legs, [](OrderId leg) {
                return leg.raw() != 0;
            }))];
        venue_.ledger.Release(
            record.side == Side::kBuy ? record.quote : record.base, SharedHold(orders, market, list)
        );
    }
    std::uint32_t count = 0;
    for (const OrderId leg : list.legs) {
        if (leg.raw() == 0) continue;
        ++count;
        const OrderSlot slot = orders.Find(leg);
        const OrderRecord& record = orders[slot];
        const bool holds_alone =
            list.stage != Stage::kPair && orders.conditions(slot).phase != OrderPhase::kPending;
        const Quantity open = orders.Open(slot);
        if (holds_alone) ReleaseOpen(market, slot, open);
        auto& event = venue_.events.Add<OrderCanceled>();
        event.order = leg;
        event.account = record.account;
        event.symbol = market.id;
        event.side = record.side;
        event.cause = leg == named ? cancellation.cause : CancelCause::kOrderList;
        event.price = orders.conditions(slot).limit;
        event.quantity = open;
        event.hidden = orders.Hidden(slot);
        event.cancel_id = cancellation.cancel_id;
        event.update_id = RemoveLeg(market, slot);
    }
    Complete(list, OrderListEnd::kCanceled);
    return count;
}

}  // namespace bourse::matching
