// Responder: the right to answer one request, once, now or later.
//
// Answers of one connection leave in the order of its requests, whatever the order they are given
// in. A Responder that is dropped without an answer answers 500. When the connection or the server
// is gone, the answer is dropped.
// Thread: Answer may be called on any thread; Upgrade on the I/O thread of the request only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/strong.h"
#include "platform/http/message.h"
#include "platform/http/protocol.h"

namespace bourse::http {

class Worker;

struct ConnectionIdTag;
using ConnectionId = Strong<ConnectionIdTag, std::uint64_t>;
struct RequestNumberTag;
using RequestNumber = Strong<RequestNumberTag, std::uint64_t>;  // of a connection, from 0

class Responder {
public:
    Responder(std::weak_ptr<Worker> worker, ConnectionId connection, RequestNumber request);
    Responder(Responder&& other) noexcept;
    Responder& operator=(Responder&&) = delete;
    ~Responder();

    void Answer(Response response);

    // Answers 101 with the header lines given and hands the connection to `protocol`. The request
    // must have wants_upgrade; a CHECK fails otherwise, and on any other thread.
    void Upgrade(std::string headers, std::unique_ptr<Protocol> protocol);

private:
    std::weak_ptr<Worker> worker_;
    ConnectionId connection_;
    RequestNumber request_;
    bool answered_ = false;
};

}  // namespace bourse::http
