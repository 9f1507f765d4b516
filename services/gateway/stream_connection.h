// StreamConnection: one client of the market streams: what it is subscribed to, and its control
// messages (stream_request.h).
// Thread: the gateway thread's. The hub outlives it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/gateway/message_rate.h"
#include "services/gateway/stream_hub.h"

namespace bourse::gateway {

// "timeUnit" of a query string.
TimeUnit ReadTimeUnit(std::string_view query);

class StreamConnection final : public websocket::Listener {
public:
    // nullptr when the path is none of the streams'.
    static std::unique_ptr<StreamConnection> Make(const http::Request& request, StreamHub& hub);

    void OnOpen(websocket::Session& session) override;
    void OnFrame(websocket::Session& session) override;
    void OnMessage(websocket::Session& session, const websocket::Incoming& message) override;
    void OnLifetimeNotice(websocket::Session& session) override;
    void OnShutdown(websocket::Session& session) override;
    void OnClosed(websocket::Session&, websocket::CloseCode, std::string_view) override;

    // The answer to a control message; empty when the session was closed instead.
    std::string Answer(std::string_view message);

private:
    StreamConnection(StreamHub& hub, StreamSubscriber subscriber)
        : hub_(hub), subscriber_(subscriber) {}

    // One of both, or none for a name that stays silent.
    struct Subscription {
        StreamChannel* channel = nullptr;
        std::unique_ptr<ListenKeyStream> user_data;
    };

    bool Subscribe(const std::vector<std::string>& names);
    void Unsubscribe(const std::vector<std::string>& names);
    void End(Subscription subscription);
    std::string Subscriptions() const;

    StreamHub& hub_;
    StreamSubscriber subscriber_;
    std::vector<std::string> first_names_;  // of the URL
    std::map<std::string, Subscription> subscribed_;
    MessageRate rate_{StreamHub::kMaxMessagesPerSecond};
};

}  // namespace bourse::gateway
