#include "platform/http/tls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "core/base/check.h"
#include "platform/http/tls.h"

namespace bourse::http {
namespace {

using Outcome = Channel::Outcome;

constexpr std::size_t kRecordBytes = SSL3_RT_MAX_PLAIN_LENGTH;
// Of what TLS says by itself (a flight of a handshake, answers to key updates) to a peer that does
// not read, and of one record.
constexpr std::size_t kUnsentBytesMax = 128 * 1024;

TlsSession& SessionOf(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

int ReadBio(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    const long count = SessionOf(bio).Receive({into, static_cast<std::size_t>(size)});
    if (count < 0 && errno == EAGAIN) BIO_set_retry_read(bio);
    return static_cast<int>(count);
}

int WriteBio(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    return SessionOf(bio).Send({bytes, static_cast<std::size_t>(size)}) ? size : -1;
}

long ControlBio(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int InitBio(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

const BIO_METHOD* SocketMethod() {
    static const BIO_METHOD* const kMethod = [] {
        BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "channel");
        CHECK(method != nullptr);
        BIO_meth_set_create(method, InitBio);
        BIO_meth_set_read(method, ReadBio);
        BIO_meth_set_write(method, WriteBio);
        BIO_meth_set_ctrl(method, ControlBio);
        return method;
    }();
    return kMethod;
}

}  // namespace

TlsSession::TlsSession(int socket, const TlsContext& context)
    : socket_(socket), session_(SSL_new(context.native_handle()), &SSL_free) {
    CHECK(session_ != nullptr);
    BIO* bio = BIO_new(SocketMethod());
    CHECK(bio != nullptr);
    BIO_set_data(bio, this);
    SSL_set_bio(session_.get(), bio, bio);
    SSL_set_accept_state(session_.get());
}

long TlsSession::Receive(std::span<char> into) {
    long count = 0;
    do {
        count = recv(socket_, into.data(), into.size(), MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    has_begun_ |= count > 0;
    return count;
}

bool TlsSession::Send(std::span<const char> bytes) {
    if (is_broken_) return false;
    unsent_.append(bytes.data(), bytes.size());
    is_broken_ = Flush() == Outcome::kBroken || unsent_.size() > kUnsentBytesMax;
    return !is_broken_;
}

Outcome TlsSession::Flush() {
    std::size_t sent = 0;
    while (sent < unsent_.size()) {
        const ssize_t count = send(
            socket_, unsent_.data() + sent, unsent_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT
        );
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) return Outcome::kBroken;
        if (count < 0) break;
        sent += static_cast<std::size_t>(count);
    }
    unsent_.erase(0, sent);
    if (!unsent_.empty()) return Outcome::kWantsWrite;
    std::string().swap(unsent_);
    return Outcome::kDone;
}

Outcome TlsSession::OutcomeOf(int result) {
    const int error = SSL_get_error(session_.get(), result);
    ERR_clear_error();
    if (error == SSL_ERROR_NONE) return Outcome::kDone;
    if (error == SSL_ERROR_WANT_READ) return Outcome::kWantsRead;
    if (error == SSL_ERROR_ZERO_RETURN) return Outcome::kClosed;
    is_broken_ = true;
    return Outcome::kBroken;
}

Outcome TlsSession::Handshake() {
    const Outcome flushed = Flush();
    if (flushed != Outcome::kDone) return flushed;
    return OutcomeOf(SSL_do_handshake(session_.get()));
}

Channel::Moved TlsSession::Read(std::span<char> into) {
    std::size_t total = 0;
    Outcome outcome = Outcome::kDone;
    // Whole records only: what OpenSSL held back would make no socket readable.
    while (outcome == Outcome::kDone && into.size() - total >= kRecordBytes) {
        std::size_t count = 0;
        outcome =
            OutcomeOf(SSL_read_ex(session_.get(), into.data() + total, into.size() - total, &count)
            );
        total += count;
    }
    // A break shows again with the next call.
    if (total > 0 && outcome != Outcome::kClosed) outcome = Outcome::kDone;
    return {outcome, total};
}

Channel::Moved TlsSession::Write(std::span<const char> bytes) {
    const Outcome flushed = Flush();
    if (flushed != Outcome::kDone) return {flushed, 0};
    std::size_t total = 0;
    while (total < bytes.size() && unsent_.empty()) {
        const std::size_t size = std::min(bytes.size() - total, kRecordBytes);
        std::size_t count = 0;
        const Outcome outcome =
            OutcomeOf(SSL_write_ex(session_.get(), bytes.data() + total, size, &count));
        if (outcome != Outcome::kDone) return {Outcome::kBroken, 0};
        total += count;
    }
    return {Outcome::kDone, total};
}

void TlsSession::Finish() {
    if (is_broken_ || SSL_is_init_finished(session_.get()) == 0) return;
    SSL_shutdown(session_.get());
    ERR_clear_error();
}

}  // namespace bourse::http
