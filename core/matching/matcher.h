// Matcher: what placing, cancelling and amending orders does to book, ledger and order store, told
// as events (docs/rules.md sections 4, 6 and 7). Every function checks first and changes then: a
// RejectReason other than kNone means that nothing changed.
//
// Fields and filters of an instruction are checked before (order_check.h). Stop orders are in
// stop_orders.cc.
// Thread: the engine's.
#pragma once

#include "core/base/expected.h"
#include "core/domain/commands.h"
#include "core/domain/events.h"
#include "core/domain/reject_reason.h"
#include "core/matching/execution.h"
#include "core/matching/market.h"
#include "core/matching/taker.h"

namespace bourse::matching {

class Matcher {
public:
    explicit Matcher(Venue venue) : venue_(venue) {}

    // Places an instruction as order `id`.
    RejectReason Place(
        Market& market, OrderId id, const Entrant& entrant, const OrderInstruction& instruction
    );

    // The account's open order that a reference names, or kNoOrder.
    OrderSlot Find(AccountId account, const OrderReference& reference) const;
    RejectReason CheckCancel(OrderSlot slot, CancelRestriction restriction) const;
    // Requires: the order is open in this market.
    struct Cancellation {
        CancelCause cause;
        ClientOrderId cancel_id;
    };
    void Cancel(Market& market, OrderSlot slot, const Cancellation& cancellation);

    RejectReason Amend(Market& market, const AmendOrder& command);

    // Lets a waiting stop order meet the book. Requires: it waits in this market.
    void Trigger(Market& market, OrderSlot slot);

private:
    // How an order enters the book.
    struct Entry {
        Quantity quantity;
        Amount hold;
        // A budget that a MARKET order by quote quantity could not spend.
        enum class Budget : std::uint8_t { kNoneLeft, kLeft } budget = Budget::kNoneLeft;
    };

    // How the taker enters, if his funds and the book allow it.
    Expected<Entry, RejectReason> Plan(
        const Market& market, const Taker& taker, const OrderInstruction& order
    ) const;
    Expected<Entry, RejectReason> PlanMarket(const Market& market, Taker taker, Amount budget)
        const;
    bool HasFunds(const Market& market, const Taker& taker, Int128 amount) const;
    // The taker's position, made when it has none.
    void EnsurePosition(const Market& market, Taker& taker);
    // The reference is valid until the next event.
    OrderAccepted& Accept(const Market& market, const Taker& taker, const OrderInstruction& order);
    static OrderRecord RecordOf(const Market& market, const Taker& taker);
    void Run(
        Market& market, const Taker& taker, const Entry& entry, const ClientOrderId& client_id
    );
    struct Remainder {
        Quantity open;
        Quantity prevented;
        ClientOrderId client_id;
    };
    void Rest(Market& market, const Taker& taker, const Remainder& remainder);
    struct Expiry {
        ExpiryReason reason;
        Quantity open;
        RejectReason reject_reason{};
    };
    void Expire(const Market& market, const Taker& taker, const Expiry& expiry);
    RejectReason CheckAmend(const Market& market, const AmendOrder& command) const;

    // stop_orders.cc
    RejectReason PlaceStop(Market& market, Taker taker, const OrderInstruction& instruction);
    void RunTriggeredMarket(Market& market, const Taker& taker);
    void RestTriggered(Market& market, const Taker& taker, const Remainder& remainder);
    void LeaveTriggers(Market& market, OrderSlot slot);
    // What an order holds for open lots, and gives back when they will not trade.
    void ReleaseOpen(const Market& market, OrderSlot slot, Quantity lots);

    Venue venue_;
};

}  // namespace bourse::matching
