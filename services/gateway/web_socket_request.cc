#include "services/gateway/web_socket_request.h"

#include <simdjson.h>

#include <algorithm>

#include "services/gateway/request_id.h"

namespace bourse::gateway {

namespace {

namespace dom = simdjson::dom;

Unexpected<ApiError> InvalidRequest() {
    return Refuse(ErrorCode::kInvalidJson, "Invalid JSON Request");
}

void AppendPercentEncoded(std::string_view text, std::string& out) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                              (c >= 'a' && c <= 'z') ||
                              std::string_view("-_.~").find(c) != std::string_view::npos;
        if (is_plain) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(kHex[byte >> 4]);
        out.push_back(kHex[byte & 15]);
    }
}

Result<void> ReadParameters(dom::element params, WebSocketRequest& request) {
    dom::object object;
    if (params.get_object().get(object) != simdjson::SUCCESS) return InvalidRequest();
    for (const auto [name, value] : object) {
        std::string_view text;
        const bool is_text = value.get_string().get(text) == simdjson::SUCCESS;
        request.parameters.emplace_back(
            name, is_text ? std::string(text) : std::string(simdjson::minify(value))
        );
    }
    std::ranges::sort(request.parameters);
    return {};
}

}  // namespace

Result<void> ReadWebSocketRequest(std::string_view message, WebSocketRequest& request) {
    thread_local dom::parser parser;
    const simdjson::padded_string padded(message);
    dom::element root, id, params;
    dom::object object;
    if (parser.parse(padded).get(root) != simdjson::SUCCESS ||
        root.get_object().get(object) != simdjson::SUCCESS) {
        return InvalidRequest();
    }
    if (object["id"].get(id) != simdjson::SUCCESS) return MissingParameter("id");
    auto id_text = ReadRequestId(id);
    if (!id_text) return MissingParameter("id");
    request.id = std::move(*id_text);
    std::string_view method;
    if (object["method"].get_string().get(method) != simdjson::SUCCESS) {
        return MissingParameter("method");
    }
    if (method.starts_with("v3/")) method.remove_prefix(3);
    request.method = method;
    if (object["params"].get(params) != simdjson::SUCCESS || params.is_null()) return {};
    return ReadParameters(params, request);
}

Result<Parameters> ParametersOf(const WebSocketRequest& request) {
    Parameters parameters;
    for (const auto& [name, value] : request.parameters) {
        if (auto added = parameters.Add(name, value); !added) return Unexpected{added.error()};
    }
    return parameters;
}

std::string SignedTextOf(const WebSocketRequest& request, ValueEncoding encoding) {
    std::string text;
    for (const auto& [name, value] : request.parameters) {
        if (name == "signature") continue;
        if (!text.empty()) text.push_back('&');
        text.append(name).append("=");
        if (encoding == ValueEncoding::kPlain) {
            text.append(value);
        } else {
            AppendPercentEncoded(value, text);
        }
    }
    return text;
}

}  // namespace bourse::gateway
