#include "services/gateway/authenticator.h"

#include "core/domain/decimal.h"
#include "platform/http/query.h"

namespace bourse::gateway {

namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kDefaultWindow = 5'000 * kMillisecond;
constexpr std::int64_t kMaxWindow = 60'000 * kMillisecond;
constexpr std::int64_t kMaxAhead = 1'000 * kMillisecond;
constexpr std::int64_t kMalformedAhead = 10'000 * kMillisecond;
constexpr Timestamp kFirstTime{1'483'228'800'000 * kMillisecond};  // 2017-01-01

Unexpected<ApiError> RejectedKey() {
    return Unexpected{
        ApiError{401, ErrorCode::kRejectedKey, "Invalid API-key, IP, or permissions for action."}};
}

// Milliseconds with up to three decimals.
std::optional<std::int64_t> ReadRecvWindow(Parameters& parameters) {
    constexpr DecimalScale kMicroseconds{1, 3};
    const auto text = parameters.Find("recvWindow");
    if (!text) return kDefaultWindow;
    const auto microseconds = ParseDecimal(kMicroseconds, *text);
    if (!microseconds) {
        parameters.Fail(MissingParameter("recvWindow"));
        return std::nullopt;
    }
    if (*microseconds > kMaxWindow / 1'000) {
        parameters.Fail(Refuse(
            ErrorCode::kMandatoryParameter,
            "Parameter 'recvWindow' has an invalid value. Cannot be greater than 60000."
        ));
        return std::nullopt;
    }
    return *microseconds * 1'000;
}

}  // namespace

Result<const identity::ApiKey*> Authenticator::FindKey(
    const Credentials& credentials, Needed needed
) const {
    if (!identity::IsKeyName(credentials.key_name)) {
        return Unexpected{ApiError{401, ErrorCode::kBadKeyFormat, "API-key format invalid."}};
    }
    const identity::ApiKey* key = keys_->Find(credentials.key_name);
    if (key == nullptr || !identity::MayComeFrom(*key, credentials.address)) return RejectedKey();
    if (const auto allowed = CheckKey(*key, needed); !allowed) return Unexpected{allowed.error()};
    return key;
}

Result<void> Authenticator::CheckKey(const identity::ApiKey& key, Needed needed) const {
    if (key.revocation.is_set() || identity::HasExpired(key, now_())) return RejectedKey();
    if (needed && !key.permissions.Has(*needed)) return RejectedKey();
    return {};
}

Result<Authenticated> Authenticator::Authenticate(
    const Credentials& credentials, Needed needed, Parameters& parameters
) const {
    const auto key = FindKey(credentials, needed);
    if (!key) return Unexpected{key.error()};
    const auto window = ReadWindow(parameters);
    if (!window) return Unexpected{window.error()};
    const std::string signature(parameters.Require("signature"));
    if (signature.empty()) return MissingParameter("signature");
    const bool is_signed = identity::IsSignedBy(**key, signature, credentials.signed_text) ||
                           (!credentials.encoded_text.empty() &&
                            identity::IsSignedBy(**key, signature, {credentials.encoded_text, {}}));
    if (!is_signed) {
        return Refuse(ErrorCode::kInvalidSignature, "Signature for this request is not valid.");
    }
    if (const auto fresh = CheckWindow(*window); !fresh) return Unexpected{fresh.error()};
    return Authenticated{*key, *window};
}

Result<RequestWindow> Authenticator::CheckTime(Parameters& parameters) const {
    const auto window = ReadWindow(parameters);
    if (!window) return window;
    if (const auto fresh = CheckWindow(*window); !fresh) return Unexpected{fresh.error()};
    return window;
}

Result<RequestWindow> Authenticator::ReadWindow(Parameters& parameters) const {
    const auto timestamp = ParseTime(parameters.Require("timestamp"));
    const auto window = ReadRecvWindow(parameters);
    if (!timestamp) return MissingParameter("timestamp");
    if (*timestamp < kFirstTime || timestamp->raw() - now_().raw() > kMalformedAhead) {
        return IllegalCharacters("timestamp", "2017-01-01 to 10 seconds ahead of the server");
    }
    if (!window) return Unexpected{parameters.Finish().error()};
    return RequestWindow{*timestamp, *window};
}

Result<void> Authenticator::CheckWindow(const RequestWindow& window) const {
    const std::int64_t age = now_().raw() - window.timestamp.raw();
    if (age <= -kMaxAhead) {
        return Refuse(
            ErrorCode::kInvalidTimestamp,
            "Timestamp for this request was 1000ms ahead of the server's time."
        );
    }
    if (age > window.nanoseconds) {
        return Refuse(
            ErrorCode::kInvalidTimestamp, "Timestamp for this request is outside of the recvWindow."
        );
    }
    return {};
}

std::string WithoutSignature(std::string_view form) {
    std::string rest;
    rest.reserve(form.size());
    while (!form.empty()) {
        const std::size_t end = form.find('&');
        const std::string_view pair = form.substr(0, end);
        form.remove_prefix(end == std::string_view::npos ? form.size() : end + 1);
        if (pair.starts_with("signature=")) continue;
        if (!rest.empty()) rest.push_back('&');
        rest.append(pair);
    }
    return rest;
}

}  // namespace bourse::gateway
