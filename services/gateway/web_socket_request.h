// WebSocketRequest: one request of the WebSocket API:
//
//   {"id":"1","method":"v3/time","params":{"symbol":"BTCUSDT","limit":5}}     "v3/" is optional
//
// Parameters become texts, so that they are read and signed as those of REST are.
// Thread: any; the parser's memory is its caller's thread's.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/gateway/api_error.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

struct WebSocketRequest {
    std::string id = "null";                                        // JSON
    std::string method{};                                           // without "v3/"
    std::vector<std::pair<std::string, std::string>> parameters{};  // by name
};

// Fills `request` as far as it can be read, so that an error can tell its id.
Result<void> ReadWebSocketRequest(std::string_view message, WebSocketRequest& request);

Result<Parameters> ParametersOf(const WebSocketRequest& request);

// What a signature covers: "apiKey=…&timestamp=…", by name, without the signature.
enum class ValueEncoding { kPlain, kPercent };
std::string SignedTextOf(const WebSocketRequest& request, ValueEncoding encoding);

}  // namespace bourse::gateway
