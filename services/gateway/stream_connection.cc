#include "services/gateway/stream_connection.h"

#include <utility>

#include "platform/http/query.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/user_events.h"

namespace bourse::gateway {

namespace {

std::string Decode(std::string_view raw) {
    std::string buffer(raw.size(), '\0');
    const auto decoded = http::DecodeComponent(raw, buffer);
    return decoded ? std::string(*decoded) : std::string(raw);
}

std::string QueryValue(std::string_view query, std::string_view name) {
    http::QueryReader reader(query);
    while (const auto pair = reader.Next()) {
        if (pair->name == name) return std::string(pair->value);
    }
    return {};
}

// Separators are encoded by some clients, so the whole list is decoded first; '+' is meant.
std::vector<std::string> SplitNames(std::string raw) {
    for (std::size_t plus = 0; (plus = raw.find('+', plus)) != std::string::npos;) {
        raw.replace(plus, 1, "%2B");
    }
    const std::string list = Decode(raw);
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find('/', begin), list.size());
        if (end > begin) names.push_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

}  // namespace

TimeUnit ReadTimeUnit(std::string_view query) {
    const std::string value = QueryValue(query, "timeUnit");
    return value == "MICROSECOND" || value == "microsecond" ? TimeUnit::kMicrosecond
                                                            : TimeUnit::kMillisecond;
}

std::unique_ptr<StreamConnection> StreamConnection::Make(
    const http::Request& request, StreamHub& hub
) {
    const bool combined = request.path == "/stream";
    if (!combined && request.path != "/ws" && !request.path.starts_with("/ws/")) return nullptr;
    std::unique_ptr<StreamConnection> made(
        new StreamConnection(hub, {.unit = ReadTimeUnit(request.query), .combined = combined})
    );
    made->first_names_ = SplitNames(
        combined ? QueryValue(request.query, "streams") : std::string(request.path.substr(3))
    );
    return made;
}

void StreamConnection::OnOpen(websocket::Session& session) {
    subscriber_.session = &session;
    Subscribe(std::exchange(first_names_, {}));
}

void StreamConnection::OnFrame(websocket::Session& session) {
    if (rate_.Admit(hub_.session_.now())) return;
    session.Close(websocket::CloseCode::kPolicyViolation, "Too many requests");
}

void StreamConnection::OnMessage(websocket::Session& session, const websocket::Incoming& message) {
    const std::string answer = Answer(message.payload);
    if (!answer.empty()) session.SendText(answer);
}

void StreamConnection::OnLifetimeNotice(websocket::Session& session) {
    const std::string event = ServerShutdownEvent({hub_.now_(), subscriber_.unit});
    session.SendText(subscriber_.combined ? CombinedPayload("!serverShutdown", event) : event);
}

void StreamConnection::OnShutdown(websocket::Session& session) {
    OnLifetimeNotice(session);
    Listener::OnShutdown(session);
}

void StreamConnection::OnClosed(websocket::Session&, websocket::CloseCode, std::string_view) {
    for (auto& [name, subscription] : subscribed_) End(std::move(subscription));
    subscribed_.clear();
}

std::string StreamConnection::Answer(std::string_view message) {
    const auto request = ParseStreamRequest(message);
    if (!request) return StreamErrorBody(request.error());
    std::string result = "null";
    switch (request->method) {
        case StreamMethod::kSubscribe:
            if (!Subscribe(request->names)) return {};
            break;
        case StreamMethod::kUnsubscribe:
            Unsubscribe(request->names);
            break;
        case StreamMethod::kListSubscriptions:
            result = Subscriptions();
            break;
        case StreamMethod::kSetProperty:
            subscriber_.combined = request->combined;
            break;
        case StreamMethod::kGetProperty:
            result = subscriber_.combined ? "true" : "false";
            break;
    }
    return StreamAnswer(result, request->id);
}

bool StreamConnection::Subscribe(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (name.empty() || name.size() > StreamHub::kMaxNameLength) continue;
        if (subscribed_.contains(name)) continue;
        if (subscribed_.size() == StreamHub::kMaxStreams) {
            subscriber_.session->Close(websocket::CloseCode::kPolicyViolation, "Too many streams");
            return false;
        }
        Subscription& subscription = subscribed_[name];
        subscription.channel = hub_.Subscribe(name, subscriber_);
        if (subscription.channel == nullptr)
            subscription.user_data = hub_.Listen(name, subscriber_);
    }
    return true;
}

void StreamConnection::Unsubscribe(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const auto place = subscribed_.find(name);
        if (place == subscribed_.end()) continue;
        End(std::move(place->second));
        subscribed_.erase(place);
    }
}

void StreamConnection::End(Subscription subscription) {
    if (subscription.channel != nullptr) hub_.Unsubscribe(*subscription.channel, subscriber_);
    if (subscription.user_data != nullptr) hub_.Unlisten(std::move(subscription.user_data));
}

std::string StreamConnection::Subscriptions() const {
    std::string text;
    JsonWriter json(text);
    json.BeginArray();
    for (const auto& [name, subscription] : subscribed_) json.String(name);
    json.EndArray();
    return text;
}

}  // namespace bourse::gateway
