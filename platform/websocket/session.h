// Session: one WebSocket connection (RFC 6455) on an upgraded connection of platform/http.
//
// Accept checks the opening handshake, answers it and starts a session that tells its Listener what
// happens. The session pings on its own, closes when no pong comes back, and bounds what is queued
// for a peer that does not read. permessage-deflate is never negotiated.
// Thread: every call belongs to the session's I/O thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/http/message.h"
#include "platform/http/protocol.h"
#include "platform/http/responder.h"
#include "platform/websocket/frame.h"

namespace bourse::websocket {

struct SessionOptions {
    std::size_t max_message_bytes = 8 * 1024;    // incoming; beyond: close 1009
    std::size_t max_queued_bytes = 1024 * 1024;  // outgoing; beyond: close 1008 "slow consumer"
    // A peer that is behind for so long is closed with 1008 "slow consumer", too. Shorter than
    // what platform/http waits until it gives up, so that the reason can still be read.
    std::chrono::milliseconds behind_timeout{10'000};
    std::chrono::milliseconds ping_interval{20'000};
    std::chrono::milliseconds pong_timeout{60'000};     // without a matching pong: close 1008
    std::chrono::milliseconds lifetime{86'400'000};     // then Listener::OnLifetimeEnd
    std::chrono::milliseconds lifetime_notice{10'000};  // before it: Listener::OnLifetimeNotice
    std::chrono::milliseconds close_timeout{5'000};     // for the peer to answer our close frame
    std::function<http::TimePoint()> now = std::chrono::steady_clock::now;
};

class Session;

// What a session tells its owner. The session outlives each call; after OnClosed it is gone.
class Listener {
public:
    virtual ~Listener() = default;

    virtual void OnOpen(Session&) {}
    // A whole text or binary message.
    virtual void OnMessage(Session& session, const Incoming& message) = 0;
    // Every frame, fragments, pings and pongs included, before it is handled: the place to count
    // and to refuse.
    virtual void OnFrame(Session&) {}
    // Any pong, asked for or not.
    virtual void OnPong(Session&, std::string_view /*payload*/) {}
    // Once, some seconds before the lifetime is over.
    virtual void OnLifetimeNotice(Session&) {}
    // Once, when the lifetime is over. By default closes with 1001.
    virtual void OnLifetimeEnd(Session& session);
    // The server stops. By default closes with 1001.
    virtual void OnShutdown(Session& session);
    // The code and reason of whichever side closed first; kAbnormal when neither did.
    virtual void OnClosed(Session&, CloseCode, std::string_view /*reason*/) {}
};

class Session {
public:
    virtual ~Session() = default;

    // Queues a frame made by EncodeTextFrame or EncodeBinaryFrame. Nothing happens once the session
    // is closing.
    virtual void Send(const SharedFrame& frame) = 0;
    virtual void SendText(std::string_view payload) = 0;
    // Starts the closing handshake; what was queued before still leaves first.
    virtual void Close(CloseCode code, std::string_view reason) = 0;
    // Ends the connection at once, without a word.
    virtual void Abort() = 0;
    // Leaves the connection open, but sends and hears nothing more: as a peer that is cut off looks
    // from outside.
    virtual void Silence() = 0;
    // What the peer has not taken yet: a stream that may be conflated skips while this is high.
    virtual std::size_t queued_bytes() const = 0;
};

// Answers an upgrade request: 101 and a session, or 400, or 426 for another protocol version.
void Accept(
    const http::Request& request,
    http::Responder responder,
    const SessionOptions& options,
    std::unique_ptr<Listener> listener
);

}  // namespace bourse::websocket
