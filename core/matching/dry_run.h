// The dry run: what matching would do with a taker, without doing it. Fill-or-kill orders ask it
// whether they fill, market orders what they spend (docs/rules.md section 4).
// Thread: the engine's; changes nothing.
#pragma once

#include "core/base/checked.h"
#include "core/matching/market.h"
#include "core/matching/taker.h"

namespace bourse::matching {

struct DryRun {
    Quantity traded;
    Quantity decremented;      // taken by kDecrement and kTransfer
    Quantity spent;            // lots that leave a seller: traded and transferred
    Int128 cost = 0;           // minor units that leave a buyer for those lots
    bool is_complete = false;  // nothing of the quantity, or of the budget a lot's worth, is left
};

// By the taker's quantity.
DryRun RunDry(const Market& market, const OrderStore& orders, const Taker& taker);

// By an amount of the quote asset; the taker's quantity does not matter.
DryRun RunDryWithin(
    Amount budget, const Market& market, const OrderStore& orders, const Taker& taker
);

// Whether a taker's decrement against this maker is a transfer (docs/rules.md section 6).
inline bool IsTransfer(const Taker& taker, const OrderRecord& maker) {
    return taker.self_trade_prevention == SelfTradePrevention::kTransfer &&
           maker.self_trade_prevention == SelfTradePrevention::kTransfer &&
           maker.account != taker.account;
}

// Resting orders that one command may visit.
inline constexpr std::uint32_t kMaxVisits = 4096;

}  // namespace bourse::matching
