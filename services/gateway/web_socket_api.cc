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
    websocket::Accept(
        request,
        std::move(responder),
        context_.session,
        std::make_unique<WebSocketConnection>(context_, request)
    );
}

}  // namespace bourse::gateway
