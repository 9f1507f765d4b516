#include "services/gateway/web_socket_connection.h"

#include <algorithm>
#include <utility>

#include "platform/http/query.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/market_events.h"
#include "services/gateway/stream_connection.h"
#include "services/gateway/web_socket_response.h"

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
    {"session.logon", 2, &WebSocketConnection::LogOn},
    {"session.logout", 2, &WebSocketConnection::LogOut},
    {"session.status", 2, &WebSocketConnection::Status},
    {"session.subscriptions", 2, &WebSocketConnection::Subscriptions},
    {"userDataStream.subscribe", 2, &WebSocketConnection::Subscribe},
    {"userDataStream.subscribe.signature", 2, &WebSocketConnection::SubscribeSigned},
    {"userDataStream.unsubscribe", 2, &WebSocketConnection::Unsubscribe},
};

std::vector<std::string_view> WebSocketConnection::MethodNames() {
    std::vector<std::string_view> names;
    for (const Method& method : kMethods) names.push_back(method.name);
    return names;
}

WebSocketConnection::WebSocketConnection(
    WebSocketApiContext& context, const http::Request& request, AnswerFormat format
)
    : context_(context),
      address_(request.remote_address),
      format_(std::move(format)),
      unit_(format_.is_sbe ? TimeUnit::kMicrosecond : ReadTimeUnit(request.query)),
      returns_rate_limits_(ReadsRateLimits(request.query)),
      connected_(context.api.context().authenticator.Now()) {
    context_.connections.insert(this);
}

WebSocketConnection::~WebSocketConnection() { context_.connections.erase(this); }

void WebSocketConnection::OnMessage(websocket::Session&, const websocket::Incoming& message) {
    WebSocketRequest request;
    const auto read = ReadWebSocketRequest(message.payload, request);
    auto parameters = read ? ParametersOf(request) : Unexpected{read.error()};
    if (parameters) return Execute(request, std::move(*parameters));
    Answerer(request, returns_rate_limits_)(context_.api.Refuse(address_, parameters.error()));
}

void WebSocketConnection::OnLifetimeNotice(websocket::Session& session) {
    const EventTime now{context_.api.context().authenticator.Now(), unit_};
    session.SendText(R"({"event":)" + ServerShutdownEvent(now) + "}");
}

void WebSocketConnection::OnShutdown(websocket::Session& session) {
    OnLifetimeNotice(session);
    Listener::OnShutdown(session);
}

void WebSocketConnection::OnClosed(websocket::Session&, websocket::CloseCode, std::string_view) {
    peer_->session = nullptr;
    for (const Subscription& subscription : subscriptions_) {
        context_.user_data.Unsubscribe(subscription.account, *this);
    }
}

void WebSocketConnection::OnUserEvent(AccountId account, std::string_view event) {
    const auto place = std::ranges::find(subscriptions_, account, &Subscription::account);
    if (place != subscriptions_.end()) peer_->session->SendText(EventText(place->id, event));
}

Api::Handler WebSocketConnection::Answerer(
    const WebSocketRequest& request, bool returns_rate_limits
) const {
    return [&api = context_.api.context(),
            peer = peer_,
            call = SbeCall{request.id, request.method, format_.is_deprecated},
            is_sbe = format_.is_sbe,
            returns_rate_limits](const Api::Response& response) {
        if (peer->session == nullptr) return;
        const RateLimitNews news{
            api.throttle.limits(), api.authenticator.Now(), returns_rate_limits};
        if (!is_sbe) return peer->session->SendText(WebSocketResponse(call.id, response, news));
        const std::string bytes = SbeWebSocketResponse(call, response, news);
        peer->session->Send(websocket::EncodeBinaryFrame(bytes));
    };
}

std::optional<ApiError> WebSocketConnection::FormatRefusal(const WebSocketRequest& request) const {
    const bool is_known =
        FindOperation(request.method) != nullptr ||
        std::ranges::find(kMethods, request.method, &Method::name) != std::end(kMethods);
    if (!format_.is_sbe || !is_known) return std::nullopt;
    return SbeRefusal(SbeNameOf(request.method));
}

void WebSocketConnection::Execute(const WebSocketRequest& request, Parameters parameters) {
    if (auto refusal = FormatRefusal(request)) {
        const auto refused = context_.api.Refuse(address_, std::move(*refusal));
        return Answerer(request, returns_rate_limits_)(refused);
    }
    const auto method = std::ranges::find(kMethods, request.method, &Method::name);
    if (method == std::end(kMethods)) return Operate(request, std::move(parameters));
    const auto wants = parameters.FindFlag("returnRateLimits");
    const Api::Response response = Call(*method, request, parameters);
    Answerer(request, wants.value_or(returns_rate_limits_))(response);
    SendAfterAnswer();
}

void WebSocketConnection::SendAfterAnswer() {
    for (const std::string& text : std::exchange(after_answer_, {})) {
        peer_->session->SendText(text);
    }
}

Api::Response WebSocketConnection::Call(
    const Method& method, const WebSocketRequest& request, Parameters& parameters
) {
    const ApiContext& api = context_.api.context();
    const Timestamp now = api.authenticator.Now();
    const auto admitted = api.throttle.Admit({address_, method.weight, now});
    Reply reply = admitted ? (this->*method.handler)(request, parameters)
                           : Reply(Unexpected{admitted.error()});
    return {std::move(reply), api.throttle.UsedWeight(address_, now), {}};
}

