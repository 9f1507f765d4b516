// ApiError: why a request was refused, as Binance says it: clients match code and text, so both are
// verbatim. The HTTP status is the WebSocket API's `status` as well.
//
// A 5xx says that the outcome is unknown, so no refusal has one but -1007 (504) and -1008 (503),
// and what `bourse dev` is told to make up (faults.h). Thread: any; plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/expected.h"
#include "core/domain/reject_reason.h"

namespace bourse::gateway {

enum class ErrorCode : int {
    kUnknown = -1000,
    kTooManyRequests = -1003,
    kTimeout = -1007,
    kServerBusy = -1008,
    kInvalidMessage = -1013,
    kTooManyOrders = -1015,
    kShuttingDown = -1016,
    kUnsupportedOperation = -1020,
    kInvalidTimestamp = -1021,
    kInvalidSignature = -1022,
    kIllegalCharacters = -1100,
    kTooManyParameters = -1101,
    kMandatoryParameter = -1102,
    kUnreadParameters = -1104,
    kEmptyParameter = -1105,
    kParameterNotRequired = -1106,
    kParameterOverflow = -1108,
    kTooMuchPrecision = -1111,
    kTimeInForceNotRequired = -1114,
    kInvalidTimeInForce = -1115,
    kInvalidOrderType = -1116,
    kInvalidSide = -1117,
    kInvalidInterval = -1120,
    kInvalidSymbol = -1121,
    kInvalidSymbolStatus = -1122,
    kInvalidListenKey = -1125,
    kTooManyHours = -1127,
    kInvalidCombination = -1128,
    kInvalidParameter = -1130,
    kInvalidStrategyType = -1134,
    kInvalidJson = -1135,
    kInvalidTickerType = -1139,
    kInvalidCancelRestrictions = -1145,
    kRepeatedSymbol = -1151,
    kInvalidSbeHeader = -1152,
    kUnsupportedSbeSchema = -1153,
    kSbeDisabled = -1155,
    kOcoOrderType = -1158,
    kOcoIcebergTimeInForce = -1160,
    kSbeEncoding = -1161,
    kBuyOcoLimitMustBeBelow = -1165,
    kSellOcoLimitMustBeAbove = -1166,
    kBothOcoOrdersLimit = -1168,
    kInvalidTimeUnit = -1194,
    kBuyOcoStopLossMustBeAbove = -1196,
    kSellOcoStopLossMustBeBelow = -1197,
    kBuyOcoTakeProfitMustBeBelow = -1198,
    kSellOcoTakeProfitMustBeAbove = -1199,
    kInvalidPegPriceType = -1210,
    kInvalidPegOffsetType = -1211,
    kSymbolStatusMismatch = -1220,
    kOpoWorkingMustBuy = -1222,
    kOpoPendingMustSell = -1223,
    kPendingParameterNotRequired = -1225,
    kOrderRejected = -2010,
    kCancelRejected = -2011,
    kUnknownOrder = -2013,
    kBadKeyFormat = -2014,
    kRejectedKey = -2015,
    kCancelReplacePartial = -2021,
    kCancelReplaceFailed = -2022,
    kSubscriptionActive = -2035,
    kSubscriptionNotActive = -2036,
    kAmendRejected = -2038,
    kClientOrderIdMismatch = -2039,
    kNoReferencePrice = -2043,
};

struct ApiError {
    int http_status = 400;
    ErrorCode code{};
    std::string message;
    std::string data{};            // JSON of the member `data`; empty: there is none
    int retry_after_seconds = 0;   // for Retry-After; 0: none
    std::int64_t retry_at_ms = 0;  // the same as a time
};

template <class T>
using Result = Expected<T, ApiError>;

// A refusal with status 400, ready to be returned as a Result.
Unexpected<ApiError> Refuse(ErrorCode code, std::string message);
// As Refuse, with the parameter's name in place of the text's first "%s".
Unexpected<ApiError> RefuseParameter(
    ErrorCode code, std::string_view text, std::string_view parameter
);

// {"code":-1121,"msg":"Invalid symbol."}
std::string ErrorBody(const ApiError& error);

// What was asked of the engine: the same reason has another code for each.
enum class Action { kPlace, kCancel, kAmend };
// Requires: reason != kNone.
ApiError ErrorOf(RejectReason reason, Action action);

// The engine takes nothing now; the command had no effect.
ApiError BusyError();
// No answer came in time; the command may have had its effect.
ApiError TimeoutError();

}  // namespace bourse::gateway
