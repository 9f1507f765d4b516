// Reading of what orders, cancels and amendments are asked with.
// Thread: any; pure, but for random client order ids.
#pragma once

#include <optional>
#include <string_view>

#include "core/domain/commands.h"
#include "core/market/catalog.h"
#include "services/gateway/leg_parameters.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

enum class ResponseType : std::uint8_t { kAck, kResult, kFull };

struct NewOrder {
    OrderInstruction instruction;  // with a client order id, given or made
    ResponseType response_type = ResponseType::kAck;
};
// After an error, which the parameters keep, the answer means nothing.
NewOrder ReadNewOrder(Parameters& parameters, const market::Catalog& catalog);

// The names of the parameters that say which order is meant.
struct ReferenceNames {
    std::string_view order_id = "orderId";
    std::string_view client_order_id = "origClientOrderId";
};
OrderReference ReadReference(
    Parameters& parameters, SymbolId symbol, const ReferenceNames& names = {}
);

CancelRestriction ReadRestriction(Parameters& parameters);

SelfTradePrevention ReadSelfTradePrevention(Parameters& parameters);
// Nothing when it was not sent.
std::optional<ResponseType> FindResponseType(Parameters& parameters);
ResponseType StandardResponseType(OrderType type);

}  // namespace bourse::gateway
