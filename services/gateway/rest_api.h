// RestApi: the operations (operation.h) over HTTP: /api/v3/… and the few of /sapi/v1/… that clients
// call. A request without a key may come with a session of a browser (session_cookie.h) instead of
// a signature. Parameters come from the query string and the body, a form whatever its
// Content-Type.
//
// Every answer tells X-MBX-USED-WEIGHT-1M, placements X-MBX-ORDER-COUNT-10S and -1D, refusals by
// the throttle Retry-After. The header X-MBX-TIME-UNIT asks for microseconds, Accept and X-MBX-SBE
// for SBE (sbe_answer.h).
// Thread: the gateway thread's.
#pragma once

#include <string_view>

#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "services/gateway/api.h"
#include "services/gateway/sbe_answer.h"
#include "services/identity/identity.h"

namespace bourse::gateway {

// The time of the system.
Timestamp SystemTime();

struct RestContext {
    const market::Views& views;
    CommandLink& link;
    const identity::ApiKeys& keys;
    Throttle& throttle;
    ListenKeys& listen_keys;
    WallClock now = SystemTime;
    const identity::Identity* identity = nullptr;  // nullptr: there are no sessions
    Faults* faults = nullptr;                      // these three as in ApiContext
    std::function<void(std::chrono::milliseconds, std::function<void()>)> defer{};
    const NewestBatch* newest_batch = nullptr;
    SbeSupport sbe = SbeSupport::kOn;
};

http::Response ToHttp(const Api::Response& response);

class RestApi {
public:
    explicit RestApi(const RestContext& context)
        : api_(
              {context.views,
               context.link,
               context.throttle,
               context.listen_keys,
               {context.keys, context.now},
               context.faults,
               context.defer,
               context.newest_batch}
          ),
          identity_(context.identity),
          sbe_(context.sbe) {}

    static bool Serves(std::string_view path) {
        return path.starts_with("/api/") || path.starts_with("/sapi/");
    }
    void OnRequest(const http::Request& request, http::Responder responder);

    // What other transports share.
    Api& api() { return api_; }

private:
    const identity::ApiKey* KeyOfSession(const http::Request& request) const;

    Api api_;
    const identity::Identity* identity_;
    SbeSupport sbe_;
};

}  // namespace bourse::gateway
