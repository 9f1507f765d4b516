#include "services/gateway/rest_api.h"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "services/gateway/session_cookie.h"

namespace bourse::gateway {

namespace {

Result<TimeUnit> ReadTimeUnit(const http::Request& request) {
    const auto unit = request.Find("X-MBX-TIME-UNIT");
    if (!unit || *unit == "MILLISECOND" || *unit == "millisecond") return TimeUnit::kMillisecond;
    if (*unit == "MICROSECOND" || *unit == "microsecond") return TimeUnit::kMicrosecond;
    return Refuse(
        ErrorCode::kInvalidTimeUnit,
        "Invalid value for time unit; expected either MICROSECOND or MILLISECOND."
    );
}

// In `bourse dev` a request may ask for its own fault.
Result<std::optional<Fault>> ReadFaultHeader(const http::Request& request) {
    const auto text = request.Find("X-Bourse-Fault");
    if (!text) return std::optional<Fault>();
    auto fault = ReadFault(*text);
    if (fault) return std::optional<Fault>(std::move(*fault));
    return Refuse(ErrorCode::kInvalidParameter, "X-Bourse-Fault: " + fault.error());
}

void AppendHeader(std::string& headers, std::string_view name, std::int64_t value) {
    headers.append(name).append(": ").append(std::to_string(value)).append("\r\n");
}

// HEAD is GET; the server leaves the body out.
const Operation* OperationOf(const http::Request& request) {
    const std::string_view method = request.method == "HEAD" ? "GET" : request.method;
    return FindOperation(method, request.path);
}

ApiError UnknownPath() {
    return {404, ErrorCode::kUnsupportedOperation, "This operation is not supported."};
}

}  // namespace

Timestamp SystemTime() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

http::Response ToHttp(const Api::Response& response) {
    http::Response answer;
    AppendHeader(answer.headers, "X-MBX-USED-WEIGHT", response.used_weight);
    AppendHeader(answer.headers, "X-MBX-USED-WEIGHT-1M", response.used_weight);
    answer.headers += "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n";
    if (response.order_counts) {
        AppendHeader(answer.headers, "X-MBX-ORDER-COUNT-10S", response.order_counts->ten_seconds);
        AppendHeader(answer.headers, "X-MBX-ORDER-COUNT-1D", response.order_counts->day);
    }
    if (response.reply) {
        answer.body = *response.reply;
        return answer;
    }
    const ApiError& error = response.reply.error();
    answer.status = error.http_status;
    answer.body = ErrorBody(error);
    if (error.retry_after_seconds != 0) {
        AppendHeader(answer.headers, "Retry-After", error.retry_after_seconds);
    }
    return answer;
}

const identity::ApiKey* RestApi::KeyOfSession(const http::Request& request) const {
    if (identity_ == nullptr) return nullptr;
    const auto token = SessionToken(request);
    if (!token) return nullptr;
    const auto principal = identity_->Find(*token);
    return principal ? principal->key : nullptr;
}

void RestApi::OnRequest(const http::Request& request, http::Responder responder) {
    const auto shared = std::make_shared<http::Responder>(std::move(responder));
    const Operation* operation = OperationOf(request);
    AnswerFormat format = FormatOf(request, operation, sbe_);
    const auto respond = [shared, operation, format](const Api::Response& response) {
        shared->Answer(format.is_sbe ? ToSbe(response, operation, format) : ToHttp(response));
    };
    if (format.refusal) {
        return respond(api_.Refuse(request.remote_address, std::move(*format.refusal)));
    }
    if (operation == nullptr) return respond(api_.Refuse(request.remote_address, UnknownPath()));
    const bool has_body = operation->method != "GET";
    const std::string_view body = has_body ? request.body : std::string_view();
    auto parameters = Parameters::FromForms(request.query, body);
    if (!parameters) return respond(api_.Refuse(request.remote_address, parameters.error()));
    const auto unit = ReadTimeUnit(request);
    if (!unit) return respond(api_.Refuse(request.remote_address, unit.error()));

    const std::string head = WithoutSignature(request.query);
    const std::string tail = WithoutSignature(body);
    Api::Request call;
    call.operation = operation;
    call.parameters = std::move(*parameters);
    call.address = request.remote_address;
    call.credentials = {
        request.Find("X-MBX-APIKEY").value_or(""), {head, tail}, request.remote_address};
    if (call.credentials.key_name.empty()) call.session_key = KeyOfSession(request);
    call.unit = format.is_sbe ? TimeUnit::kMicrosecond : *unit;
    if (api_.context().faults == nullptr) return api_.Execute(std::move(call), respond);
    const auto fault = ReadFaultHeader(request);
    if (!fault) return respond(api_.Refuse(request.remote_address, fault.error()));
    if (*fault) call.fault = &**fault;
    api_.Execute(std::move(call), respond);
}

}  // namespace bourse::gateway
