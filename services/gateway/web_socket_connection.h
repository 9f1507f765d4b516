// WebSocketConnection: one client of the WebSocket API: who logged on, and which accounts' events
// it is sent.
// Thread: the gateway thread's. The context outlives it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/websocket/session.h"
#include "services/gateway/web_socket_api.h"
#include "services/gateway/web_socket_request.h"

namespace bourse::gateway {

class WebSocketConnection final : public websocket::Listener, public UserDataSubscriber {
public:
    static constexpr std::size_t kMaxSubscriptions = 1'000;

    // Of the methods that concern the connection itself; all others are operations.
    static std::vector<std::string_view> MethodNames();

    WebSocketConnection(
        WebSocketApiContext& context, const http::Request& request, AnswerFormat format
    );
    ~WebSocketConnection() override;
    WebSocketConnection(const WebSocketConnection&) = delete;
    WebSocketConnection& operator=(const WebSocketConnection&) = delete;

    void OnOpen(websocket::Session& session) override { peer_->session = &session; }
    void OnMessage(websocket::Session& session, const websocket::Incoming& message) override;
    void OnLifetimeNotice(websocket::Session& session) override;
    void OnShutdown(websocket::Session& session) override;
    void OnClosed(websocket::Session&, websocket::CloseCode, std::string_view) override;

    TimeUnit unit() const override { return unit_; }
    void OnUserEvent(AccountId account, std::string_view event) override;
    void OnTerminated() override;
    // Ends what a key that was revoked or has expired stands for: the logon, without a word, and
    // subscriptions, each with its eventStreamTerminated.
    void CheckKeys();

private:
    enum class Origin { kLogon, kSignature };
    struct Subscription {
        std::uint64_t id = 0;
        AccountId account;
        Origin origin{};
        const identity::ApiKey* key = nullptr;
    };
    struct Logon {
        std::string key_name;
        const identity::ApiKey* key = nullptr;
        Timestamp since;
    };
    using Handler = Result<std::string> (WebSocketConnection::*)(
        const WebSocketRequest& request, Parameters& parameters
    );
    // Where answers go; they may come when the connection is gone.
    struct Peer {
        websocket::Session* session = nullptr;
    };
    struct Method {
        std::string_view name;
        std::int64_t weight;
        Handler handler;
    };
    static const Method kMethods[];

    void Execute(const WebSocketRequest& request, Parameters parameters);
    Api::Response Call(
        const Method& method, const WebSocketRequest& request, Parameters& parameters
    );
    void Operate(const WebSocketRequest& request, Parameters parameters);
    // Answers the request, here or later.
    Api::Handler Answerer(const WebSocketRequest& request, bool returns_rate_limits) const;
    // Why its answer cannot be told in this connection's format.
    std::optional<ApiError> FormatRefusal(const WebSocketRequest& request) const;
    Result<std::string> LogOn(const WebSocketRequest& request, Parameters& parameters);
    Result<std::string> LogOut(const WebSocketRequest& request, Parameters& parameters);
    Result<std::string> Status(const WebSocketRequest& request, Parameters& parameters);
    Result<std::string> Subscriptions(const WebSocketRequest& request, Parameters& parameters);
    Result<std::string> Subscribe(const WebSocketRequest& request, Parameters& parameters);
    Result<std::string> SubscribeSigned(const WebSocketRequest& request, Parameters& parameters);
    Result<std::string> Unsubscribe(const WebSocketRequest& request, Parameters& parameters);

    // Whose key a request names, and what it must be good for.
    struct Claim {
        std::string_view key_name;
        Authenticator::Needed needed;
    };
    Result<Authenticated> Authenticate(
        const WebSocketRequest& request, const Claim& claim, Parameters& parameters
    ) const;
    Result<std::string> AddSubscription(const identity::ApiKey& key, Origin origin);
    // Ends those that `is_meant` names, and says so after the answer.
    template <class IsMeant>
    std::size_t EndSubscriptions(IsMeant&& is_meant);
    void SendAfterAnswer();
    std::string StatusText() const;
    std::string EventText(std::uint64_t subscription, std::string_view event) const;

    WebSocketApiContext& context_;
    const std::string address_;
    const AnswerFormat format_;
    const TimeUnit unit_;
    const bool returns_rate_limits_;
    const Timestamp connected_;
    const std::shared_ptr<Peer> peer_ = std::make_shared<Peer>();
    std::optional<Logon> logon_;
    std::vector<Subscription> subscriptions_;
    std::uint64_t next_subscription_ = 0;
    std::vector<std::string> after_answer_;
};

}  // namespace bourse::gateway
