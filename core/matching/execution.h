// Execution: one taker meeting the resting orders of a market: trades, self-trade prevention, and
// their postings and events (docs/rules.md sections 4 and 6). The visitor of OrderBook::Match.
//
// Requires: the taker holds what it may spend. Thread: the engine's; lives for one command.
#pragma once

#include "core/domain/events.h"
#include "core/ledger/accounts.h"
#include "core/matching/market.h"
#include "core/matching/settlement.h"
#include "core/matching/taker.h"
#include "core/wire/event_codec.h"

namespace bourse::matching {

// Where the events, postings and orders of an execution go.
struct Venue {
    ledger::Ledger& ledger;
    const ledger::Accounts& accounts;
    OrderStore& orders;
    wire::EventWriter& events;
};

// By which price an open order holds a buyer's funds: its limit; of a stop order that will be
// MARKET, its stop price.
Price HoldPrice(const OrderStore& orders, OrderSlot slot);

// Gives back what a resting order holds for open lots that will not trade.
void ReleaseHold(Venue venue, const Market& market, OrderSlot slot, Quantity lots);

class Execution {
public:
    Execution(Market& market, const Taker& taker, Venue venue)
        : market_(market), taker_(taker), venue_(venue) {}

    book::MatchStep OnMaker(OrderSlot slot, const book::RestingOrder& maker, Quantity open);
    void OnUnlinked(OrderSlot slot) {
        if (venue_.orders.has_conditions(slot)) [[unlikely]] {
            if (Refresh(slot)) return;
        }
        venue_.orders.Remove(slot);
    }

    // Self-trade prevention took the taker's rest.
    bool is_prevented() const { return is_prevented_; }

    // What self-trade prevention took of the taker.
    Quantity taker_prevented() const { return taker_prevented_; }

private:
    struct Fill {
        Price price;
        Quantity lots;
        ledger::FeeTier rates;
    };

    book::MatchStep Execute(OrderSlot slot, const book::RestingOrder& maker, Quantity open);
    Settlement SettleTrade(const OrderRecord& maker, const Fill& fill);
    [[gnu::noinline, gnu::cold]] book::MatchStep Prevent(
        OrderSlot slot, const book::RestingOrder& maker, Quantity open
    );
    book::MatchStep Decrement(OrderSlot slot, const book::RestingOrder& maker, Quantity open);
    // Shows the next part of an iceberg, last in its queue; false when nothing is left.
    [[gnu::noinline, gnu::cold]] bool Refresh(OrderSlot slot);
    [[gnu::noinline, gnu::cold]] void NoteLeg(
        OrderSlot slot, const book::RestingOrder& maker, LegNote::End end
    );
    SelfTradePrevented& AddPrevented(OrderSlot slot, SelfTradePrevention mode);
    OrderExpired& AddMakerExpired(OrderSlot slot, Quantity open);

    Market& market_;
    const Taker& taker_;
    Venue venue_;
    Quantity taker_prevented_;
    bool is_prevented_ = false;
};

}  // namespace bourse::matching
