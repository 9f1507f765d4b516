// Channel: the bytes of one socket, as they are or through TLS. Nothing here waits.
//
// Bytes that Write has taken are gone for the caller: what TLS made of them and the socket does not
// take yet is kept here, at most one record, and goes out first.
// Internal to platform/http. Thread: its connection's. The socket and the TlsContext outlive it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace bourse::http {

class TlsContext;
class TlsSession;

class Channel {
public:
    enum class Outcome {
        kDone,
        kWantsRead,   // again when the socket is readable
        kWantsWrite,  // again when it is writable
        kPlainText,  // Handshake: the peer speaks HTTP without TLS; so does the channel from now on
        kClosed,     // the peer has said that it sends no more
        kBroken,     // the peer is gone, or does not keep to TLS
    };
    struct Moved {
        Outcome outcome;
        std::size_t bytes;  // at least 1 after kDone; only with it and with kClosed above 0
    };

    // Without `tls` bytes go as they are.
    explicit Channel(int socket, const TlsContext* tls = nullptr);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    bool has_tls() const { return tls_ != nullptr; }

    // Required before anything else when there is TLS.
    Outcome Handshake();
    // `into` has room for a record of TLS at least (16 KiB).
    Moved Read(std::span<char> into);
    Moved Write(std::span<const char> bytes);
    // kDone when the socket has all that was written, else kWantsWrite or kBroken.
    Outcome Flush();
    // Tells a peer with TLS that nothing follows. Bytes are as they are from here on.
    void Finish();

private:
    int socket_;
    std::unique_ptr<TlsSession> tls_;
};

}  // namespace bourse::http
