#include "services/gateway/order_list_parameters.h"

#include <utility>

#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

namespace {

bool IsStopLoss(OrderType type) {
    return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
}

bool IsOcoType(OrderType type) { return IsStop(type) || type == OrderType::kLimitMaker; }

// The legs of an OCO by where they stand.
struct Pair {
    OrderType above{}, below{};
};

struct Misplaced {
    ErrorCode code;
    std::string_view message;
};

// Why a leg of this type may not stand on the side where a stop loss belongs, or the reverse.
Misplaced MisplacedStopLoss(Side side) {
    if (side == Side::kBuy) {
        return {
            ErrorCode::kBuyOcoStopLossMustBeAbove,
            "A stop loss order in a buy OCO must be above.",
        };
    }
    return {
        ErrorCode::kSellOcoStopLossMustBeBelow,
        "A stop loss order in a sell OCO must be below.",
    };
}

Misplaced MisplacedLimit(Side side, OrderType type) {
    const bool is_limit = type == OrderType::kLimitMaker;
    if (side == Side::kBuy && is_limit) {
        return {ErrorCode::kBuyOcoLimitMustBeBelow, "A limit order in a buy OCO must be below."};
    }
    if (side == Side::kBuy) {
        return {
            ErrorCode::kBuyOcoTakeProfitMustBeBelow,
            "A take profit order in a buy OCO must be below.",
        };
    }
    if (is_limit) {
        return {ErrorCode::kSellOcoLimitMustBeAbove, "A limit order in a sell OCO must be above."};
    }
    return {
        ErrorCode::kSellOcoTakeProfitMustBeAbove,
        "A take profit order in a sell OCO must be above.",
    };
}

// A stop loss on the far side of the price, a limit or take profit on the near one.
void CheckPair(Parameters& parameters, Side side, const Pair& pair) {
    if (!IsOcoType(pair.above) || !IsOcoType(pair.below)) {
        return parameters.Fail(Refuse(ErrorCode::kOcoOrderType, "Order type not supported in OCO.")
        );
    }
    if (!IsStop(pair.above) && !IsStop(pair.below)) {
        return parameters.Fail(
            Refuse(ErrorCode::kBothOcoOrdersLimit, "At least one OCO order must be contingent.")
        );
    }
    const OrderType stop = side == Side::kBuy ? pair.above : pair.below;
    const OrderType other = side == Side::kBuy ? pair.below : pair.above;
    std::optional<Misplaced> misplaced;
    if (!IsStopLoss(stop)) {
        misplaced = MisplacedLimit(side, stop);
    } else if (IsStopLoss(other)) {
        misplaced = MisplacedStopLoss(side);
    }
    if (misplaced) parameters.Fail(Refuse(misplaced->code, std::string(misplaced->message)));
}

void CheckIceberg(Parameters& parameters, const LegNames& names, const OrderInstruction& leg) {
    if (leg.conditions.iceberg_quantity == Quantity() ||
        leg.time_in_force == TimeInForce::kGoodTillCanceled) {
        return;
    }
    const bool is_of_pair =
        names.time_in_force == "aboveTimeInForce" || names.time_in_force == "belowTimeInForce";
    const std::string time_in_force =
        is_of_pair ? "`aboveTimeInForce`/`belowTimeInForce`" : '`' + names.time_in_force + '`';
    parameters.Fail(RefuseParameter(
        ErrorCode::kOcoIcebergTimeInForce,
        "Parameter '%s' is not supported if " + time_in_force + " is not GTC.",
        names.iceberg_quantity
    ));
}

// Reads one list: its symbol and what its legs share first, then the legs.
class Reader {
public:
    Reader(Parameters& parameters, const market::Catalog& catalog, OrderListKind kind)
        : parameters_(parameters), catalog_(catalog) {
        list_.kind = kind;
        const auto symbol = RequireSymbol(parameters, catalog);
        base_.symbol = symbol.value_or(SymbolId());
    }
    bool has_failed() const { return parameters_.has_failed(); }

    // What the legs read from now on have.
    void SetSide(std::string_view name) { base_.side = ReadSide(parameters_, name); }
    Side side() const { return base_.side; }
    void SetQuantity(std::string_view name) {
        if (!has_failed()) base_.quantity = ReadQuantity(parameters_, view(), name);
    }
    void ClearQuantity() { base_.quantity = Quantity(); }
    OrderType ReadType(std::string_view name) { return ReadOrderType(parameters_, name); }

