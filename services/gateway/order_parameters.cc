#include "services/gateway/order_parameters.h"

#include "services/gateway/symbol_parameters.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

// Quantity or quote quantity, and not both.
void ReadMarketQuantity(
    Parameters& parameters, const market::SymbolView& view, OrderInstruction& instruction
) {
    const DecimalRule amounts{view.quote_amount, view.quote_amount.decimals, "NOTIONAL"};
    const auto quantity = parameters.FindDecimal("quantity", QuantityRule(view));
    const auto quote_quantity = parameters.FindDecimal("quoteOrderQty", amounts);
    if (quantity && quote_quantity) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    } else if (!quantity && !quote_quantity) {
        parameters.Fail(Refuse(
            ErrorCode::kMandatoryParameter,
            "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"
        ));
    }
    instruction.quantity = Quantity(quantity.value_or(0));
    instruction.quote_quantity = Amount(quote_quantity.value_or(0));
}

}  // namespace

NewOrder ReadNewOrder(Parameters& parameters, const market::Catalog& catalog) {
    NewOrder order;
    OrderInstruction& instruction = order.instruction;
    const auto symbol = RequireSymbol(parameters, catalog);
    const LegNames names = NamesWith("");
    instruction.side = ReadSide(parameters, names.side);
    instruction.type = ReadOrderType(parameters, names.type);
    if (parameters.has_failed()) return order;
    instruction.symbol = *symbol;
    const market::SymbolView& view = catalog.symbol(*symbol);
    if (instruction.type == OrderType::kMarket) {
        ReadMarketQuantity(parameters, view, instruction);
    } else {
        instruction.quantity = ReadQuantity(parameters, view, names.quantity);
        RefuseSuperfluous(parameters, "quoteOrderQty");
    }
    ReadTerms(parameters, view, names, instruction);
    if (instruction.time_in_force != TimeInForce::kGoodTillCanceled) {
        RefuseSuperfluous(parameters, names.iceberg_quantity);
    }
    instruction.self_trade_prevention = ReadSelfTradePrevention(parameters);
    order.response_type =
        FindResponseType(parameters).value_or(StandardResponseType(instruction.type));
    return order;
}

OrderReference ReadReference(Parameters& parameters, SymbolId symbol, const ReferenceNames& names) {
    OrderReference reference;
    reference.symbol = symbol;
    const auto order = parameters.FindInteger(names.order_id);
    const auto client_order_id = FindClientOrderId(parameters, names.client_order_id);
    if (!order && !client_order_id) {
        parameters.Fail(Refuse(
            ErrorCode::kMandatoryParameter,
            "Param '" + std::string(names.client_order_id) + "' or '" +
                std::string(names.order_id) + "' must be sent, but both were empty/null!"
        ));
    }
    reference.order = OrderId(order.value_or(0));
    reference.client_order_id = client_order_id.value_or(ClientOrderId{});
    return reference;
}

CancelRestriction ReadRestriction(Parameters& parameters) {
    static constexpr Named<CancelRestriction> kRestrictions[] = {
        {"ONLY_NEW", CancelRestriction::kOnlyNew},
        {"ONLY_PARTIALLY_FILLED", CancelRestriction::kOnlyPartiallyFilled},
    };
    return parameters
        .FindOneOf(
            "cancelRestrictions",
            kRestrictions,
            Refuse(ErrorCode::kInvalidCancelRestrictions, "Invalid cancelRestrictions")
        )
        .value_or(CancelRestriction::kNone);
}

SelfTradePrevention ReadSelfTradePrevention(Parameters& parameters) {
    constexpr std::string_view kName = "selfTradePreventionMode";
    return parameters.FindOneOf(kName, kSelfTradePreventions, InvalidParameter(kName))
        .value_or(SelfTradePrevention::kSymbolDefault);
}

std::optional<ResponseType> FindResponseType(Parameters& parameters) {
    static constexpr Named<ResponseType> kTypes[] = {
        {"ACK", ResponseType::kAck},
        {"RESULT", ResponseType::kResult},
        {"FULL", ResponseType::kFull},
    };
    return parameters.FindOneOf("newOrderRespType", kTypes, InvalidParameter("newOrderRespType"));
}

ResponseType StandardResponseType(OrderType type) {
    const bool is_plain = type == OrderType::kLimit || type == OrderType::kMarket;
    return is_plain ? ResponseType::kFull : ResponseType::kAck;
}

}  // namespace bourse::gateway
