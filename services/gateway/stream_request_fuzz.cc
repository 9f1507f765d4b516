// Any bytes as a control message, and as the name of a stream: an answer or an error, both of them
// JSON, and never anything else.
#include <simdjson.h>

#include "core/base/check.h"
#include "services/gateway/stream_name.h"
#include "services/gateway/stream_request.h"
#include "services/gateway/web_socket_request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bourse::gateway;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto request = ParseStreamRequest(text);
    const std::string answer =
        request ? StreamAnswer("null", request->id) : StreamErrorBody(request.error());
    simdjson::dom::parser parser;
    CHECK(parser.parse(answer).error() == simdjson::SUCCESS);
    ParseStreamName(text);
    WebSocketRequest api_request;
    if (ReadWebSocketRequest(text, api_request)) {
        SignedTextOf(api_request, ValueEncoding::kPercent);
    }
    CHECK(parser.parse(api_request.id).error() == simdjson::SUCCESS);
    return 0;
}
