#include "services/gateway/api_error.h"

#include "core/base/check.h"
#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

struct Refusal {
    ErrorCode code;
    std::string_view message;
};

// Of reasons that orders with conditions have, and order lists.
Refusal ConditionalRefusalOf(RejectReason reason, ErrorCode action_code) {
    switch (reason) {
        case RejectReason::kWouldTriggerImmediately:
            return {action_code, "Order would trigger immediately."};
        case RejectReason::kInvalidListPrices:
            return {action_code, "The relationship of the prices for the orders is not correct."};
        case RejectReason::kDuplicateListClientId:
            return {action_code, "Duplicate order sent."};
        case RejectReason::kNoPegPrice:
            return {action_code, "Order book liquidity is too low for this pegged order."};
        default:
            return {action_code, "Unsupported order combination"};
    }
}

// Of reasons that are worded alike whatever was asked.
Refusal RefusalOf(RejectReason reason, ErrorCode action_code) {
    switch (reason) {
        case RejectReason::kUnknownAccount:
            return {action_code, "This action is disabled on this account."};
        case RejectReason::kAccountFrozen:
            return {action_code, "This account may not place or cancel orders."};
        case RejectReason::kUnknownSymbol:
            return {ErrorCode::kInvalidSymbol, "Invalid symbol."};
        case RejectReason::kMarketHalted:
            return {action_code, "Market is closed."};
        case RejectReason::kMarketCancelOnly:
            return {
                ErrorCode::kInvalidMessage,
                "This order type is not possible in this trading phase.",
            };
        case RejectReason::kInvalidSide:
            return {ErrorCode::kInvalidSide, "Invalid side."};
        case RejectReason::kInvalidOrderType:
            return {ErrorCode::kInvalidOrderType, "Invalid orderType."};
        case RejectReason::kInvalidTimeInForce:
            return {ErrorCode::kInvalidTimeInForce, "Invalid timeInForce."};
        case RejectReason::kInvalidSelfTradePrevention:
            return {
                ErrorCode::kInvalidParameter,
                "Data sent for parameter 'selfTradePreventionMode' is not valid.",
            };
        case RejectReason::kSelfTradePreventionNotAllowed:
            return {
                ErrorCode::kInvalidMessage,
                "This symbol does not allow the specified self-trade prevention mode.",
            };
        case RejectReason::kInvalidClientOrderId:
            return {
                ErrorCode::kInvalidParameter,
                "Data sent for parameter 'newClientOrderId' is not valid.",
            };
        case RejectReason::kInvalidQuantity:
            return {ErrorCode::kInvalidMessage, "Invalid quantity."};
        case RejectReason::kInvalidPrice:
            return {ErrorCode::kInvalidMessage, "Invalid price."};
        case RejectReason::kDuplicateClientOrderId:
            return {action_code, "Duplicate order sent."};
        case RejectReason::kWouldMatchImmediately:
            return {action_code, "Order would immediately match and take."};
        case RejectReason::kNoLiquidity:
            return {action_code, "Order book liquidity is less than symbol minimum quantity."};
        case RejectReason::kInsufficientBalance:
            return {action_code, "Account has insufficient balance for requested action."};
        case RejectReason::kUnknownOrderList:
        case RejectReason::kUnknownOrder:
            return {action_code, "Unknown order sent."};
        case RejectReason::kCancelRestriction:
            return {action_code, "Order was not canceled due to cancel restrictions."};
        case RejectReason::kAmendNotSmaller:
            return {action_code, "Order amend (quantity increase) is not supported."};
        case RejectReason::kCapacity:
            return {
                ErrorCode::kServerBusy,
                "Server is currently overloaded with other requests. Please try again in a few "
                "minutes.",
            };
        default:
            return ConditionalRefusalOf(reason, action_code);
    }
}

// Empty unless the reason is a filter.
std::string_view FilterOf(RejectReason reason) {
    switch (reason) {
        case RejectReason::kFilterPrice:
            return "PRICE_FILTER";
        case RejectReason::kFilterLotSize:
            return "LOT_SIZE";
        case RejectReason::kFilterMarketLotSize:
            return "MARKET_LOT_SIZE";
        case RejectReason::kFilterPercentPriceBySide:
            return "PERCENT_PRICE_BY_SIDE";
        case RejectReason::kFilterNotional:
            return "NOTIONAL";
        case RejectReason::kFilterMaxOrders:
            return "MAX_NUM_ORDERS";
        case RejectReason::kFilterTrailingDelta:
            return "TRAILING_DELTA";
        case RejectReason::kFilterIcebergParts:
            return "ICEBERG_PARTS";
        case RejectReason::kFilterMaxAlgoOrders:
            return "MAX_NUM_ALGO_ORDERS";
        case RejectReason::kFilterMaxIcebergOrders:
            return "MAX_NUM_ICEBERG_ORDERS";
        case RejectReason::kFilterMaxPosition:
            return "MAX_POSITION";
        case RejectReason::kFilterMaxOrderLists:
            return "MAX_NUM_ORDER_LISTS";
        case RejectReason::kAmendLimit:
            return "MAX_NUM_ORDER_AMENDS";
        default:
            return {};
    }
}

ErrorCode CodeOf(Action action) {
    switch (action) {
        case Action::kPlace:
            return ErrorCode::kOrderRejected;
        case Action::kCancel:
            return ErrorCode::kCancelRejected;
        case Action::kAmend:
            return ErrorCode::kAmendRejected;
    }
    CHECK(false);
}

}  // namespace

Unexpected<ApiError> Refuse(ErrorCode code, std::string message) {
    return Unexpected{ApiError{400, code, std::move(message)}};
}

Unexpected<ApiError> RefuseParameter(
    ErrorCode code, std::string_view text, std::string_view parameter
) {
    std::string message(text);
    return Refuse(code, message.replace(message.find("%s"), 2, parameter));
}

std::string ErrorBody(const ApiError& error) {
    std::string body;
    JsonWriter json(body);
    json.BeginObject();
    json.Key("code").Number(static_cast<int>(error.code)).Key("msg").String(error.message);
    if (!error.data.empty()) json.Key("data").Raw(error.data);
    json.EndObject();
    return body;
}

ApiError ErrorOf(RejectReason reason, Action action) {
    CHECK(reason != RejectReason::kNone);
    if (const std::string_view filter = FilterOf(reason); !filter.empty()) {
        const bool is_amend = action == Action::kAmend;
        const ErrorCode code = is_amend ? ErrorCode::kAmendRejected : ErrorCode::kInvalidMessage;
        return {400, code, "Filter failure: " + std::string(filter)};
    }
    const Refusal refusal = RefusalOf(reason, CodeOf(action));
    const int status = refusal.code == ErrorCode::kServerBusy ? 503 : 400;
    return {status, refusal.code, std::string(refusal.message)};
}

ApiError BusyError() { return ErrorOf(RejectReason::kCapacity, Action::kPlace); }

ApiError TimeoutError() {
    return {
        504,
        ErrorCode::kTimeout,
        "Timeout waiting for response from backend server. Send status unknown; execution status "
        "unknown.",
    };
}

}  // namespace bourse::gateway
