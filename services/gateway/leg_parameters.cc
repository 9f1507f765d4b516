#include "services/gateway/leg_parameters.h"

#include <algorithm>
#include <array>
#include <limits>

#include "platform/crypto/random.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

constexpr std::uint64_t kLeastStrategyType = 1'000'000;
constexpr std::uint64_t kMostPegLevels = 100;

bool IsClientOrderId(std::string_view text) {
    constexpr std::string_view kOthers = ".:/_-";
    return text.size() <= ClientOrderId::kMaxLength && std::ranges::all_of(text, [&](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      kOthers.find(c) != std::string_view::npos;
           });
}

bool IsPriced(OrderType type) { return Triggered(type) != OrderType::kMarket; }

bool HasTimeInForce(OrderType type) { return Triggered(type) == OrderType::kLimit; }

// An integer of at most `most`; anything above is an error.
std::uint64_t ReadBounded(Parameters& parameters, std::string_view name, std::uint64_t most) {
    const std::uint64_t value = parameters.FindInteger(name).value_or(0);
    if (value <= most) return value;
    parameters.Fail(InvalidParameter(name));
    return 0;
}

TimeInForce ReadTimeInForce(Parameters& parameters, const LegNames& names, OrderType type) {
    if (!HasTimeInForce(type)) {
        RefuseSuperfluous(parameters, names.time_in_force);
        return TimeInForce::kGoodTillCanceled;
    }
    parameters.Require(names.time_in_force);
    return parameters
        .FindOneOf(
            names.time_in_force,
            kTimesInForce,
            Refuse(ErrorCode::kInvalidTimeInForce, "Invalid timeInForce.")
        )
        .value_or(TimeInForce::kGoodTillCanceled);
}

void ReadPeg(Parameters& parameters, const LegNames& names, OrderConditions& conditions) {
    static constexpr Named<bool> kOffsetTypes[] = {{"PRICE_LEVEL", true}};
    conditions.peg_price = parameters
                               .FindOneOf(
                                   names.peg_price_type,
                                   kPegPrices,
                                   Refuse(ErrorCode::kInvalidPegPriceType, "Invalid pegPriceType.")
                               )
                               .value_or(PegPrice::kNone);
    const auto offset_type = parameters.FindOneOf(
        names.peg_offset_type,
        kOffsetTypes,
        Refuse(ErrorCode::kInvalidPegOffsetType, "Invalid pegOffsetType.")
    );
    const bool has_offset = parameters.Peek(names.peg_offset_value).has_value();
    conditions.peg_offset_levels =
        static_cast<std::uint8_t>(ReadBounded(parameters, names.peg_offset_value, kMostPegLevels));
    const bool has_peg = conditions.peg_price != PegPrice::kNone;
    if (offset_type.has_value() != has_offset || (has_offset && !has_peg)) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
}

void ReadTrigger(
    Parameters& parameters,
    const market::SymbolView& view,
    const LegNames& names,
    OrderInstruction& instruction
) {
    if (!IsStop(instruction.type)) {
        RefuseSuperfluous(parameters, names.stop_price);
        RefuseSuperfluous(parameters, names.trailing_delta);
        return;
    }
    if (!parameters.Peek(names.stop_price) && !parameters.Peek(names.trailing_delta)) {
        parameters.Fail(Refuse(
            ErrorCode::kMandatoryParameter,
            "Param '" + names.stop_price + "' or '" + names.trailing_delta +
                "' must be sent, but both were empty/null!"
        ));
    }
    OrderConditions& conditions = instruction.conditions;
    conditions.stop_price =
        Price(parameters.FindDecimal(names.stop_price, PriceRule(view)).value_or(0));
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    conditions.trailing_delta =
        static_cast<std::uint32_t>(ReadBounded(parameters, names.trailing_delta, kMost));
}

void ReadIceberg(
    Parameters& parameters,
    const market::SymbolView& view,
    const LegNames& names,
    OrderInstruction& instruction
) {
    const auto shown = parameters.FindDecimal(names.iceberg_quantity, QuantityRule(view));
    if (!shown) return;
    instruction.conditions.iceberg_quantity = Quantity(*shown);
    if (instruction.quantity != Quantity() && *shown > instruction.quantity.raw()) {
        parameters.Fail(Refuse(ErrorCode::kOrderRejected, "IcebergQty exceeds QTY."));
    }
}

