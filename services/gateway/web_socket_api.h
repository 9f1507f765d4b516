// WebSocketApi: /ws-api/v3: requests as JSON frames, and user data events on the same connection:
//
//   {"id":1,"method":"time"}  →  {"id":1,"status":200,"result":{…},"rateLimits":[…]}
//                                {"subscriptionId":0,"event":{"e":"executionReport",…}}
//
// Methods are the operations (operation.h), under their names here, and those of the connection:
// session.logon (Ed25519) lets later requests of the connection go without a signature.
// userDataStream.subscribe.signature needs no session and takes any key. URL parameters:
// timeUnit, returnRateLimits; responseFormat=sbe for answers in SBE (sbe_answer.h), without user
// data. Thread: the gateway thread's; what the context refers to must outlive it.
#pragma once

#include <set>

#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "platform/websocket/session.h"
#include "services/gateway/api.h"
#include "services/gateway/fault_sessions.h"
#include "services/gateway/sbe_answer.h"
#include "services/gateway/user_data.h"

namespace bourse::gateway {

class WebSocketConnection;

struct WebSocketApiContext {
    Api& api;
    UserData& user_data;
    websocket::SessionOptions session{};
    FaultSessions* sessions = nullptr;             // sees the connections; of `bourse dev` only
    std::set<WebSocketConnection*> connections{};  // there now
    SbeSupport sbe = SbeSupport::kOn;
};

class WebSocketApi {
public:
    explicit WebSocketApi(WebSocketApiContext context) : context_(std::move(context)) {}

    static bool Serves(std::string_view path) { return path == "/ws-api/v3"; }
    void Accept(const http::Request& request, http::Responder responder);
    // Sees whether the keys of all connections live on. Every tick of the shard.
    void OnTick();

private:
    WebSocketApiContext context_;
};

}  // namespace bourse::gateway
