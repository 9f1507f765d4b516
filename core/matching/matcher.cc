#include "core/matching/matcher.h"

#include <algorithm>
#include <optional>

#include "core/matching/dry_run.h"
#include "core/matching/order_check.h"

namespace bourse::matching {

namespace {

ExpiryReason ReasonForRest(const Taker& taker) {
    return taker.type == OrderType::kMarket ? ExpiryReason::kInsufficientLiquidity
                                            : ExpiryReason::kUnfilledImmediateOrCancel;
}

bool RestsInBook(const Taker& taker) {
    return taker.type != OrderType::kMarket &&
           taker.time_in_force == TimeInForce::kGoodTillCanceled;
}

// The quantity that MARKET_LOT_SIZE and LOT_SIZE leave of one; 0 when it is below a minimum.
Quantity CutToFilters(const SymbolFilters& filters, Quantity quantity) {
    Quantity max = filters.quantity_max;
    if (filters.market_quantity_max.raw() != 0) max = std::min(max, filters.market_quantity_max);
    const Quantity cut = std::min(quantity, max);
    const Quantity min = std::max(filters.quantity_min, filters.market_quantity_min);
    return cut < min ? Quantity(0) : cut;
}

}  // namespace

RejectReason Matcher::Place(
    Market& market, OrderId id, const Entrant& entrant, const OrderInstruction& instruction
) {
    if (!instruction.client_order_id.empty() &&
        venue_.orders.Find(entrant.account, market.id, instruction.client_order_id) !=
            book::kNoOrder) {
        return RejectReason::kDuplicateClientOrderId;
    }
    Taker taker{
        .id = id,
        .account = entrant.account,
        .trade_group = venue_.accounts[entrant.account].trade_group,
        .position = entrant.position,
        .side = instruction.side,
        .type = instruction.type,
        .time_in_force = instruction.time_in_force,
        .self_trade_prevention = ModeOf(market.symbol, instruction),
        .limit = instruction.type == OrderType::kMarket ? book::AnyPrice(instruction.side)
                                                        : instruction.price,
        .quantity = instruction.quantity,
        .iceberg = instruction.conditions.iceberg_quantity,
    };
    if (IsStop(taker.type)) [[unlikely]]
        return PlaceStop(market, taker, instruction);
    const auto entry = Plan(market, taker, instruction);
    if (!entry) return entry.error();

    // Checked; from here on things change.
    taker.quantity = entry->quantity;
    EnsurePosition(market, taker);
    Accept(market, taker, instruction);
    Run(market, taker, *entry, instruction.client_order_id);
    return RejectReason::kNone;
}

void Matcher::EnsurePosition(const Market& market, Taker& taker) {
    OrderStore& orders = venue_.orders;
    if (taker.position == kNoPosition) {
        const SymbolDefinition& definition = market.symbol.definition;
        taker.position = orders.AddPosition(
            {taker.account,
             market.id,
             venue_.ledger.SlotOf(taker.account, definition.base),
             venue_.ledger.SlotOf(taker.account, definition.quote)}
        );
    }
    taker.base = orders[taker.position].base;
    taker.quote = orders[taker.position].quote;
}

bool Matcher::HasFunds(const Market& market, const Taker& taker, Int128 amount) const {
    const bool is_buy = taker.side == Side::kBuy;
    if (taker.position != kNoPosition) {
        const Position& position = venue_.orders[taker.position];
        const auto slot = is_buy ? position.quote : position.base;
        return amount <= venue_.ledger[slot].available.raw();
    }
    const SymbolDefinition& definition = market.symbol.definition;
    const ledger::Balance* balance =
        venue_.ledger.Find(taker.account, is_buy ? definition.quote : definition.base);
    return amount <= (balance == nullptr ? 0 : balance->available.raw());
}

Expected<Matcher::Entry, RejectReason> Matcher::Plan(
    const Market& market, const Taker& taker, const OrderInstruction& order
) const {
    if (taker.type == OrderType::kMarket) return PlanMarket(market, taker, order.quote_quantity);
    if (taker.type == OrderType::kLimitMaker && market.book.Crosses(taker.side, taker.limit)) {
        return Unexpected{RejectReason::kWouldMatchImmediately};
    }
    const Amount hold = market.HoldOf(taker.side, taker.limit, taker.quantity);
    if (!HasFunds(market, taker, hold.raw())) {
        return Unexpected{RejectReason::kInsufficientBalance};
    }
    return Entry{taker.quantity, hold};
}

Expected<Matcher::Entry, RejectReason> Matcher::PlanMarket(
    const Market& market, Taker taker, Amount budget
) const {
    if (!market.book.Best(Opposite(taker.side))) return Unexpected{RejectReason::kNoLiquidity};
    auto left = Entry::Budget::kNoneLeft;
    if (budget.raw() != 0) {
        const DryRun run = RunDryWithin(budget, market, venue_.orders, taker);
        const Quantity affordable = run.traded + run.decremented;
        taker.quantity = CutToFilters(market.symbol.definition.filters, affordable);
        if (taker.quantity.raw() == 0) return Unexpected{RejectReason::kNoLiquidity};
        const bool is_spent = run.is_complete && taker.quantity == affordable;
        left = is_spent ? Entry::Budget::kNoneLeft : Entry::Budget::kLeft;
    }
    const DryRun run = RunDry(market, venue_.orders, taker);
    const bool is_buy = taker.side == Side::kBuy;
    const Int128 needed =
        is_buy ? run.cost : static_cast<Int128>(market.symbol.BaseAmount(taker.quantity).raw());
    if (!HasFunds(market, taker, needed)) return Unexpected{RejectReason::kInsufficientBalance};
    const Amount hold =
        is_buy ? Amount(static_cast<std::int64_t>(run.cost)) : market.symbol.BaseAmount(run.spent);
    return Entry{taker.quantity, hold, left};
}

OrderAccepted& Matcher::Accept(
    const Market& market, const Taker& taker, const OrderInstruction& order
) {
    auto& event = venue_.events.Add<OrderAccepted>();
    event.order = taker.id;
    event.account = taker.account;
    event.symbol = market.id;
    event.side = taker.side;
    event.type = taker.type;
    event.time_in_force = taker.time_in_force;
    event.self_trade_prevention = taker.self_trade_prevention;
    event.trade_group = taker.trade_group;
    event.price = order.price;
    event.quantity = taker.quantity;
    event.quote_quantity = order.quote_quantity;
    event.client_order_id = order.client_order_id;
    event.conditions = order.conditions;
    return event;
}

Matcher::Outcome Matcher::Run(
    Market& market, const Taker& taker, const Entry& entry, const ClientOrderId& client_id
) {
    venue_.ledger.Hold(taker.side == Side::kBuy ? taker.quote : taker.base, entry.hold);
    if (taker.time_in_force == TimeInForce::kFillOrKill &&
        RunDry(market, venue_.orders, taker).traded != taker.quantity) {
        Expire(market, taker, {ExpiryReason::kUnfilledFillOrKill, taker.quantity});
        return Outcome::kOther;
    }
    Execution execution(market, taker, venue_);
    const auto [open, end] =
        market.book.Match({taker.side, taker.limit, taker.quantity, kMaxVisits}, execution);
    if (execution.is_prevented()) {
        Expire(market, taker, {ExpiryReason::kSelfTradePrevention, open});
    } else if (open.raw() == 0) {
        if (entry.budget == Entry::Budget::kLeft) {
            Expire(market, taker, {ExpiryReason::kInsufficientLiquidity, open});
        }
    } else if (end == book::MatchEnd::kVisitLimit) {
        Expire(market, taker, {ExpiryReason::kWorkBound, open});
    } else if (RestsInBook(taker)) {
        Rest(market, taker, {open, execution.taker_prevented(), client_id});
    } else {
        Expire(market, taker, {ReasonForRest(taker), open});
    }
    if (!venue_.orders.lists().notes().empty()) [[unlikely]]
        SettleLegs(market);
    const bool is_filled = open.raw() == 0 && !execution.is_prevented();
    return is_filled ? Outcome::kFilled : Outcome::kOther;
}

void Matcher::Describe(const Market& market, const Taker& taker, OrderRecord& record) {
    record.id = taker.id;
    record.quantity = taker.quantity;
    record.account = taker.account;
    record.symbol = market.id;
    record.base = taker.base;
    record.quote = taker.quote;
    record.side = taker.side;
    record.type = taker.type;
    record.self_trade_prevention = taker.self_trade_prevention;
    record.position = taker.position;
}

void Matcher::Rest(Market& market, const Taker& taker, Remainder remainder) {
    if (taker.iceberg.raw() != 0) [[unlikely]]
        remainder.hidden = remainder.open - std::min(remainder.open, taker.iceberg);
    if (taker.slot != book::kNoOrder) [[unlikely]] {
        RestTriggered(market, taker, remainder);
    } else {
        OrderStore& orders = venue_.orders;
        const OrderSlot slot = orders.Allocate();
        Describe(market, taker, orders[slot]);
        orders[slot].prevented = remainder.prevented;
        if (taker.iceberg.raw() != 0) [[unlikely]]
            orders[slot].conditions = AddIceberg(taker, remainder.hidden);
        book::RestingOrder& resting = orders.resting(slot);
        resting.owner = taker.owner();
        resting.price = taker.limit;
        resting.remaining = remainder.open - remainder.hidden;
        orders.Enter(slot, remainder.client_id);
        market.book.Add(slot, taker.side);
    }

    auto& event = venue_.events.Add<OrderRested>();
    event.order = taker.id;
    event.symbol = market.id;
    event.side = taker.side;
    event.price = taker.limit;
    event.quantity = remainder.open - remainder.hidden;
    event.hidden = remainder.hidden;
    event.update_id = market.NextUpdate();
}

void Matcher::Expire(const Market& market, const Taker& taker, const Expiry& expiry) {
    // A MARKET order holds exactly what its trades spend.
    if (taker.type != OrderType::kMarket) {
        const auto balance = taker.side == Side::kBuy ? taker.quote : taker.base;
        venue_.ledger.Release(balance, market.HoldOf(taker.side, taker.limit, expiry.open));
    }
    auto& event = venue_.events.Add<OrderExpired>();
    event.order = taker.id;
    event.account = taker.account;
    event.symbol = market.id;
    event.side = taker.side;
    event.reason = expiry.reason;
    event.price = taker.type == OrderType::kMarket ? Price(0) : taker.limit;
    event.quantity = expiry.open;
    event.reject_reason = expiry.reject_reason;
}

OrderSlot Matcher::Find(AccountId account, const OrderReference& reference) const {
    const OrderStore& orders = venue_.orders;
    const bool has_id = reference.order.raw() != 0;
    // An id that is no valid client id names nothing.
    if (!IsValid(reference.client_order_id)) return book::kNoOrder;
    const OrderSlot slot = has_id
                               ? orders.Find(reference.order)
                               : orders.Find(account, reference.symbol, reference.client_order_id);
    if (slot == book::kNoOrder) return slot;
    const OrderRecord& record = orders[slot];
    const bool is_named = reference.client_order_id.empty() ||
                          orders.client_id(slot).view() == reference.client_order_id.view();
    const bool is_own = record.account == account && record.symbol == reference.symbol;
    return is_own && is_named ? slot : book::kNoOrder;
}

RejectReason Matcher::CheckCancel(OrderSlot slot, CancelRestriction restriction) const {
    if (slot == book::kNoOrder) return RejectReason::kUnknownOrder;
    const bool is_new = venue_.orders.Executed(slot).raw() == 0;
    switch (restriction) {
        case CancelRestriction::kNone:
            return RejectReason::kNone;
        case CancelRestriction::kOnlyNew:
            return is_new ? RejectReason::kNone : RejectReason::kCancelRestriction;
        case CancelRestriction::kOnlyPartiallyFilled:
            return is_new ? RejectReason::kCancelRestriction : RejectReason::kNone;
    }
    return RejectReason::kCancelRestriction;
}

std::uint32_t Matcher::Cancel(Market& market, OrderSlot slot, const Cancellation& cancellation) {
    const OrderRecord& record = venue_.orders[slot];
    const OrderListId list = venue_.orders.ListOf(slot);
    if (list.raw() != 0) [[unlikely]]
        return CancelList(market, list, record.id, cancellation);
    const book::RestingOrder& resting = venue_.orders.resting(slot);
    const bool is_waiting = venue_.orders.IsUntriggered(slot);
    const Quantity open = venue_.orders.Open(slot);
    ReleaseOpen(market, slot, open);
    auto& event = venue_.events.Add<OrderCanceled>();
    event.order = record.id;
    event.account = record.account;
    event.symbol = market.id;
    event.side = record.side;
    event.cause = cancellation.cause;
    event.price = is_waiting ? venue_.orders.conditions(slot).limit : resting.price;
    event.quantity = open;
    event.hidden = venue_.orders.Hidden(slot);
    event.update_id = is_waiting ? UpdateId(0) : market.NextUpdate();
    event.cancel_id = cancellation.cancel_id;
    if (is_waiting) {
        LeaveTriggers(market, slot);
    } else {
        market.book.Remove(slot, record.side);
    }
    venue_.orders.Remove(slot);
    return 1;
}

RejectReason Matcher::CheckAmend(const Market& market, const AmendOrder& command) const {
    const OrderStore& orders = venue_.orders;
    if (!IsValid(command.client_order_id)) return RejectReason::kInvalidClientOrderId;
    const OrderSlot slot = Find(command.header.account, command.reference);
    if (slot == book::kNoOrder) return RejectReason::kUnknownOrder;
    if (orders.ListOf(slot).raw() != 0) return RejectReason::kUnsupportedOrder;
    const OrderSlot twin = orders.Find(command.header.account, market.id, command.client_order_id);
    if (twin != book::kNoOrder && twin != slot) return RejectReason::kDuplicateClientOrderId;
    const OrderRecord& record = orders[slot];
    const Quantity gone = record.quantity - orders.Open(slot);
    if (command.quantity <= gone || command.quantity >= record.quantity) {
        return RejectReason::kAmendNotSmaller;
    }
    const auto quantity = CheckQuantity(market.symbol, HoldPrice(orders, slot), command.quantity);
    if (quantity != RejectReason::kNone) return quantity;
    const std::uint32_t max_amends = market.symbol.definition.filters.max_order_amends;
    return max_amends != 0 && record.amends >= max_amends ? RejectReason::kAmendLimit
                                                          : RejectReason::kNone;
}

RejectReason Matcher::Amend(Market& market, const AmendOrder& command) {
    const auto check = CheckAmend(market, command);
    if (check != RejectReason::kNone) return check;

    // Checked; from here on things change.
    OrderStore& orders = venue_.orders;
    const OrderSlot slot = Find(command.header.account, command.reference);
    OrderRecord& record = orders[slot];
    const Quantity reduced_by = record.quantity - command.quantity;
    const bool is_waiting = orders.IsUntriggered(slot);
    const Quantity reduced_hidden = std::min(orders.Hidden(slot), reduced_by);
    ReleaseOpen(market, slot, reduced_by);
    if (is_waiting) {
        ReduceWaiting(market, slot, reduced_by);
    } else {
        ReduceResting(market, slot, reduced_by);
    }
    record.quantity = command.quantity;
    ++record.amends;
    if (!command.client_order_id.empty()) orders.ChangeClientId(slot, command.client_order_id);

    auto& event = venue_.events.Add<OrderAmended>();
    event.order = record.id;
    event.account = record.account;
    event.symbol = market.id;
    event.side = record.side;
    event.price = is_waiting ? orders.conditions(slot).limit : orders.resting(slot).price;
    event.quantity = command.quantity;
    event.reduced_by = reduced_by;
    event.hidden = reduced_hidden;
    const bool is_shown = !is_waiting && reduced_hidden < reduced_by;
    event.update_id = is_shown ? market.NextUpdate() : UpdateId(0);
    event.client_order_id = orders.client_id(slot);
    return RejectReason::kNone;
}

}  // namespace bourse::matching
