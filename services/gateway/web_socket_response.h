// The answer to a request of the WebSocket API:
//
//   {"id":1,"status":200,"result":{…},"rateLimits":[…]}
//   {"id":1,"status":400,"error":{"code":-1121,"msg":"Invalid symbol.","data":…},"rateLimits":[…]}
//
// Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

#include "services/gateway/api.h"

namespace bourse::gateway {

struct RateLimitNews {
    const ThrottleLimits& limits;
    Timestamp now;
    bool is_wanted = true;  // whether the answer tells the counts
};

// `id` is JSON.
std::string WebSocketResponse(
    std::string_view id, const Api::Response& response, const RateLimitNews& news
);

}  // namespace bourse::gateway
