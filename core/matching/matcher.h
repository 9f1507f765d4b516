// Matcher: what placing, cancelling and amending orders does to book, ledger and order store, told
// as events (docs/rules.md sections 4, 6 and 7). Every function checks first and changes then: a
// RejectReason other than kNone means that nothing changed.
//
// Fields and filters of an instruction are checked before (order_check.h). Stop orders are in
// stop_orders.cc, order lists in list_orders.cc.
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

// What the two legs of a pair hold together.
Amount SharedHold(const OrderStore& orders, const Market& market, const OrderList& list);

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
    // Answers how many orders it cancelled: a leg of a list takes the others with it.
    std::uint32_t Cancel(Market& market, OrderSlot slot, const Cancellation& cancellation);

    RejectReason Amend(Market& market, const AmendOrder& command);

    // Lets a waiting stop order meet the book. Requires: it waits in this market.
    void Trigger(Market& market, OrderSlot slot);

    // Places the legs of a list of valid shape.
    struct ListIds {
        OrderListId list;
        OrderId first_order;
    };
    RejectReason PlaceList(
        Market& market, const ListIds& ids, const Entrant& entrant, const PlaceOrderList& command
    );
    // Starts what waited for the working leg of a list, if the list is still there.
    void Release(Market& market, OrderListId id);
    // Cancels all legs, `named` by the cause given. Requires: the list is open.
    [[gnu::noinline, gnu::cold]] std::uint32_t CancelList(
        Market& market, OrderListId id, OrderId named, const Cancellation& cancellation
    );

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
    static void Describe(const Market& market, const Taker& taker, OrderRecord& record);
    static OrderRecord RecordOf(const Market& market, const Taker& taker) {
        OrderRecord record;
        Describe(market, taker, record);
        return record;
    }
    // What a run made of its taker; kFilled: to the last lot, and by trades.
    enum class Outcome : std::uint8_t { kFilled, kOther };
    Outcome Run(
        Market& market, const Taker& taker, const Entry& entry, const ClientOrderId& client_id
    );
    struct Remainder {
        Quantity open;
        Quantity prevented;
        const ClientOrderId& client_id;
        Quantity hidden{};  // of `open`; Rest computes it
    };
    void Rest(Market& market, const Taker& taker, Remainder remainder);
    struct Expiry {
        ExpiryReason reason;
        Quantity open{};
        RejectReason reject_reason{};
    };
    void Expire(const Market& market, const Taker& taker, const Expiry& expiry);
    RejectReason CheckAmend(const Market& market, const AmendOrder& command) const;

    // stop_orders.cc
    [[gnu::noinline, gnu::cold]] RejectReason PlaceStop(
        Market& market, Taker taker, const OrderInstruction& instruction
    );
    Outcome RunTriggeredMarket(Market& market, const Taker& taker);
    [[gnu::noinline, gnu::cold]] void RestTriggered(
        Market& market, const Taker& taker, const Remainder& remainder
    );
    [[gnu::noinline, gnu::cold]] void LeaveTriggers(Market& market, OrderSlot slot);
    void Wait(Market& market, OrderSlot slot);
    void StopWaiting(Market& market, OrderSlot slot);
    void Follow(Market& market, OrderSlot slot);
    void ReduceWaiting(Market& market, OrderSlot slot, Quantity by);

    // icebergs.cc
    [[gnu::noinline, gnu::cold]] std::uint32_t AddIceberg(const Taker& taker, Quantity hidden);
    void ReduceResting(Market& market, OrderSlot slot, Quantity by);

    // list_orders.cc
    struct LegEnd {
        OrderId order;
        bool is_filled = false;
    };
    struct LegRun {
        OrderListId list;
        const Taker& taker;
        Outcome outcome;
    };
    RejectReason CheckList(
        const Market& market, const Entrant& entrant, const PlaceOrderList& command
    ) const;
    RejectReason CheckRelease(const Market& market, const OrderList& list) const;
    void AddLeg(Market& market, const OrderList& list, OrderId id, const OrderInstruction& leg);
    void AddReleased(const Market& market, OrderListId list, OrderId leg);
    void StartPair(Market& market, OrderList& list);
    void StartWorking(Market& market, OrderList& list);
    void StartSingle(Market& market, OrderList& list);
    void HoldFor(const OrderList& list, Amount hold);
    void AfterRun(Market& market, const LegRun& run);
    void EndLeg(Market& market, OrderListId id, const LegEnd& end);
    void EndPair(Market& market, OrderList& list, OrderId kept, Price own_price);
    void ExpireLegs(Market& market, OrderList& list, const Expiry& expiry);
    UpdateId RemoveLeg(Market& market, OrderSlot slot);
    [[gnu::noinline, gnu::cold]] void SettleLegs(Market& market);
    void Complete(const OrderList& list, OrderListEnd end);
    // What an order holds for open lots, and gives back when they will not trade.
    void ReleaseOpen(const Market& market, OrderSlot slot, Quantity lots);

    Venue venue_;
};

}  // namespace bourse::matching
