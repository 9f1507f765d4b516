#include "services/gateway/fault_sessions.h"

#include <utility>

namespace bourse::gateway {

class FaultSessions::Watched final : public websocket::Listener {
public:
    Watched(FaultSessions& room, std::unique_ptr<websocket::Listener> inner)
        : room_(room), inner_(std::move(inner)) {}

    void OnOpen(websocket::Session& session) override {
        session_ = &session;
        room_.sessions_.push_back(&session);
        inner_->OnOpen(session);
    }
    void OnMessage(websocket::Session& session, const websocket::Incoming& message) override {
        inner_->OnMessage(session, message);
    }
    void OnFrame(websocket::Session& session) override { inner_->OnFrame(session); }
    void OnPong(websocket::Session& session, std::string_view payload) override {
        inner_->OnPong(session, payload);
    }
    void OnLifetimeNotice(websocket::Session& session) override {
        inner_->OnLifetimeNotice(session);
    }
    void OnLifetimeEnd(websocket::Session& session) override { inner_->OnLifetimeEnd(session); }
    void OnShutdown(websocket::Session& session) override { inner_->OnShutdown(session); }
    void OnClosed(websocket::Session& session, websocket::CloseCode code, std::string_view reason)
        override {
        std::erase(room_.sessions_, session_);
        inner_->OnClosed(session, code, reason);
    }

private:
    FaultSessions& room_;
    const std::unique_ptr<websocket::Listener> inner_;
    websocket::Session* session_ = nullptr;
};

std::unique_ptr<websocket::Listener> FaultSessions::Watch(
    std::unique_ptr<websocket::Listener> listener
) {
    return std::make_unique<Watched>(*this, std::move(listener));
}

// Closing is told later, from outside this loop.
void FaultSessions::Drop() {
    for (websocket::Session* session : sessions_) session->Abort();
}

void FaultSessions::Silence() {
    for (websocket::Session* session : sessions_) session->Silence();
}

}  // namespace bourse::gateway
