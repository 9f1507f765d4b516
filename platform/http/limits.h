// What a peer may cost us. Every buffer and every wait on a connection is bounded by one of these.
#pragma once

#include <chrono>
#include <cstddef>

namespace bourse::http {

struct Limits {
    // Sizes of one request, in bytes.
    std::size_t body_bytes = 8 * 1024;     // beyond: 413 and close; chunked bodies count as read
    std::size_t header_bytes = 16 * 1024;  // request line, and again all fields; beyond: 431, close
    std::size_t header_count = 64;         // beyond: 431 and close
    std::size_t target_bytes = 8 * 1024;   // beyond: 414 and close

    // Bytes and requests of one connection; beyond them it is not read until they shrink.
    std::size_t queued_bytes = 1024 * 1024;  // answers written but not taken by the peer
    // That the kernel holds for an upgraded connection (it takes twice that): what is stale there
    // can be neither dropped nor conflated.
    int upgraded_send_bytes = 128 * 1024;
    std::size_t pipelined_requests = 64;  // requests not yet answered

    std::size_t connections = 20'000;  // of the whole server; beyond: 503 and close

    std::chrono::milliseconds handshake_timeout{
        10'000};                                     // of TLS, from the first byte on or without it
    std::chrono::milliseconds idle_timeout{75'000};  // between requests
    std::chrono::milliseconds header_timeout{10'000};  // first byte to end of header, else 408
    std::chrono::milliseconds body_timeout{10'000};    // end of header to end of body, else 408
    std::chrono::milliseconds write_timeout{20'000};   // for a peer to take what was written to it
    std::chrono::milliseconds linger_timeout{2'000};   // for a peer to close after we did
};

}  // namespace bourse::http
