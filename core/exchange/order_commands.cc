#include "core/exchange/state.h"
#include "core/matching/order_check.h"

namespace bourse::exchange {

using matching::Market;
using matching::OrderSlot;

RejectReason Exchange::State::CheckTrading(AccountId account, SymbolId symbol) const {
    if (IsFrozen(account)) return RejectReason::kAccountFrozen;
    const Market* market = MarketOf(symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    switch (market->mode) {
        case SymbolMode::kContinuous:
            return RejectReason::kNone;
        case SymbolMode::kCancelOnly:
            return RejectReason::kMarketCancelOnly;
        case SymbolMode::kHalted:
            return RejectReason::kMarketHalted;
    }
    return RejectReason::kMarketHalted;
}

RejectReason Exchange::State::CheckInstruction(
    const matching::Entrant& entrant, const OrderInstruction& order
) const {
    const Market& market = *MarketOf(order.symbol);
    const auto fields = matching::CheckFields(market.symbol, order);
    if (fields != RejectReason::kNone) return fields;
    const auto filters = matching::CheckFilters(market, order, OpenCountsOf(entrant));
    const bool is_limited = matching::HasPositionLimit(market.symbol, order);
    if (filters != RejectReason::kNone || !is_limited) [[likely]]
        return filters;
    return matching::CheckPosition(
        market.symbol, PositionOf(entrant, market) + matching::PositionOf(market, order)
    );
}

[[gnu::noinline]] Int128 Exchange::State::PositionOf(
    const matching::Entrant& entrant, const Market& market
) const {
    const SymbolDefinition& definition = market.symbol.definition;
    const ledger::Balance* owned = ledger.Find(entrant.account, definition.base);
    Int128 position = 0;
    if (owned != nullptr) position = owned->available.raw() + Int128{owned->held.raw()};
    if (entrant.position == matching::kNoPosition) return position;
    OrderSlot slot = orders[entrant.position].oldest;
    for (; slot != book::kNoOrder; slot = orders[slot].newer) {
        if (orders[slot].side != Side::kBuy) continue;
        position += Int128{definition.lot_size} * orders.Open(slot).raw();
    }
    return position;
}

RejectReason Exchange::State::Place(
    const matching::Entrant& entrant, const OrderInstruction& order
) {
    const OrderId id = last_order.Next();
    Market& market = *MarketOf(order.symbol);
    const auto reason = matcher_.Place(market, id, entrant, order);
    if (reason == RejectReason::kNone) last_order = id;
    if (market.has_pending_steps()) [[unlikely]]
        QueueTriggers(market);
    return reason;
}

// Flattened, as is the cancel: these two are nearly all commands, and the parts of the matcher that
// triggers and lists call, too, would no longer be inlined here.
[[gnu::flatten]] RejectReason Exchange::State::Do(const PlaceOrder& command) {
    const AccountId account = command.header.account;
    const auto trading = CheckTrading(account, command.instruction.symbol);
    if (trading != RejectReason::kNone) return trading;
    const Market& market = *MarketOf(command.instruction.symbol);
    const OrderInstruction& order = command.instruction;
    const matching::Entrant entrant = EntrantOf(account, market.id);
    const auto check = CheckInstruction(entrant, order);
    return check != RejectReason::kNone ? check : Place(entrant, order);
}

[[gnu::flatten]] RejectReason Exchange::State::Do(const CancelOrder& command) {
    Market* market = MarketOf(command.reference.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    const OrderSlot slot = matcher_.Find(command.header.account, command.reference);
    const auto check = matcher_.CheckCancel(slot, command.restriction);
    if (check != RejectReason::kNone) return check;
    matcher_.Cancel(*market, slot, {CancelCause::kRequested, command.cancel_id});
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const CancelReplaceOrder& command) {
    const AccountId account = command.header.account;
    if (IsFrozen(account)) return RejectReason::kAccountFrozen;
    if (MarketOf(command.reference.symbol) == nullptr) return RejectReason::kUnknownSymbol;
    const auto trading = CheckTrading(account, command.instruction.symbol);
    if (trading != RejectReason::kNone) return trading;
    const Market& market = *MarketOf(command.instruction.symbol);
    const OrderInstruction& order = command.instruction;
    const matching::Entrant entrant = EntrantOf(account, market.id);
    const auto check = CheckInstruction(entrant, order);
    if (check != RejectReason::kNone) return check;
    if (command.mode != CancelReplaceMode::kStopOnFailure &&
        command.mode != CancelReplaceMode::kAllowFailure) {
        return RejectReason::kInvalidCancelReplaceMode;
    }

    // Checked; from here on things change.
    const std::size_t result = events_.buffer().size();
    auto outcome = events_.Add<CancelReplaceApplied>();
    const OrderSlot slot = matcher_.Find(account, command.reference);
    outcome.cancel_reason = matcher_.CheckCancel(slot, command.restriction);
    const bool is_canceled = outcome.cancel_reason == RejectReason::kNone;
    if (is_canceled) {
        Market& canceled_in = *MarketOf(command.reference.symbol);
        matcher_.Cancel(canceled_in, slot, {CancelCause::kReplaced, command.cancel_id});
    }
    if (is_canceled || command.mode == CancelReplaceMode::kAllowFailure) {
        outcome.place = CancelReplaceApplied::Place::kAttempted;
        outcome.place_reason = Place(entrant, order);
    }
    std::memcpy(events_.buffer().data() + result, &outcome, sizeof outcome);
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const AmendOrder& command) {
    const AccountId account = command.header.account;
    if (IsFrozen(account)) return RejectReason::kAccountFrozen;
    Market* market = MarketOf(command.reference.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    if (market->mode == SymbolMode::kHalted) return RejectReason::kMarketHalted;
    return matcher_.Amend(*market, command);
}

RejectReason Exchange::State::Do(const CancelAllOrders& command) {
    if (MarketOf(command.symbol) == nullptr) return RejectReason::kUnknownSymbol;
    if (pending_cancels.size() == kMaxPendingCancels) return RejectReason::kCapacity;
    PendingCancel pending{
        command.header.account,
        command.symbol,
        command.header.session,
        command.header.number,
        command.cancel_id,
        last_order};
    if (!Advance(pending)) pending_cancels.push_back(pending);
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const Continue&) {
    if (!has_pending_work()) return RejectReason::kNothingToContinue;
    if (!pending_cancels.empty() && Advance(pending_cancels.front())) pending_cancels.pop_front();
    if (!pending_triggers.empty()) AdvanceTriggers();
    return RejectReason::kNone;
}

bool Exchange::State::Advance(PendingCancel& pending) {
    Market& market = *MarketOf(pending.symbol);
    const matching::PositionSlot position = orders.FindPosition(pending.account, pending.symbol);
    const auto oldest = [&] {
        return position == matching::kNoPosition ? book::kNoOrder : orders[position].oldest;
    };
    const auto is_done = [&] {
        return oldest() == book::kNoOrder || orders[oldest()].id > pending.last_order;
    };
    std::uint32_t count = 0;
    while (count < kCancelsInAStep && !is_done()) {
        count += matcher_.Cancel(market, oldest(), {CancelCause::kCancelAll, pending.cancel_id});
    }
    pending.canceled += count;
    if (!is_done()) return false;
    auto& completed = events_.Add<CancelAllCompleted>();
    completed.session = pending.session;
    completed.number = pending.number;
    completed.account = pending.account;
    completed.symbol = pending.symbol;
    completed.canceled = pending.canceled;
    return true;
}

}  // namespace bourse::exchange
