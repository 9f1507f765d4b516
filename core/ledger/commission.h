// Commission of a trade's receiver, rounded against him: a positive rate costs at least one minor
// unit, and splitting an order never pays less (reliability invariant I17). Never above the amount.
// Thread: any; pure.
#pragma once

#include "core/base/checked.h"
#include "core/domain/types.h"

namespace bourse::ledger {

constexpr Amount Commission(Amount received, Rate rate) {
    return Amount(MultiplyCeiling<kRateScale>(received.raw(), rate.raw()));
}

}  // namespace bourse::ledger