// A signature in the request counts before the connection's logon.
void WebSocketConnection::Operate(const WebSocketRequest& request, Parameters parameters) {
    const auto wants = parameters.FindFlag("returnRateLimits");
    const std::string key_name(parameters.Find("apiKey").value_or(""));
    const std::string plain = SignedTextOf(request, ValueEncoding::kPlain);
    const std::string encoded = SignedTextOf(request, ValueEncoding::kPercent);
    Api::Handler answer = Answerer(request, wants.value_or(returns_rate_limits_));
    Api::Request call;
    call.operation = FindOperation(request.method);
    if (call.operation == nullptr) {
        return answer(context_.api.Refuse(
            address_, {400, ErrorCode::kUnsupportedOperation, "This operation is not supported."}
        ));
    }
    call.parameters = std::move(parameters);
    call.address = address_;
    call.credentials = {key_name, {plain, {}}, address_, encoded};
    if (key_name.empty() && logon_) call.session_key = logon_->key;
    call.unit = unit_;
    call.interface = Interface::kWebSocket;
    context_.api.Execute(std::move(call), std::move(answer));
}

// Clients sign the values as they are; some encode them first, as they would in a URL.
Result<Authenticated> WebSocketConnection::Authenticate(
    const WebSocketRequest& request, const Claim& claim, Parameters& parameters
) const {
    const std::string plain = SignedTextOf(request, ValueEncoding::kPlain);
    const std::string encoded = SignedTextOf(request, ValueEncoding::kPercent);
    auto authenticated = context_.api.context().authenticator.Authenticate(
        {claim.key_name, {plain, {}}, address_, encoded}, claim.needed, parameters
    );
    if (!authenticated) return authenticated;
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    return authenticated;
}

Result<std::string> WebSocketConnection::LogOn(
    const WebSocketRequest& request, Parameters& parameters
) {
    constexpr std::size_t kEd25519Length = 88;  // of 64 bytes as base64
    const std::string key_name(parameters.Require("apiKey"));
    if (key_name.empty()) return MissingParameter("apiKey");
    const std::string_view signature = parameters.Require("signature");
    if (signature.empty()) return MissingParameter("signature");
    if (signature.size() != kEd25519Length) {
        return Refuse(
            ErrorCode::kUnsupportedOperation,
            "HMAC_SHA256 and RSA API keys are not supported for session.logon; use an Ed25519 key."
        );
    }
    const auto authenticated = Authenticate(request, {key_name, std::nullopt}, parameters);
    if (!authenticated) return Unexpected{authenticated.error()};
    logon_ = Logon{key_name, authenticated->key, context_.api.context().authenticator.Now()};
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
    json.Key("serverTime").Number(InUnit(context_.api.context().authenticator.Now(), unit_));
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
        const auto allowed = context_.api.context().authenticator.CheckKey(
            *logon_->key, identity::Permission::kUserStream
        );
        if (!allowed) return Unexpected{allowed.error()};
        if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
        return AddSubscription(*logon_->key, Origin::kLogon);
    }
    return SubscribeSigned(request, parameters);
}

Result<std::string> WebSocketConnection::SubscribeSigned(
    const WebSocketRequest& request, Parameters& parameters
) {
    const std::string key_name(parameters.Require("apiKey"));
    if (key_name.empty()) return MissingParameter("apiKey");
    const auto authenticated =
        Authenticate(request, {key_name, identity::Permission::kUserStream}, parameters);
    if (!authenticated) return Unexpected{authenticated.error()};
    return AddSubscription(*authenticated->key, Origin::kSignature);
}

Result<std::string> WebSocketConnection::AddSubscription(
    const identity::ApiKey& key, Origin origin
) {
    const AccountId account = key.account;
    if (std::ranges::find(subscriptions_, account, &Subscription::account) !=
        subscriptions_.end()) {
        return Refuse(
            ErrorCode::kSubscriptionActive, "User Data Stream subscription already active."
        );
    }
    if (subscriptions_.size() == kMaxSubscriptions) {
        return Refuse(ErrorCode::kTooManyRequests, "Too many active subscriptions; limit is 1000.");
    }
    subscriptions_.push_back({next_subscription_++, account, origin, &key});
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
        const EventTime now{context_.api.context().authenticator.Now(), unit_};
        after_answer_.push_back(EventText(subscription.id, StreamTerminatedEvent(now)));
        return true;
    });
}

void WebSocketConnection::OnTerminated() {
    EndSubscriptions([](const Subscription&) { return true; });
    SendAfterAnswer();
}

void WebSocketConnection::CheckKeys() {
    if (peer_->session == nullptr) return;
    const Authenticator& authenticator = context_.api.context().authenticator;
    if (logon_ && !authenticator.CheckKey(*logon_->key, std::nullopt)) logon_.reset();
    if (subscriptions_.empty()) return;
    EndSubscriptions([&](const Subscription& subscription) {
        return !authenticator.CheckKey(*subscription.key, identity::Permission::kUserStream);
    });
    SendAfterAnswer();
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

}  // namespace bourse::gateway
