#include "services/gateway/order_parameters.h"

#include <algorithm>
#include <array>

#include "platform/crypto/random.h"
#include "services/gateway/symbol_parameters.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

bool IsClientOrderId(std::string_view text) {
    constexpr std::string_view kOthers = ".:/_-";
    return text.size() <= ClientOrderId::kMaxLength && std::ranges::all_of(text, [&](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      kOthers.find(c) != std::string_view::npos;
           });
}

std::optional<ClientOrderId> FindClientOrderId(Parameters& parameters, std::string_view name) {
    const auto text = parameters.Find(name);
    if (!text) return std::nullopt;
    if (IsClientOrderId(*text)) return ClientOrderId::From(*text);
    parameters.Fail(IllegalCharacters(name, "^[\\.A-Z\\:/a-z0-9_-]{1,36}$"));
    return std::nullopt;
}

// What a word of the API stands for that the engine cannot do.
struct Unsupported {
    std::string_view word, orders;
};

void FailUnsupported(Parameters& parameters, std::string_view orders) {
    parameters.Fail(RefuseParameter(
        ErrorCode::kInvalidMessage, "%s orders are not supported for this symbol.", orders
    ));
}

void RefuseUnsupportedParameters(Parameters& parameters) {
    constexpr Unsupported kUnsupported[] = {
        {"icebergQty", "Iceberg"},
        {"trailingDelta", "Trailing stop"},
        {"pegPriceType", "Pegged"},
        {"pegOffsetType", "Pegged"},
        {"pegOffsetValue", "Pegged"},
    };
    for (const auto& [name, orders] : kUnsupported) {
        if (parameters.Find(name)) FailUnsupported(parameters, orders);
    }
}

OrderType ReadType(Parameters& parameters) {
    constexpr Unsupported kUnsupported[] = {
        {"STOP_LOSS", "Stop loss"},
        {"STOP_LOSS_LIMIT", "Stop loss limit"},
        {"TAKE_PROFIT", "Take profit"},
        {"TAKE_PROFIT_LIMIT", "Take profit limit"},
    };
    const std::string_view word = parameters.Require("type");
    for (const auto& [unsupported, orders] : kUnsupported) {
        if (word == unsupported) FailUnsupported(parameters, orders);
    }
    return parameters
        .FindOneOf("type", kOrderTypes, Refuse(ErrorCode::kInvalidOrderType, "Invalid orderType."))
        .value_or(OrderType{});
}

void RefuseSuperfluous(Parameters& parameters, std::string_view name) {
    if (!parameters.Find(name)) return;
    if (name == "timeInForce") {
        parameters.Fail(Refuse(
            ErrorCode::kTimeInForceNotRequired, "TimeInForce parameter sent when not required."
        ));
    } else {
        parameters.Fail(RefuseParameter(
            ErrorCode::kParameterNotRequired, "Parameter '%s' sent when not required.", name
        ));
    }
}

Quantity RequireQuantity(Parameters& parameters, const market::SymbolView& view) {
    parameters.Require("quantity");
    return Quantity(parameters.FindDecimal("quantity", QuantityRule(view)).value_or(0));
}

void ReadPriced(
    Parameters& parameters, const market::SymbolView& view, OrderInstruction& instruction
) {
    if (instruction.type == OrderType::kLimit) {
        parameters.Require("timeInForce");
        instruction.time_in_force =
            parameters
                .FindOneOf(
                    "timeInForce",
                    kTimesInForce,
                    Refuse(ErrorCode::kInvalidTimeInForce, "Invalid timeInForce.")
                )
                .value_or(TimeInForce::kGoodTillCanceled);
    } else {
        RefuseSuperfluous(parameters, "timeInForce");
    }
    instruction.quantity = RequireQuantity(parameters, view);
    parameters.Require("price");
    instruction.price = Price(parameters.FindDecimal("price", PriceRule(view)).value_or(0));
    RefuseSuperfluous(parameters, "quoteOrderQty");
}

void ReadMarket(
    Parameters& parameters, const market::SymbolView& view, OrderInstruction& instruction
) {
    RefuseSuperfluous(parameters, "timeInForce");
    RefuseSuperfluous(parameters, "price");
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

ResponseType ReadResponseType(Parameters& parameters, OrderType type) {
    static constexpr Named<ResponseType> kTypes[] = {
        {"ACK", ResponseType::kAck},
        {"RESULT", ResponseType::kResult},
        {"FULL", ResponseType::kFull},
    };
    const bool is_maker = type == OrderType::kLimitMaker;
    return parameters.FindOneOf("newOrderRespType", kTypes, InvalidParameter("newOrderRespType"))
        .value_or(is_maker ? ResponseType::kAck : ResponseType::kFull);
}

}  // namespace

NewOrder ReadNewOrder(Parameters& parameters, const market::Catalog& catalog) {
    NewOrder order;
    OrderInstruction& instruction = order.instruction;
    const auto symbol = RequireSymbol(parameters, catalog);
    parameters.Require("side");
    const auto side =
        parameters.FindOneOf("side", kSides, Refuse(ErrorCode::kInvalidSide, "Invalid side."));
    instruction.type = ReadType(parameters);
    RefuseUnsupportedParameters(parameters);
    if (parameters.has_failed()) return order;
    instruction.symbol = *symbol;
    instruction.side = *side;
    RefuseSuperfluous(parameters, "stopPrice");
    const market::SymbolView& view = catalog.symbol(*symbol);
    if (instruction.type == OrderType::kMarket) {
        ReadMarket(parameters, view, instruction);
    } else {
        ReadPriced(parameters, view, instruction);
    }
    instruction.client_order_id = ReadClientOrderId(parameters, "newClientOrderId");
    instruction.self_trade_prevention = parameters
                                            .FindOneOf(
                                                "selfTradePreventionMode",
                                                kSelfTradePreventions,
                                                InvalidParameter("selfTradePreventionMode")
                                            )
                                            .value_or(SelfTradePrevention::kSymbolDefault);
    order.response_type = ReadResponseType(parameters, instruction.type);
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

ClientOrderId ReadClientOrderId(Parameters& parameters, std::string_view name) {
    const auto id = FindClientOrderId(parameters, name);
    return id ? *id : RandomClientOrderId();
}

ClientOrderId RandomClientOrderId() {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::uint8_t, 22> random;
    crypto::FillRandom(random);
    std::array<char, random.size()> text;
    std::ranges::transform(random, text.begin(), [&](std::uint8_t byte) {
        return kLetters[byte % kLetters.size()];
    });
    return ClientOrderId::From({text.data(), text.size()});
}

DecimalRule PriceRule(const market::SymbolView& view) {
    return {view.price, std::max(view.price.decimals, view.quote_amount.decimals), "PRICE_FILTER"};
}

DecimalRule QuantityRule(const market::SymbolView& view) {
    return {view.quantity, view.quantity.decimals, "LOT_SIZE"};
}

}  // namespace bourse::gateway
