// Section 8 of the rules: order lists.
#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

RejectReason ReferenceExchange::Do(const PlaceOrderList&) {
    return RejectReason::kUnsupportedOrder;
}

RejectReason ReferenceExchange::Do(const CancelOrderList& command) {
    return FindMarket(command.symbol) == nullptr ? RejectReason::kUnknownSymbol
                                                 : RejectReason::kUnknownOrderList;
}

}  // namespace bourse::reference
