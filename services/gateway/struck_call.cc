#include "services/gateway/struck_call.h"

#include <chrono>
#include <string>

namespace bourse::gateway {

namespace {

ApiError ServerError(const Faults::Strike& strike) {
    return {
        strike.status,
        ErrorCode::kUnknown,
        "An unknown error occurred while processing the request.",
    };
}

ApiError TooMany(const Faults::Strike& strike, Timestamp now) {
    const std::int64_t until_ms = now.raw() / 1'000'000 + strike.retry_after_seconds * 1'000LL;
    const std::string message =
        strike.kind == FaultKind::kBan
            ? "Way too much request weight used; IP banned until " + std::to_string(until_ms) +
                  ". Please use WebSocket Streams for live updates to avoid bans."
            : "Too much request weight used; please use WebSocket Streams for live updates to "
              "avoid polling the API.";
    const int status = strike.kind == FaultKind::kBan ? 418 : 429;
    return {status, ErrorCode::kTooManyRequests, message, {}, strike.retry_after_seconds};
}

Faults::Call CallOf(const Api::Request& request, const std::string& route) {
    const Operation& operation = *request.operation;
    Faults::Call call;
    call.route = route;
    call.method = operation.socket_method;
    call.symbol = request.parameters.Peek("symbol").value_or("");
    call.is_signed =
        operation.security == Security::kUserData || operation.security == Security::kTrade;
    call.is_command = operation.act != nullptr;
    call.is_placement = operation.counting == OrderCounting::kPlacement;
    return call;
}

}  // namespace

std::optional<Faults::Strike> StrikeOn(Faults& faults, const Api::Request& request) {
    if (request.fault == nullptr && !faults.has_request_faults()) return std::nullopt;
    std::string route(request.operation->method);
    route.append(" ").append(request.operation->path);
    const Faults::Call call = CallOf(request, route);
    if (request.fault != nullptr) return Faults::StrikeOf(*request.fault, call);
    return faults.OnCall(call, std::chrono::steady_clock::now());
}

std::optional<Reply> AnswerInstead(
    const Faults::Strike& strike, const Api::Request& request, Timestamp now
) {
    switch (strike.kind) {
        case FaultKind::kRateLimit:
        case FaultKind::kBan:
            return Unexpected{TooMany(strike, now)};
        case FaultKind::kTimestamp:
            return Refuse(
                ErrorCode::kInvalidTimestamp,
                "Timestamp for this request is outside of the recvWindow."
            );
        case FaultKind::kReject:
            return Refuse(
                ErrorCode::kOrderRejected, "Account has insufficient balance for requested action."
            );
        case FaultKind::kMaintenance:
            if (request.operation->path == "/sapi/v1/system/status") {
                return std::string(R"({"status":1,"msg":"system_maintenance"})");
            }
            return Unexpected{
                ApiError{503, ErrorCode::kShuttingDown, "This service is no longer available."}};
        case FaultKind::kServerError:
        case FaultKind::kUnknown:
            if (strike.is_executed) return std::nullopt;
            return Unexpected{AnswerAfter(strike)};
        default:
            return std::nullopt;
    }
}

ApiError AnswerAfter(const Faults::Strike& strike) {
    return strike.kind == FaultKind::kUnknown ? TimeoutError() : ServerError(strike);
}

}  // namespace bourse::gateway
