#include "services/gateway/stream_request.h"

#include <simdjson.h>

#include <algorithm>

#include "services/gateway/json_writer.h"
#include "services/gateway/request_id.h"

namespace bourse::gateway {

namespace {

namespace dom = simdjson::dom;

struct Method {
    std::string_view name;
    StreamMethod method;
};
constexpr Method kMethods[] = {
    {"SUBSCRIBE", StreamMethod::kSubscribe},
    {"UNSUBSCRIBE", StreamMethod::kUnsubscribe},
    {"LIST_SUBSCRIPTIONS", StreamMethod::kListSubscriptions},
    {"SET_PROPERTY", StreamMethod::kSetProperty},
    {"GET_PROPERTY", StreamMethod::kGetProperty},
};

Unexpected<StreamError> Invalid(std::string_view what, std::string_view id = {}) {
    return Unexpected{StreamError{
        StreamErrorCode::kInvalidRequest,
        std::string("Invalid request: ").append(what),
        std::string(id),
    }};
}

Expected<StreamRequest, StreamError> ReadNames(dom::element params, StreamRequest request) {
    dom::array names;
    if (params.get_array().get(names) != simdjson::SUCCESS) {
        return Invalid("params must be an array of stream names", request.id);
    }
    for (const dom::element name : names) {
        std::string_view text;
        if (name.get_string().get(text) != simdjson::SUCCESS) {
            return Invalid("stream name must be a string", request.id);
        }
        request.names.emplace_back(text);
    }
    return request;
}

Expected<StreamRequest, StreamError> ReadProperty(dom::element params, StreamRequest request) {
    const std::size_t expected = request.method == StreamMethod::kSetProperty ? 2 : 1;
    dom::array values;
    if (params.get_array().get(values) != simdjson::SUCCESS || values.size() < expected) {
        return Invalid("too few parameters", request.id);
    }
    if (values.size() > expected) return Invalid("too many parameters", request.id);
    std::string_view property;
    if (values.at(0).get_string().get(property) != simdjson::SUCCESS) {
        return Invalid("property name must be a string", request.id);
    }
    if (property != "combined") {
        return Unexpected{
            StreamError{StreamErrorCode::kUnknownProperty, "Unknown property", request.id}};
    }
    if (expected == 2 && values.at(1).get_bool().get(request.combined) != simdjson::SUCCESS) {
        return Unexpected{StreamError{
            StreamErrorCode::kInvalidValue, "Invalid value type: expected Boolean", request.id}};
    }
    return request;
}

Expected<StreamRequest, StreamError> ReadRequest(dom::object object) {
    StreamRequest request;
    dom::element id;
    if (object["id"].get(id) == simdjson::SUCCESS) {
        auto text = ReadRequestId(id);
        if (!text) return Invalid("request ID must be an integer, a short string, or null");
        request.id = std::move(*text);
    }
    std::string_view name;
    if (object["method"].get_string().get(name) != simdjson::SUCCESS) {
        return Invalid("missing field `method`", request.id);
    }
    const auto method = std::ranges::find(kMethods, name, &Method::name);
    if (method == std::end(kMethods)) {
        return Invalid(
            "unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, "
            "`SET_PROPERTY`, `GET_PROPERTY`",
            request.id
        );
    }
    request.method = method->method;
    if (request.method == StreamMethod::kListSubscriptions) return request;
    dom::element params;
    if (object["params"].get(params) != simdjson::SUCCESS) {
        return Invalid("missing field `params`", request.id);
    }
    if (request.method <= StreamMethod::kUnsubscribe) return ReadNames(params, std::move(request));
    return ReadProperty(params, std::move(request));
}

}  // namespace

Expected<StreamRequest, StreamError> ParseStreamRequest(std::string_view message) {
    thread_local dom::parser parser;
    dom::element root;
    const simdjson::padded_string padded(message);
    if (parser.parse(padded).get(root) != simdjson::SUCCESS) {
        return Unexpected{StreamError{
            StreamErrorCode::kInvalidJson, "Invalid JSON: expected value at line 1 column 1"}};
    }
    dom::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) return Invalid("expected an object");
    return ReadRequest(object);
}

std::string StreamAnswer(std::string_view result, std::string_view id) {
    std::string text;
    JsonWriter(text).BeginObject().Key("result").Raw(result).Key("id").Raw(id).EndObject();
    return text;
}

std::string StreamErrorBody(const StreamError& error) {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("code").Number(static_cast<int>(error.code));
    json.Key("msg").String(error.message);
    if (!error.id.empty()) json.Key("id").Raw(error.id);
    json.EndObject();
    return text;
}

}  // namespace bourse::gateway
