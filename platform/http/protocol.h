// What a connection speaks after an upgrade, and what it offers to whoever speaks it.
// Thread: both belong to the I/O thread of the connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/out_queue.h"

namespace bourse::http {

using TimePoint = std::chrono::steady_clock::time_point;

// The sending half of a connection. What was queued leaves in one write, when the running call of
// the Protocol or the running task of the thread is over.
class Transport {
public:
    virtual ~Transport() = default;

    virtual void Send(SharedText text) = 0;
    virtual void Send(std::string_view text) = 0;
    virtual std::size_t queued_bytes() const = 0;
    // Since when the peer has never taken all that was queued; nullopt: it has.
    virtual std::optional<TimePoint> behind_since() const = 0;

    // Forgets what the peer has not begun to receive.
    virtual void DropUnsent() = 0;
    // Closes once all queued bytes are out (or the write time-out strikes).
    virtual void CloseAfterFlush() = 0;
    // Closes at once.
    virtual void Abort() = 0;
};

class Protocol {
public:
    virtual ~Protocol() = default;

    // First call; `transport` stays valid until OnClosed returns.
    virtual void OnOpen(Transport& transport) = 0;
    virtual void OnBytes(std::string_view bytes) = 0;
    // Several times a second: time-outs, pings.
    virtual void OnTick(TimePoint now) = 0;
    // The server stops: say so and close.
    virtual void OnShutdown() = 0;
    // Last call, exactly once, never from within another one.
    virtual void OnClosed() = 0;
};

}  // namespace bourse::http
