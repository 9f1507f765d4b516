// Order lists (docs/rules.md section 8).
#include "core/exchange/state.h"

namespace bourse::exchange {

RejectReason Exchange::State::Do(const PlaceOrderList&) { return RejectReason::kUnsupportedOrder; }

RejectReason Exchange::State::Do(const CancelOrderList& command) {
    if (MarketOf(command.symbol) == nullptr) return RejectReason::kUnknownSymbol;
    return RejectReason::kUnknownOrderList;
}

}  // namespace bourse::exchange
