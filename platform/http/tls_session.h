// TlsSession: the server's side of TLS on one socket; what Channel does when there is TLS.
//
// OpenSSL reads from and writes to the socket without waiting. What the socket does not take is
// kept in order; nothing more is encrypted until it is out. Internal to platform/http. Thread: its
// connection's.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "platform/http/channel.h"

struct ssl_st;

namespace bourse::http {

class TlsSession {
public:
    using Outcome = Channel::Outcome;
    using Moved = Channel::Moved;

    TlsSession(int socket, const TlsContext& context);
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    bool has_begun() const { return has_begun_; }
    Outcome Handshake();
    Moved Read(std::span<char> into);
    Moved Write(std::span<const char> bytes);
    Outcome Flush();
    void Finish();

    // For OpenSSL: as recv and send, but that Send takes all bytes or fails.
    long Receive(std::span<char> into);
    bool Send(std::span<const char> bytes);

private:
    Outcome OutcomeOf(int result);

    int socket_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> session_;
    std::string unsent_;  // encrypted; kept whole and in order
    bool has_begun_ = false;
    bool is_broken_ = false;
};

}  // namespace bourse::http
