#include "services/gateway/health.h"

#include "core/base/check.h"
#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

std::string_view WhyNotReady(EngineState state) {
    switch (state) {
        case EngineState::kTaking:
            return {};
        case EngineState::kStopped:
            return "the engine has stopped or failed: it takes no commands";
        case EngineState::kLate:
            return "the engine is late: a command has waited for its answer for over 2 s";
    }
    CHECK(false);
}

}  // namespace

std::optional<http::Response> ServeHealth(
    const http::Request& request, const CommandLink& link, TimePoint now
) {
    if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
    const bool is_ready_check = request.path == "/health/ready";
    if (!is_ready_check && request.path != "/health/live") return std::nullopt;
    http::Response response{.body = R"({"status":"ok"})", .headers = "Cache-Control: no-store\r\n"};
    if (!is_ready_check) return response;
    const std::string_view reason = WhyNotReady(link.StateOfEngine(now));
    if (reason.empty()) return response;
    response.status = 503;
    response.body.clear();
    JsonWriter json(response.body);
    json.BeginObject().Key("status").String("unavailable");
    json.Key("reason").String(reason).EndObject();
    return response;
}

}  // namespace bourse::gateway
