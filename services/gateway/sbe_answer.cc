#include "services/gateway/sbe_answer.h"

#include <utility>

#include "core/base/check.h"
#include "platform/http/query.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/rest_api.h"
#include "services/gateway/sbe_encoder.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kMediaType = "application/sbe";
constexpr std::uint64_t kFirstVersion = 2;  // the newest serves those from here on

struct SchemaVersion {
    std::uint64_t id = 0, version = 0;

    bool is_served() const {
        const SbeSchema& schema = SpotSbeSchema();
        return id == schema.id && version >= kFirstVersion && version <= schema.version;
    }
    bool is_deprecated() const { return version < SpotSbeSchema().version; }
};

// "3:5"
std::optional<SchemaVersion> ReadHeader(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto id = ParseInteger(text.substr(0, colon));
    const auto version = ParseInteger(text.substr(colon + 1));
    if (!id || !version) return std::nullopt;
    return SchemaVersion{*id, *version};
}

std::string NameOf(const Operation& operation) {
    return std::string(operation.method).append(" ").append(operation.path);
}

// Times of an error are microseconds, as all are.
std::string SbeError(const ApiError& error, Timestamp now) {
    std::string json_text;
    JsonWriter json(json_text);
    json.BeginObject().Key("code").Number(static_cast<int>(error.code));
    json.Key("msg").String(error.message);
    if (error.retry_after_seconds > 0) {
        json.Key("serverTime").Number(now.raw() / 1'000);
        json.Key("retryAfter").Number(error.retry_at_ms * 1'000);
    }
    json.EndObject();
    auto bytes = EncodeSbe(SpotSbeSchema(), "ErrorResponse", json_text);
    CHECK(bytes);
    return std::move(*bytes);
}

// Of an order that was placed and whose answer does not fit, nothing can be said in SBE.
ApiError UnfitError(const Operation* operation) {
    if (operation != nullptr && operation->act != nullptr) return TimeoutError();
    return {
        400,
        ErrorCode::kSbeEncoding,
        "Unable to encode the response in SBE schema '3:5'; a figure does not fit in it."};
}

// The answer, in SBE or the reason why it is none.
struct Encoded {
    int status = 200;
    std::string bytes;
};

struct ToEncode {
    const Api::Response& response;
    const Operation* operation = nullptr;  // or a method of the connection, or unknown
    std::string_view name;
    Timestamp now;
};
Encoded Encode(const ToEncode& answer) {
    const Reply& reply = answer.response.reply;
    if (!reply) return {reply.error().http_status, SbeError(reply.error(), answer.now)};
    auto bytes = EncodeSbeAnswer(SpotSbeSchema(), answer.name, *reply);
    if (bytes) return {200, std::move(*bytes)};
    const ApiError error = UnfitError(answer.operation);
    return {error.http_status, SbeError(error, answer.now)};
}

ApiError DisabledError(int status) {
    return {status, ErrorCode::kSbeDisabled, "SBE is not enabled."};
}

ApiError HeaderError() {
    return {
        400,
        ErrorCode::kInvalidSbeHeader,
        "Invalid X-MBX-SBE header; expected <SCHEMA_ID>:<VERSION>."};
}

ApiError SchemaError() {
    return {
        400,
        ErrorCode::kUnsupportedSbeSchema,
        "Unsupported SBE schema ID or version specified in the X-MBX-SBE header."};
}

ApiError FormatError() {
    return {
        400,
        ErrorCode::kInvalidParameter,
        "Data sent for parameter 'responseFormat' is not valid."};
}

}  // namespace

std::optional<ApiError> SbeRefusal(std::string_view name) {
    if (HasSbeAnswer(SpotSbeSchema(), name)) return std::nullopt;
    return ApiError{
        400,
        ErrorCode::kSbeEncoding,
        "Unable to encode the response in SBE schema '3:5'; it has no message for this request. "
        "Please use JSON."};
}

AnswerFormat FormatOf(
    const http::Request& request, const Operation* operation, SbeSupport support
) {
    const std::string_view accepted = request.Find("Accept").value_or("");
    if (accepted.find(kMediaType) == std::string_view::npos) return {};
    const bool takes_json = accepted.find("application/json") != std::string_view::npos;
    if (support == SbeSupport::kOff) {
        if (takes_json) return {};
        return {.refusal = DisabledError(406)};
    }
    const auto schema = ReadHeader(request.Find("X-MBX-SBE").value_or(""));
    if (!schema) return {.is_sbe = true, .refusal = HeaderError()};
    if (!schema->is_served()) return {.is_sbe = true, .refusal = SchemaError()};
    AnswerFormat format{.is_sbe = true, .is_deprecated = schema->is_deprecated()};
    if (operation != nullptr) format.refusal = SbeRefusal(NameOf(*operation));
    if (format.refusal && takes_json) return {};
    return format;
}

http::Response ToSbe(
    const Api::Response& response, const Operation* operation, const AnswerFormat& format
) {
    http::Response answer = ToHttp(response);
    const std::string name = operation == nullptr ? std::string() : NameOf(*operation);
    Encoded encoded = Encode({response, operation, name, SystemTime()});
    answer.status = encoded.status;
    answer.body = std::move(encoded.bytes);
    answer.content_type = kMediaType;
    if (format.is_deprecated) answer.headers += "X-MBX-SBE-DEPRECATED: true\r\n";
    return answer;
}

AnswerFormat ConnectionFormatOf(std::string_view query, SbeSupport support) {
    std::optional<std::string> wanted;
    SchemaVersion schema;
    http::QueryReader reader(query);
    while (const auto pair = reader.Next()) {
        if (pair->name == "sbeSchemaId") schema.id = ParseInteger(pair->value).value_or(0);
        if (pair->name == "sbeSchemaVersion")
            schema.version = ParseInteger(pair->value).value_or(0);
        if (pair->name != "responseFormat") continue;
        if (wanted && *wanted != pair->value) return {.refusal = FormatError()};
        wanted = pair->value;
    }
    if (!wanted || *wanted == "json") return {};
    if (*wanted != "sbe") return {.refusal = FormatError()};
    if (support == SbeSupport::kOff) return {.refusal = DisabledError(400)};
    if (!schema.is_served()) return {.refusal = SchemaError()};
    return {.is_sbe = true, .is_deprecated = schema.is_deprecated()};
}

std::string SbeNameOf(std::string_view socket_method) {
    const Operation* operation = FindOperation(socket_method);
    return operation == nullptr ? std::string(socket_method) : NameOf(*operation);
}

std::string SbeWebSocketResponse(
    const SbeCall& call, const Api::Response& response, const RateLimitNews& news
) {
    const std::string name = SbeNameOf(call.method);
    const Encoded result = Encode({response, FindOperation(call.method), name, news.now});
    Api::Response envelope{std::string("{}"), response.used_weight, response.order_counts};
    if (result.status != 200) envelope.reply = Unexpected{ApiError{result.status, {}, {}}};
    std::string text = WebSocketResponse(call.id, envelope, news);
    if (call.is_deprecated) text.insert(1, R"("sbeSchemaIdVersionDeprecated":true,)");
    auto bytes = EncodeSbe(SpotSbeSchema(), "WebSocketResponse", text, result.bytes);
    CHECK(bytes);
    return std::move(*bytes);
}

}  // namespace bourse::gateway
