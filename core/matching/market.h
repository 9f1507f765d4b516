// Market: the state of one symbol: its rules, mode, book and counters.
// Thread: the engine's. Stable address: the book points into the order store.
#pragma once

#include <deque>

#include "core/book/order_book.h"
#include "core/domain/symbol.h"
#include "core/domain/types.h"
#include "core/matching/order_store.h"
#include "core/matching/triggers.h"

namespace bourse::matching {

struct Market {
    Market(SymbolId market_id, const Symbol& market_symbol, OrderStore& orders)
        : id(market_id),
          symbol(market_symbol),
          book(orders.pool(), orders.levels()),
          triggers(orders.pool(), orders.levels()) {}

    SymbolId id;
    Symbol symbol;
    SymbolMode mode = SymbolMode::kContinuous;
    book::OrderBook book;
    Triggers triggers;
    std::deque<OrderListId> releases;  // lists whose working leg is filled
    bool is_queued = false;            // it waits for a Continue that releases and triggers

    bool has_pending_steps() const { return triggers.in_round() || !releases.empty(); }
    TradeId last_trade;
    PreventedMatchId last_prevented_match;
    UpdateId last_update;
    Price last_price;  // 0 before the first trade

    // What percent-price and market-order filters measure by; 0: they are off.
    Price reference_price() const {
        return last_price.raw() != 0 ? last_price : symbol.definition.reference_price;
    }
    // What an open order of this side and price holds, and of which asset it is.
    Amount HoldOf(Side side, Price price, Quantity quantity) const {
        return side == Side::kBuy ? symbol.Notional(price, quantity) : symbol.BaseAmount(quantity);
    }
    UpdateId NextUpdate() { return last_update = last_update.Next(); }
};

}  // namespace bourse::matching
