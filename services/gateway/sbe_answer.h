// Answers in SBE (docs/formats/sbe.md): who asks for them, and what they are.
//
//   REST            Accept: application/sbe   X-MBX-SBE: 3:5
//   WebSocket API   ?responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5
//
// A request is refused before it has any effect when its answer has no message in the schema.
// Thread: any; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.h"
#include "services/gateway/api.h"
#include "services/gateway/web_socket_response.h"

namespace bourse::gateway {

enum class SbeSupport : std::uint8_t { kOff, kOn };

struct AnswerFormat {
    bool is_sbe = false;
    bool is_deprecated = false;         // asked for in a schema that ends soon
    std::optional<ApiError> refusal{};  // in that format
};

// `operation` may be nullptr: what is no operation has an error as its answer.
AnswerFormat FormatOf(const http::Request& request, const Operation* operation, SbeSupport support);
// The answer to a call of `operation`, instead of ToHttp.
http::Response ToSbe(
    const Api::Response& response, const Operation* operation, const AnswerFormat& format
);

// Of a connection to the WebSocket API; a refusal answers the handshake, in JSON.
AnswerFormat ConnectionFormatOf(std::string_view query, SbeSupport support);
// An operation, or a method of the connection, as the schema names it.
std::string SbeNameOf(std::string_view socket_method);
// Why a call of that name has no answer in SBE; nothing when it has one.
std::optional<ApiError> SbeRefusal(std::string_view name);

// As WebSocketResponse, of a request with that id and method.
struct SbeCall {
    std::string id;  // JSON
    std::string method;
    bool is_deprecated = false;
};
std::string SbeWebSocketResponse(
    const SbeCall& call, const Api::Response& response, const RateLimitNews& news
);

}  // namespace bourse::gateway
