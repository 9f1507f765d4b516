#include "services/gateway/web_socket_api.h"

#include <utility>

#include "services/gateway/rest_api.h"
#include "services/gateway/web_socket_connection.h"

namespace bourse::gateway {

void WebSocketApi::Accept(const http::Request& request, http::Responder responder) {
    constexpr std::int64_t kConnectionWeight = 2;
    const ApiContext& api = context_.api.context();
    const Timestamp now = api.authenticator.Now();
    const auto admitted =
        api.throttle.AdmitConnection({request.remote_address, kConnectionWeight, now});
    if (!admitted) {
        const auto used = api.throttle.UsedWeight(request.remote_address, now);
        return responder.Answer(ToHttp({Unexpected{admitted.error()}, used, {}}));
    }
    const AnswerFormat format = ConnectionFormatOf(request.query, context_.sbe);
    if (format.refusal) {
        const auto used = api.throttle.UsedWeight(request.remote_address, now);
        return responder.Answer(ToHttp({Unexpected{*format.refusal}, used, {}}));
    }
    std::unique_ptr<websocket::Listener> listener =
        std::make_unique<WebSocketConnection>(context_, request, format);
    if (context_.sessions != nullptr) listener = context_.sessions->Watch(std::move(listener));
    websocket::Accept(request, std::move(responder), context_.session, std::move(listener));
}

void WebSocketApi::OnTick() {
    for (WebSocketConnection* connection : context_.connections) connection->CheckKeys();
}

}  // namespace bourse::gateway
