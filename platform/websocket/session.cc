#include "platform/websocket/session.h"

#include <charconv>
#include <optional>
#include <utility>

#include "core/base/check.h"
#include "platform/websocket/handshake.h"

namespace bourse::websocket {
namespace {

using http::TimePoint;

class ProtocolSession final : public http::Protocol, public Session {
public:
    ProtocolSession(const SessionOptions& options, std::unique_ptr<Listener> listener)
        : options_(options), listener_(std::move(listener)), decoder_(options.max_message_bytes) {}

    void Send(const SharedFrame& frame) override;
    void SendText(std::string_view payload) override;
    void Close(CloseCode code, std::string_view reason) override;
    void Abort() override { transport_->Abort(); }
    void Silence() override { state_ = State::kSilent; }
    std::size_t queued_bytes() const override { return transport_->queued_bytes(); }

    void OnOpen(http::Transport& transport) override;
    void OnBytes(std::string_view bytes) override;
    void OnTick(TimePoint now) override;
    void OnShutdown() override;
    void OnClosed() override;

private:
    enum class State {
        kOpen,
        kCloseSent,  // our close frame is queued; the peer's is awaited
        kClosed,     // both were exchanged, or the peer is not worth waiting for
        kSilent,     // open, and nothing is said or heard
    };

    void Handle(const Incoming& incoming);
    void OnPeerClose(std::string_view payload);
    void SendControl(Opcode opcode, std::string_view payload);
    void Fail(CloseCode code, std::string_view reason);
    void Remember(CloseCode code, std::string_view reason);
    void BoundQueue();
    void DropSlow();
    void Ping(TimePoint now);
    void MatchPong(std::string_view payload);

    const SessionOptions options_;
    const std::unique_ptr<Listener> listener_;
    http::Transport* transport_ = nullptr;
    FrameDecoder decoder_;
    State state_ = State::kOpen;

    TimePoint opened_;
    TimePoint last_ping_;
    TimePoint last_pong_;  // the last that matched, or the opening
    TimePoint close_sent_;
    std::uint64_t pings_ = 0;         // the payload of the newest ping, as decimal digits
    std::uint64_t last_matched_ = 0;  // the newest ping a pong came back for
    std::uint64_t frames_told_ = 0;   // frames the listener was told of
    bool lifetime_noticed_ = false;
    bool lifetime_over_ = false;

