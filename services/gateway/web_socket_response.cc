#include "services/gateway/web_socket_response.h"

#include "services/gateway/rest_general.h"

namespace bourse::gateway {

namespace {

void WriteError(JsonWriter& json, const ApiError& error, Timestamp now) {
    json.Key("error").BeginObject().Key("code").Number(static_cast<int>(error.code));
    json.Key("msg").String(error.message);
    if (!error.data.empty()) {
        json.Key("data").Raw(error.data);
    } else if (error.retry_after_seconds > 0) {
        const std::int64_t now_ms = now.raw() / 1'000'000;
        json.Key("data").BeginObject().Key("serverTime").Number(now_ms);
        json.Key("retryAfter").Number(error.retry_at_ms).EndObject();
    }
    json.EndObject();
}

}  // namespace

std::string WebSocketResponse(
    std::string_view id, const Api::Response& response, const RateLimitNews& news
) {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("id").Raw(id);
    json.Key("status").Number(response.reply ? 200 : response.reply.error().http_status);
    if (response.reply) {
        json.Key("result").Raw(*response.reply);
    } else {
        WriteError(json, response.reply.error(), news.now);
    }
    if (news.is_wanted) {
        json.Key("rateLimits").BeginArray();
        if (response.order_counts) WriteOrderLimits(json, news.limits, &*response.order_counts);
        WriteWeightLimit(json, news.limits, &response.used_weight);
        json.EndArray();
    }
    json.EndObject();
    return text;
}

}  // namespace bourse::gateway
