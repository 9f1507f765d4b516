#include "platform/http/channel.h"

#include <sys/socket.h>

#include <cerrno>

#include "platform/http/tls_session.h"

namespace bourse::http {
namespace {

using Outcome = Channel::Outcome;

// A record of TLS begins with a byte below 0x18, an HTTP method with a letter.
bool SpeaksPlainText(int socket) {
    char first = 0;
    return recv(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && first >= 'A' && first <= 'Z';
}

}  // namespace

Channel::Channel(int socket, const TlsContext* tls)
    : socket_(socket), tls_(tls == nullptr ? nullptr : new TlsSession(socket, *tls)) {}

Channel::~Channel() = default;

Outcome Channel::Handshake() {
    if (!tls_) return Outcome::kDone;
    if (!tls_->has_begun() && SpeaksPlainText(socket_)) {
        tls_.reset();
        return Outcome::kPlainText;
    }
    return tls_->Handshake();
}

Channel::Moved Channel::Read(std::span<char> into) {
    if (tls_) return tls_->Read(into);
    while (true) {
        const ssize_t count = recv(socket_, into.data(), into.size(), MSG_DONTWAIT);
        if (count > 0) return {Outcome::kDone, static_cast<std::size_t>(count)};
        if (count == 0) return {Outcome::kClosed, 0};
        if (errno == EAGAIN) return {Outcome::kWantsRead, 0};
        if (errno != EINTR) return {Outcome::kBroken, 0};
    }
}

Channel::Moved Channel::Write(std::span<const char> bytes) {
    if (tls_) return tls_->Write(bytes);
    while (true) {
        const ssize_t count =
            send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0) return {Outcome::kDone, static_cast<std::size_t>(count)};
        if (errno == EAGAIN) return {Outcome::kWantsWrite, 0};
        if (errno != EINTR) return {Outcome::kBroken, 0};
    }
}

Outcome Channel::Flush() { return tls_ ? tls_->Flush() : Outcome::kDone; }

void Channel::Finish() {
    if (tls_) tls_->Finish();
    tls_.reset();
}

}  // namespace bourse::http
