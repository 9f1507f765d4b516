#include "services/gateway/engine_call.h"
#include "services/gateway/order_parameters.h"
#include "services/gateway/order_report.h"
#include "services/gateway/rest_orders.h"

namespace bourse::gateway {

namespace {

// One half of a cancel-replace: its result as a word and its response as JSON.
struct Half {
    std::string_view result = "SUCCESS";
    std::string response;

    bool succeeded() const { return result == "SUCCESS"; }
};

Half Failed(const ApiError& error) { return {"FAILURE", ErrorBody(error)}; }

std::string DataOf(const Half& cancel, const Half& place) {
    std::string data;
    JsonWriter json(data);
    json.BeginObject().Key("cancelResult").String(cancel.result);
    json.Key("newOrderResult").String(place.result);
    json.Key("cancelResponse").Raw(cancel.response);
    json.Key("newOrderResponse").Raw(place.response).EndObject();
    return data;
}

Reply Combine(const Half& cancel, const Half& place) {
    std::string data = DataOf(cancel, place);
    if (cancel.succeeded() && place.succeeded()) return data;
    if (cancel.succeeded() || place.succeeded()) {
        return Unexpected{ApiError{
            409,
            ErrorCode::kCancelReplacePartial,
            "Order cancel-replace partially failed.",
            std::move(data),
        }};
    }
    return Unexpected{ApiError{
        400, ErrorCode::kCancelReplaceFailed, "Order cancel-replace failed.", std::move(data)}};
}

Half CancelHalf(
    const ApiContext& context,
    const Call& call,
    RejectReason reason,
    std::span<const std::byte> events
) {
    if (reason != RejectReason::kNone) return Failed(ErrorOf(reason, Action::kCancel));
    Half half;
    JsonWriter json(half.response);
    const OrderCanceled* canceled = FindCanceled(events);
    CHECK(canceled != nullptr);
    const market::OrderView* order = context.views.orders().Find(canceled->order);
    CHECK(order != nullptr);
    OrderWriter(json, call, context.views.catalog()).WriteCanceled(*order, canceled->cancel_id);
    return half;
}

Half PlaceHalf(
    const ApiContext& context,
    const Call& call,
    ResponseType type,
    std::span<const std::byte> events
) {
    const auto& applied = *FindEvent<CancelReplaceApplied>(events);
    if (applied.place == CancelReplaceApplied::Place::kNotAttempted) {
        return {"NOT_ATTEMPTED", "null"};
    }
    if (applied.place_reason != RejectReason::kNone) {
        return Failed(ErrorOf(applied.place_reason, Action::kPlace));
    }
    const auto placed = FindPlacedOrder(events);
    CHECK(placed);
    Half half;
    JsonWriter json(half.response);
    OrderWriter(json, call, context.views.catalog()).WritePlaced(*placed, type);
    return half;
}

CancelReplaceMode ReadMode(Parameters& parameters) {
    static constexpr Named<CancelReplaceMode> kModes[] = {
        {"STOP_ON_FAILURE", CancelReplaceMode::kStopOnFailure},
        {"ALLOW_FAILURE", CancelReplaceMode::kAllowFailure},
    };
    parameters.Require("cancelReplaceMode");
    return parameters.FindOneOf("cancelReplaceMode", kModes, InvalidParameter("cancelReplaceMode"))
        .value_or(CancelReplaceMode::kStopOnFailure);
}

enum class LimitExceededMode : std::uint8_t { kDoNothing, kCancelOnly };

LimitExceededMode ReadLimitExceededMode(Parameters& parameters) {
    static constexpr Named<LimitExceededMode> kModes[] = {
        {"DO_NOTHING", LimitExceededMode::kDoNothing},
        {"CANCEL_ONLY", LimitExceededMode::kCancelOnly},
    };
    constexpr std::string_view kName = "orderRateLimitExceededMode";
    return parameters.FindOneOf(kName, kModes, InvalidParameter(kName))
        .value_or(LimitExceededMode::kDoNothing);
}

// Over the order limit: the cancel alone. Whatever became of it, the placing is refused.
void SendCancelOnly(
    const ApiContext& context,
    Call call,
    const CancelReplaceOrder& replace,
    ApiError limit,
    ReplyHandler reply
) {
    auto command = CommandOf<CancelOrder>(call);
    command.reference = replace.reference;
    command.restriction = replace.restriction;
    command.cancel_id = replace.cancel_id;
    const bool stops = replace.mode == CancelReplaceMode::kStopOnFailure;
    const auto finish = [reply, limit = std::move(limit), stops](const Half& cancel) {
        Reply combined = Combine(cancel, Failed(limit));
        ApiError error = combined.error();
        if (stops) error.http_status = 429;
        error.retry_after_seconds = limit.retry_after_seconds;
        reply(Unexpected{std::move(error)});
    };
    const auto on_applied =
        [&context](const Call& applied, std::span<const std::byte> events) -> Reply {
        return CancelHalf(context, applied, RejectReason::kNone, events).response;
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kCancel, on_applied},
        [finish](const Reply& canceled) {
            finish(canceled ? Half{"SUCCESS", *canceled} : Failed(canceled.error()));
        }
    );
}

}  // namespace

void CancelReplaceAction(const ApiContext& context, Call call, ReplyHandler reply) {
    constexpr ReferenceNames kNames{"cancelOrderId", "cancelOrigClientOrderId"};
    const NewOrder order = ReadNewOrder(call.parameters, context.views.catalog());
    auto command = CommandOf<CancelReplaceOrder>(call);
    command.instruction = order.instruction;
    command.reference = ReadReference(call.parameters, order.instruction.symbol, kNames);
    command.cancel_id = ReadClientOrderId(call.parameters, "cancelNewClientOrderId");
    command.mode = ReadMode(call.parameters);
    command.restriction = ReadRestriction(call.parameters);
    const LimitExceededMode exceeded = ReadLimitExceededMode(call.parameters);
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});

    const auto counted = context.throttle.AddOrders(call.account(), 1, call.now);
    if (!counted && exceeded == LimitExceededMode::kDoNothing) {
        return reply(Unexpected{counted.error()});
    }
    if (!counted) {
        return SendCancelOnly(context, std::move(call), command, counted.error(), std::move(reply));
    }
    const auto on_applied = [&context, type = order.response_type](
                                const Call& applied, std::span<const std::byte> events
                            ) {
        CreditFirstFills(context, events);
        const RejectReason cancel_reason = FindEvent<CancelReplaceApplied>(events)->cancel_reason;
        return Combine(
            CancelHalf(context, applied, cancel_reason, events),
            PlaceHalf(context, applied, type, events)
        );
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kPlace, on_applied},
        std::move(reply)
    );
}

}  // namespace bourse::gateway
