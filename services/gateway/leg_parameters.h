// Reading of one order's parameters among those of a request, which may place several: their names
// then begin with what the order is in its list ("aboveStopPrice").
//
// What does not belong to the order's type is refused, never ignored; whether the values fit each
// other, filters and funds is the engine's to say.
// Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

#include "core/domain/commands.h"
#include "core/market/catalog.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

struct LegNames {
    std::string type, side, quantity, price, stop_price, trailing_delta, iceberg_quantity;
    std::string time_in_force, strategy_id, strategy_type, client_order_id;
    std::string peg_price_type, peg_offset_type, peg_offset_value;
};
// "type" for no prefix, "aboveType" for "above"; the client order id is "newClientOrderId" or
// "aboveClientOrderId".
LegNames NamesWith(std::string_view prefix);

// Mandatory. After an error the answers mean nothing.
OrderType ReadOrderType(Parameters& parameters, std::string_view name);
Side ReadSide(Parameters& parameters, std::string_view name);
Quantity ReadQuantity(
    Parameters& parameters, const market::SymbolView& view, std::string_view name
);

// Everything but symbol, side, type and quantity, which the instruction has already.
void ReadTerms(
    Parameters& parameters,
    const market::SymbolView& view,
    const LegNames& names,
    OrderInstruction& instruction
);

// An error if it was sent.
void RefuseSuperfluous(Parameters& parameters, std::string_view name);

// The client order id of that name, or a random one.
ClientOrderId ReadClientOrderId(Parameters& parameters, std::string_view name);
std::optional<ClientOrderId> FindClientOrderId(Parameters& parameters, std::string_view name);
ClientOrderId RandomClientOrderId();

DecimalRule PriceRule(const market::SymbolView& view);
DecimalRule QuantityRule(const market::SymbolView& view);

}  // namespace bourse::gateway
