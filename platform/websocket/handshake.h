// The opening handshake of RFC 6455, section 4.2. Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/expected.h"
#include "platform/http/message.h"

namespace bourse::websocket {

// Sec-WebSocket-Accept for a client's Sec-WebSocket-Key.
std::string AcceptKey(std::string_view key);

// The header lines of the 101 answer, or the answer that refuses.
Expected<std::string, http::Response> AnswerHandshake(const http::Request& request);

}  // namespace bourse::websocket
