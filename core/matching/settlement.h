// Settlement: the postings of a trade (docs/rules.md section 3). Buyer and seller hold what they
// give before; each receives less commission, which goes to the commission account.
// Thread: the engine's.
#pragma once

#include "core/domain/symbol.h"
#include "core/domain/types.h"
#include "core/ledger/ledger.h"

namespace bourse::matching {

struct Party {
    ledger::BalanceSlot base;
    ledger::BalanceSlot quote;
    Rate rate;
};

struct Trade {
    Price price;
    Quantity quantity;
    Party buyer;
    Party seller;
};

struct Settlement {
    Amount notional;
    Amount buyer_commission;   // of the base asset
    Amount seller_commission;  // of the quote asset
};

Settlement Settle(ledger::Ledger& ledger, const Symbol& symbol, const Trade& trade);

}  // namespace bourse::matching
