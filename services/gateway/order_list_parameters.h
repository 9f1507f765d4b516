// Reading of what order lists are placed with. What Binance says of a list's structure (which type
// stands above, which below, who buys) is refused here with its code; prices are the engine's to
// judge.
// Thread: any; pure, but for random client order ids.
#pragma once

#include <optional>

#include "core/domain/commands.h"
#include "core/market/catalog.h"
#include "services/gateway/order_parameters.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

struct NewOrderList {
    OrderListKind kind{};
    std::size_t leg_count = 0;
    OrderInstruction legs[kMaxListLegs];  // in the order that PlaceOrderList wants
    ClientOrderId list_client_id;
    std::optional<ResponseType> response_type;  // nothing: each leg has its own
};

// After an error, which the parameters keep, the answers mean nothing.
using ReadOrderList = NewOrderList (*)(Parameters& parameters, const market::Catalog& catalog);

// price, stopPrice and stopLimitPrice: the form that Binance deprecated.
NewOrderList ReadPlainOco(Parameters& parameters, const market::Catalog& catalog);
NewOrderList ReadOco(Parameters& parameters, const market::Catalog& catalog);
NewOrderList ReadOto(Parameters& parameters, const market::Catalog& catalog);
NewOrderList ReadOtoco(Parameters& parameters, const market::Catalog& catalog);
NewOrderList ReadOpo(Parameters& parameters, const market::Catalog& catalog);
NewOrderList ReadOpoco(Parameters& parameters, const market::Catalog& catalog);

}  // namespace bourse::gateway