    void AddLeg(const LegNames& names, OrderType type) {
        if (has_failed()) return;
        OrderInstruction& leg = list_.legs[list_.leg_count++];
        leg = base_;
        leg.type = type;
        ReadTerms(parameters_, view(), names, leg);
        if (!has_failed()) CheckIceberg(parameters_, names, leg);
    }
    // The stop leg of an OCO comes first.
    void AddPair(const std::string& prefix) {
        const bool is_bare = prefix.empty();
        const LegNames above = NamesWith(is_bare ? "above" : prefix + "Above");
        const LegNames below = NamesWith(is_bare ? "below" : prefix + "Below");
        Pair pair;
        pair.above = ReadType(above.type);
        pair.below = ReadType(below.type);
        if (has_failed()) return;
        CheckPair(parameters_, base_.side, pair);
        const bool is_stop_above = base_.side == Side::kBuy;
        AddLeg(is_stop_above ? above : below, is_stop_above ? pair.above : pair.below);
        AddLeg(is_stop_above ? below : above, is_stop_above ? pair.below : pair.above);
    }
    void AddWorkingLeg() {
        const LegNames names = NamesWith("working");
        SetSide(names.side);
        const OrderType type = ReadType(names.type);
        if (type != OrderType::kLimit && type != OrderType::kLimitMaker) {
            parameters_.Fail(Refuse(ErrorCode::kInvalidOrderType, "Invalid orderType."));
        }
        SetQuantity(names.quantity);
        AddLeg(names, type);
    }
    NewOrderList Finish() {
        list_.list_client_id = ReadClientOrderId(parameters_, "listClientOrderId");
        list_.response_type = FindResponseType(parameters_);
        const SelfTradePrevention mode = ReadSelfTradePrevention(parameters_);
        for (OrderInstruction& leg : std::span(list_.legs).first(list_.leg_count)) {
            leg.self_trade_prevention = mode;
        }
        return list_;
    }

private:
    const market::SymbolView& view() const { return catalog_.symbol(base_.symbol); }

    Parameters& parameters_;
    const market::Catalog& catalog_;
    NewOrderList list_;
    OrderInstruction base_;
};

// The pending legs sell what the working one buys, so they have no quantity yet.
void SetPendingSale(Parameters& parameters, Reader& reader) {
    if (!reader.has_failed() && reader.side() != Side::kBuy) {
        parameters.Fail(
            Refuse(ErrorCode::kOpoWorkingMustBuy, "Working order in an OPO list must be a bid.")
        );
    }
    reader.SetSide("pendingSide");
    if (!reader.has_failed() && reader.side() != Side::kSell) {
        parameters.Fail(
            Refuse(ErrorCode::kOpoPendingMustSell, "Pending orders in an OPO list must be asks.")
        );
    }
    if (parameters.Find("pendingQuantity")) {
        parameters.Fail(RefuseParameter(
            ErrorCode::kPendingParameterNotRequired,
            "Pending orders should not include the '%s' tag.",
            "pendingQuantity"
        ));
    }
    reader.ClearQuantity();
}

void AddPendingLeg(Reader& reader) {
    const LegNames names = NamesWith("pending");
    reader.AddLeg(names, reader.ReadType(names.type));
}

LegNames PlainLimitNames() {
    LegNames names;
    names.price = "price";
    names.iceberg_quantity = "limitIcebergQty";
    names.strategy_id = "limitStrategyId";
    names.strategy_type = "limitStrategyType";
    names.client_order_id = "limitClientOrderId";
    return names;
}

LegNames PlainStopNames() {
    LegNames names;
    names.price = "stopLimitPrice";
    names.stop_price = "stopPrice";
    names.trailing_delta = "trailingDelta";
    names.time_in_force = "stopLimitTimeInForce";
    names.iceberg_quantity = "stopIcebergQty";
    names.strategy_id = "stopStrategyId";
    names.strategy_type = "stopStrategyType";
    names.client_order_id = "stopClientOrderId";
    return names;
}

}  // namespace

NewOrderList ReadPlainOco(Parameters& parameters, const market::Catalog& catalog) {
    Reader reader(parameters, catalog, OrderListKind::kOco);
    reader.SetSide("side");
    reader.SetQuantity("quantity");
    parameters.Require("stopPrice");
    const bool is_limit = parameters.Peek("stopLimitPrice").has_value();
    if (is_limit && !parameters.Peek("stopLimitTimeInForce")) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    reader.AddLeg(PlainStopNames(), is_limit ? OrderType::kStopLossLimit : OrderType::kStopLoss);
    reader.AddLeg(PlainLimitNames(), OrderType::kLimitMaker);
    return reader.Finish();
}

NewOrderList ReadOco(Parameters& parameters, const market::Catalog& catalog) {
    Reader reader(parameters, catalog, OrderListKind::kOco);
    reader.SetSide("side");
    reader.SetQuantity("quantity");
    reader.AddPair("");
    return reader.Finish();
}

NewOrderList ReadOto(Parameters& parameters, const market::Catalog& catalog) {
    Reader reader(parameters, catalog, OrderListKind::kOto);
    reader.AddWorkingLeg();
    reader.SetSide("pendingSide");
    reader.SetQuantity("pendingQuantity");
    AddPendingLeg(reader);
    return reader.Finish();
}

NewOrderList ReadOtoco(Parameters& parameters, const market::Catalog& catalog) {
    Reader reader(parameters, catalog, OrderListKind::kOtoco);
    reader.AddWorkingLeg();
    reader.SetSide("pendingSide");
    reader.SetQuantity("pendingQuantity");
    reader.AddPair("pending");
    return reader.Finish();
}

NewOrderList ReadOpo(Parameters& parameters, const market::Catalog& catalog) {
    Reader reader(parameters, catalog, OrderListKind::kOpo);
    reader.AddWorkingLeg();
    SetPendingSale(parameters, reader);
    AddPendingLeg(reader);
    return reader.Finish();
}

NewOrderList ReadOpoco(Parameters& parameters, const market::Catalog& catalog) {
    Reader reader(parameters, catalog, OrderListKind::kOpoco);
    reader.AddWorkingLeg();
    SetPendingSale(parameters, reader);
    reader.AddPair("pending");
    return reader.Finish();
}

}  // namespace bourse::gateway