    CloseCode close_code_ = CloseCode::kAbnormal;
    std::string close_reason_;
};

void ProtocolSession::OnOpen(http::Transport& transport) {
    transport_ = &transport;
    opened_ = last_ping_ = last_pong_ = options_.now();
    listener_->OnOpen(*this);
}

void ProtocolSession::Send(const SharedFrame& frame) {
    if (state_ != State::kOpen) return;
    transport_->Send(frame);
    BoundQueue();
}

void ProtocolSession::SendText(std::string_view payload) {
    if (state_ != State::kOpen) return;
    std::string frame;
    AppendFrame(Opcode::kText, payload, frame);
    transport_->Send(std::string_view(frame));
    BoundQueue();
}

void ProtocolSession::SendControl(Opcode opcode, std::string_view payload) {
    std::string frame;
    AppendFrame(opcode, payload, frame);
    transport_->Send(std::string_view(frame));
}

// What a peer does not read is forgotten, so that memory is bounded and the reason can still reach
// it.
void ProtocolSession::BoundQueue() {
    if (transport_->queued_bytes() > options_.max_queued_bytes) DropSlow();
}

void ProtocolSession::DropSlow() {
    transport_->DropUnsent();
    Fail(CloseCode::kPolicyViolation, "slow consumer");
}

void ProtocolSession::Remember(CloseCode code, std::string_view reason) {
    if (close_code_ != CloseCode::kAbnormal) return;
    close_code_ = code;
    close_reason_ = reason;
}

void ProtocolSession::Close(CloseCode code, std::string_view reason) {
    if (state_ != State::kOpen) return;
    state_ = State::kCloseSent;
    close_sent_ = options_.now();
    Remember(code, reason);
    SendControl(Opcode::kClose, ClosePayload(code, reason));
}

// Says why and does not wait for an answer.
void ProtocolSession::Fail(CloseCode code, std::string_view reason) {
    Close(code, reason);
    state_ = State::kClosed;
    transport_->CloseAfterFlush();
}

void ProtocolSession::OnBytes(std::string_view bytes) {
    if (state_ == State::kSilent) return;
    while (!bytes.empty() && state_ != State::kClosed) {
        const auto next = decoder_.Next(bytes);
        for (; frames_told_ < decoder_.frames() && state_ == State::kOpen; ++frames_told_) {
            listener_->OnFrame(*this);
        }
        if (!next) return Fail(next.error().code, next.error().reason);
        if (*next) Handle(**next);
    }
}

void ProtocolSession::Handle(const Incoming& incoming) {
    if (incoming.opcode == Opcode::kClose) return OnPeerClose(incoming.payload);
    if (state_ != State::kOpen) return;
    switch (incoming.opcode) {
        case Opcode::kText:
        case Opcode::kBinary:
            return listener_->OnMessage(*this, incoming);
        case Opcode::kPing:
            SendControl(Opcode::kPong, incoming.payload);
            return BoundQueue();
        case Opcode::kPong:
            MatchPong(incoming.payload);
            return listener_->OnPong(*this, incoming.payload);
        case Opcode::kClose:
        case Opcode::kContinuation:
            CHECK(false);
    }
}

// A late pong to an earlier ping counts; a pong nobody asked for, or one repeated, does not.
void ProtocolSession::MatchPong(std::string_view payload) {
    std::uint64_t number = 0;
    const char* end = payload.data() + payload.size();
    const auto parsed = std::from_chars(payload.data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return;
    if (number <= last_matched_ || number > pings_) return;
    last_matched_ = number;
    last_pong_ = options_.now();
}

void ProtocolSession::OnPeerClose(std::string_view payload) {
    if (payload.empty()) {
        Remember(CloseCode::kNoStatus, "");
    } else {
        const auto high = static_cast<std::uint8_t>(payload[0]);
        const auto low = static_cast<std::uint8_t>(payload[1]);
        Remember(static_cast<CloseCode>(high << 8 | low), payload.substr(2));
    }
    if (state_ == State::kOpen) SendControl(Opcode::kClose, payload.substr(0, 2));
    state_ = State::kClosed;
    transport_->CloseAfterFlush();
}

// The network's time is the system's; all else follows the clock of the options.
void ProtocolSession::OnTick(TimePoint network_time) {
    const TimePoint now = options_.now();
    if (state_ == State::kCloseSent && now - close_sent_ > options_.close_timeout) {
        state_ = State::kClosed;
        transport_->CloseAfterFlush();
    }
    if (state_ != State::kOpen) return;
    const auto behind_since = transport_->behind_since();
    if (behind_since && network_time - *behind_since > options_.behind_timeout) return DropSlow();
    if (now - last_pong_ > options_.pong_timeout) {
        return Fail(CloseCode::kPolicyViolation, "no pong");
    }
    if (now - last_ping_ >= options_.ping_interval) Ping(now);
    if (!lifetime_noticed_ && now - opened_ >= options_.lifetime - options_.lifetime_notice) {
        lifetime_noticed_ = true;
        listener_->OnLifetimeNotice(*this);
    }
    if (!lifetime_over_ && now - opened_ >= options_.lifetime) {
        lifetime_over_ = true;
        listener_->OnLifetimeEnd(*this);
    }
}

void ProtocolSession::Ping(TimePoint now) {
    last_ping_ = now;
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), ++pings_);
    SendControl(Opcode::kPing, {digits, static_cast<std::size_t>(end - digits)});
    BoundQueue();
}

void ProtocolSession::OnShutdown() {
    if (state_ == State::kSilent) return transport_->Abort();
    listener_->OnShutdown(*this);
}

void ProtocolSession::OnClosed() {
    state_ = State::kClosed;
    listener_->OnClosed(*this, close_code_, close_reason_);
}

}  // namespace

void Listener::OnLifetimeEnd(Session& session) {
    session.Close(CloseCode::kGoingAway, "lifetime over");
}

void Listener::OnShutdown(Session& session) {
    session.Close(CloseCode::kGoingAway, "server shutdown");
}

void Accept(
    const http::Request& request,
    http::Responder responder,
    const SessionOptions& options,
    std::unique_ptr<Listener> listener
) {
    auto answer = AnswerHandshake(request);
    if (!answer) return responder.Answer(answer.error());
    responder.Upgrade(
        *std::move(answer), std::make_unique<ProtocolSession>(options, std::move(listener))
    );
}

}  // namespace bourse::websocket
