#include "services/gateway/web_socket_connection.h"

#include <algorithm>
#include <utility>

#include "platform/http/query.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/market_events.h"
#include "services/gateway/stream_connection.h"

namespace bourse::gateway {

namespace {

bool ReadsRateLimits(std::string_view query) {
    http::QueryReader reader(query);
    while (const auto pair = reader.Next()) {
        if (pair->name == "returnRateLimits") return pair->value != "false";
    }
    return true;
}

}  // namespace

const WebSocketConnection::Method WebSocketConnection::kMethods[] = {
    {"ping", 1, &WebSocketConnection::Ping},
    {"time", 1, &WebSocketConnection::Time},
    {"session.logon", 2, &WebSocketConnection::LogOn},
    {"session.logout", 2, &WebSocketConnection::LogOut},
    {"session.status", 2, &WebSocketConnection::Status},
    {"session.subscriptions", 2, &WebSocketConnection::Subscriptions},
    {"userDataStream.subscribe", 2, &WebSocketConnection::Subscribe},
    {"userDataStream.subscribe.signature", 2, &WebSocketConnection::SubscribeSigned},
    {"userDataStream.unsubscribe", 2, &WebSocketConnection::Unsubscribe},
};

WebSocketConnection::WebSocketConnection(WebSocketApiContext& context, const http::Request& request)
    : context_(context),
      address_(request.remote_address),
      unit_(ReadTimeUnit(request.query)),
      returns_rate_limits_(ReadsRateLimits(request.query)),
      connected_(context.authenticator.Now()) {}

void WebSocketConnection::OnMessage(
    websocket::Session& session, const websocket::Incoming& message
) {
    WebSocketRequest request;
    bool returns_rate_limits = returns_rate_limits_;
    const auto read = ReadWebSocketRequest(message.payload, request);
    const Result<std::string> result =
        read ? Execute(request, returns_rate_limits) : Unexpected{read.error()};
    session.SendText(AnswerText(request, result, returns_rate_limits));
    for (const std::string& text : std::exchange(after_answer_, {})) session.SendText(text);
}

void WebSocketConnection::OnClosed(websocket::Session&, websocket::CloseCode, std::string_view) {
    for (const Subscription& subscription : subscriptions_) {
        context_.user_data.Unsubscribe(subscription.account, *this);
    }
}

void WebSocketConnection::OnUserEvent(AccountId account, std::string_view event) {
    const auto place = std::ranges::find(subscriptions_, account, &Subscription::account);
    if (place != subscriptions_.end()) session_->SendText(EventText(place->id, event));
}

Result<std::string> WebSocketConnection::Execute(
    const WebSocketRequest& request, bool& returns_rate_limits
) {
    const auto method = std::ranges::find(kMethods, request.method, &Method::name);
    const std::int64_t weight = method == std::end(kMethods) ? 1 : method->weight;
    const auto admitted = context_.throttle.Admit({address_, weight, context_.authenticator.Now()});
    if (!admitted) return Unexpected{admitted.error()};
    if (method == std::end(kMethods)) {
        return Refuse(ErrorCode::kUnsupportedOperation, "This operation is not supported.");
    }
    auto parameters = ParametersOf(request);
    if (!parameters) return Unexpected{parameters.error()};
    returns_rate_limits = parameters->FindFlag("returnRateLimits").value_or(returns_rate_limits_);
    return (this->*method->handler)(request, *parameters);
}

Result<std::string> WebSocketConnection::Ping(const WebSocketRequest&, Parameters& parameters) {
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    return std::string("{}");
}

Result<std::string> WebSocketConnection::Time(const WebSocketRequest&, Parameters& parameters) {
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("serverTime").Number(InUnit(context_.authenticator.Now(), unit_));
    json.EndObject();
    return text;
}

// Clients sign the values as they are; some encode them first, as they would in a URL.
Result<Authenticated> WebSocketConnection::Authenticate(
    const WebSocketRequest& request, std::string_view key_name, Parameters& parameters
) const {
    const auto with = [&](ValueEncoding encoding) {
        const std::string text = SignedTextOf(request, encoding);
        return context_.authenticator.Authenticate(
            {key_name, {text, {}}}, identity::Permission::kRead, parameters
        );
    };
    auto authenticated = with(ValueEncoding::kPlain);
    if (!authenticated && authenticated.error().code == ErrorCode::kInvalidSignature) {
        authenticated = with(ValueEncoding::kPercent);
    }
    if (!authenticated) return authenticated;
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    return authenticated;
}

Result<std::string> WebSocketConnection::LogOn(
    const WebSocketRequest& request, Parameters& parameters
) {
    constexpr std::size_t kHmacLength = 64;
    const std::string key_name(parameters.Require("apiKey"));
    if (key_name.empty()) return MissingParameter("apiKey");
    if (parameters.Peek("signature").value_or("").size() == kHmacLength) {
        return Refuse(
            ErrorCode::kUnsupportedOperation,
            "HMAC_SHA256 API key is not supported for session.logon; use an Ed25519 key."
        );
    }
    const auto authenticated = Authenticate(request, key_name, parameters);
    if (!authenticated) return Unexpected{authenticated.error()};
    logon_ = Logon{key_name, authenticated->key, context_.authenticator.Now()};
    return StatusText();
}

Result<std::string> WebSocketConnection::LogOut(
    const WebSocketRequest& request, Parameters& parameters
) {
    logon_.reset();
    EndSubscriptions([](const Subscription& subscription) {
        return subscription.origin == Origin::kLogon;
    });
    return Status(request, parameters);
}

Result<std::string> WebSocketConnection::Status(const WebSocketRequest&, Parameters& parameters) {
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    return StatusText();
}

std::string WebSocketConnection::StatusText() const {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("apiKey");
    logon_ ? json.String(logon_->key_name) : json.Null();
    json.Key("authorizedSince");
    logon_ ? json.Number(InUnit(logon_->since, unit_)) : json.Null();
    json.Key("connectedSince").Number(InUnit(connected_, unit_));
    json.Key("returnRateLimits").Bool(returns_rate_limits_);
    json.Key("serverTime").Number(InUnit(context_.authenticator.Now(), unit_));
    json.Key("userDataStream").Bool(!subscriptions_.empty()).EndObject();
    return text;
}

Result<std::string> WebSocketConnection::Subscriptions(
    const WebSocketRequest&, Parameters& parameters
) {
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    std::string text;
    JsonWriter json(text);
    json.BeginArray();
    for (const Subscription& subscription : subscriptions_) {
        json.BeginObject().Key("subscriptionId").Number(subscription.id).EndObject();
    }
    json.EndArray();
    return text;
}

Result<std::string> WebSocketConnection::Subscribe(
    const WebSocketRequest& request, Parameters& parameters
) {
    if (logon_) {
        if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
        return AddSubscription(logon_->key->account, Origin::kLogon);
    }
    return SubscribeSigned(request, parameters);
}

Result<std::string> WebSocketConnection::SubscribeSigned(
    const WebSocketRequest& request, Parameters& parameters
) {
    const std::string key_name(parameters.Require("apiKey"));
    if (key_name.empty()) return MissingParameter("apiKey");
    const auto authenticated = Authenticate(request, key_name, parameters);
    if (!authenticated) return Unexpected{authenticated.error()};
    return AddSubscription(authenticated->key->account, Origin::kSignature);
}

Result<std::string> WebSocketConnection::AddSubscription(AccountId account, Origin origin) {
    if (std::ranges::find(subscriptions_, account, &Subscription::account) !=
        subscriptions_.end()) {
        return Refuse(
            ErrorCode::kSubscriptionActive, "User Data Stream subscription already active."
        );
    }
    if (subscriptions_.size() == kMaxSubscriptions) {
        return Refuse(ErrorCode::kTooManyRequests, "Too many active subscriptions; limit is 1000.");
    }
    subscriptions_.push_back({next_subscription_++, account, origin});
    context_.user_data.Subscribe(account, *this);
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("subscriptionId").Number(subscriptions_.back().id).EndObject();
    return text;
}

template <class IsMeant>
std::size_t WebSocketConnection::EndSubscriptions(IsMeant&& is_meant) {
    return std::erase_if(subscriptions_, [&](const Subscription& subscription) {
        if (!is_meant(subscription)) return false;
        context_.user_data.Unsubscribe(subscription.account, *this);
        const EventTime now{context_.authenticator.Now(), unit_};
        after_answer_.push_back(EventText(subscription.id, StreamTerminatedEvent(now)));
        return true;
    });
}

Result<std::string> WebSocketConnection::Unsubscribe(
    const WebSocketRequest&, Parameters& parameters
) {
    const auto id = parameters.FindInteger("subscriptionId");
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    const std::size_t ended = EndSubscriptions([&](const Subscription& subscription) {
        return !id || subscription.id == *id;
    });
    if (id && ended == 0) {
        return Refuse(
            ErrorCode::kSubscriptionNotActive, "User Data Stream subscription is not active."
        );
    }
    return std::string("{}");
}

std::string WebSocketConnection::EventText(std::uint64_t subscription, std::string_view event)
    const {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("subscriptionId").Number(subscription);
    json.Key("event").Raw(event).EndObject();
    return text;
}

std::string WebSocketConnection::AnswerText(
    const WebSocketRequest& request, const Result<std::string>& result, bool returns_rate_limits
) {
    const Timestamp now = context_.authenticator.Now();
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("id").Raw(request.id);
    json.Key("status").Number(result ? 200 : result.error().http_status);
    if (result) {
        json.Key("result").Raw(*result);
    } else {
        const ApiError& error = result.error();
        json.Key("error").BeginObject().Key("code").Number(static_cast<int>(error.code));
        json.Key("msg").String(error.message);
        if (error.retry_after_seconds > 0) {
            const std::int64_t now_ms = InUnit(now, TimeUnit::kMillisecond);
            json.Key("data").BeginObject().Key("serverTime").Number(now_ms);
            json.Key("retryAfter").Number(now_ms + error.retry_after_seconds * 1'000);
            json.EndObject();
        }
        json.EndObject();
    }
    if (returns_rate_limits) {
        json.Key("rateLimits").BeginArray().BeginObject();
        json.Key("rateLimitType").String("REQUEST_WEIGHT").Key("interval").String("MINUTE");
        json.Key("intervalNum").Number(1);
        json.Key("limit").Number(context_.throttle.limits().weight_per_minute);
        json.Key("count").Number(context_.throttle.UsedWeight(address_, now));
        json.EndObject().EndArray();
    }
    json.EndObject();
    return text;
}

}  // namespace bourse::gateway
