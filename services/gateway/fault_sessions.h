// FaultSessions: the WebSocket connections of one gateway thread, so that a fault can end or
// silence them. A connection is put in as it is accepted and leaves when it closes. Thread: the
// gateway thread's. It outlives its connections.
#pragma once

#include <memory>
#include <vector>

#include "platform/websocket/session.h"

namespace bourse::gateway {

class FaultSessions {
public:
    // The listener, seen by this room from now on.
    std::unique_ptr<websocket::Listener> Watch(std::unique_ptr<websocket::Listener> listener);

    // Ends all without a word.
    void Drop();
    // All stay open; nothing is sent or heard any more.
    void Silence();

private:
    class Watched;
    std::vector<websocket::Session*> sessions_;
};

}  // namespace bourse::gateway
