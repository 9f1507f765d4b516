#include "services/gateway/web_socket_api.h"

#include <utility>

#include "services/gateway/web_socket_connection.h"

namespace bourse::gateway {

void WebSocketApi::Accept(const http::Request& request, http::Responder responder) {
    constexpr std::int64_t kConnectionWeight = 2;
    const auto admitted = context_.throttle.Admit(
        {request.remote_address, kConnectionWeight, context_.authenticator.Now()}
    );
    if (!admitted) {
        return responder.Answer(
            {.status = admitted.error().http_status, .body = ErrorBody(admitted.error())}
        );
    }
    websocket::Accept(
        request, std::move(responder), {}, std::make_unique<WebSocketConnection>(context_, request)
    );
}

}  // namespace bourse::gateway