void ReadStrategy(Parameters& parameters, const LegNames& names, OrderConditions& conditions) {
    constexpr std::uint64_t kMostId = std::numeric_limits<std::int64_t>::max();
    constexpr std::uint64_t kMostType = std::numeric_limits<std::int32_t>::max();
    conditions.strategy_id =
        static_cast<std::int64_t>(ReadBounded(parameters, names.strategy_id, kMostId));
    if (!parameters.Peek(names.strategy_type)) return;
    const std::uint64_t type = ReadBounded(parameters, names.strategy_type, kMostType);
    conditions.strategy_type = static_cast<std::uint32_t>(type);
    if (type < kLeastStrategyType) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidStrategyType, "strategyType was less than 1000000.")
        );
    }
}

// What the engine does not have yet, as its refusal names it; else empty.
std::string_view UnsupportedOrders(const OrderInstruction& instruction) {
    const OrderConditions& conditions = instruction.conditions;
    if (conditions.peg_price != PegPrice::kNone) return "Pegged";
    return {};
}

void RefuseUnsupported(Parameters& parameters, const OrderInstruction& instruction) {
    const std::string_view orders = UnsupportedOrders(instruction);
    if (orders.empty()) return;
    parameters.Fail(RefuseParameter(
        ErrorCode::kInvalidMessage, "%s orders are not supported for this symbol.", orders
    ));
}

}  // namespace

LegNames NamesWith(std::string_view prefix) {
    const auto name = [&](std::string_view word) {
        std::string text(prefix);
        text.append(word);
        if (prefix.empty()) text.front() = static_cast<char>(text.front() - 'A' + 'a');
        return text;
    };
    return {
        name("Type"),
        name("Side"),
        name("Quantity"),
        name("Price"),
        name("StopPrice"),
        name("TrailingDelta"),
        name("IcebergQty"),
        name("TimeInForce"),
        name("StrategyId"),
        name("StrategyType"),
        prefix.empty() ? "newClientOrderId" : name("ClientOrderId"),
        name("PegPriceType"),
        name("PegOffsetType"),
        name("PegOffsetValue"),
    };
}

OrderType ReadOrderType(Parameters& parameters, std::string_view name) {
    parameters.Require(name);
    return parameters
        .FindOneOf(name, kOrderTypes, Refuse(ErrorCode::kInvalidOrderType, "Invalid orderType."))
        .value_or(OrderType{});
}

Side ReadSide(Parameters& parameters, std::string_view name) {
    parameters.Require(name);
    return parameters.FindOneOf(name, kSides, Refuse(ErrorCode::kInvalidSide, "Invalid side."))
        .value_or(Side{});
}

Quantity ReadQuantity(
    Parameters& parameters, const market::SymbolView& view, std::string_view name
) {
    parameters.Require(name);
    return Quantity(parameters.FindDecimal(name, QuantityRule(view)).value_or(0));
}

void ReadTerms(
    Parameters& parameters,
    const market::SymbolView& view,
    const LegNames& names,
    OrderInstruction& instruction
) {
    const OrderType type = instruction.type;
    OrderConditions& conditions = instruction.conditions;
    instruction.time_in_force = ReadTimeInForce(parameters, names, type);
    ReadTrigger(parameters, view, names, instruction);
    if (IsPriced(type)) {
        ReadPeg(parameters, names, conditions);
        if (conditions.peg_price == PegPrice::kNone) parameters.Require(names.price);
        instruction.price = Price(parameters.FindDecimal(names.price, PriceRule(view)).value_or(0));
        ReadIceberg(parameters, view, names, instruction);
    } else {
        for (const std::string& name :
             {names.price,
              names.iceberg_quantity,
              names.peg_price_type,
              names.peg_offset_type,
              names.peg_offset_value}) {
            RefuseSuperfluous(parameters, name);
        }
    }
    ReadStrategy(parameters, names, conditions);
    RefuseUnsupported(parameters, instruction);
    instruction.client_order_id = ReadClientOrderId(parameters, names.client_order_id);
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

std::optional<ClientOrderId> FindClientOrderId(Parameters& parameters, std::string_view name) {
    const auto text = parameters.Find(name);
    if (!text) return std::nullopt;
    if (IsClientOrderId(*text)) return ClientOrderId::From(*text);
    parameters.Fail(IllegalCharacters(name, "^[\\.A-Z\\:/a-z0-9_-]{1,36}$"));
    return std::nullopt;
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
