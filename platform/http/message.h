// A request as it came off the wire, and the answer to it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bourse::http {

struct Header {
    std::string_view name;  // as sent; compare without case
    std::string_view value;
};

// Views into the connection's buffer, valid during the call of the handler only: whoever answers
// later copies what is needed. Nothing is decoded; signatures cover these very bytes.
struct Request {
    std::string_view method;
    std::string_view target;  // path and query
    std::string_view path;
    std::string_view query;  // without '?'
    std::string_view body;   // without chunk framing
    std::span<const Header> headers;
    std::string_view remote_address;  // of the connection, without port
    int thread = 0;                   // I/O thread that runs the handler, 0-based
    bool wants_upgrade = false;       // "Connection: upgrade"

    // The value of the first header of that name (any case); nothing when there is none.
    std::optional<std::string_view> Find(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string body{};
    std::string_view content_type = "application/json;charset=UTF-8";  // of static lifetime
    std::string headers{};  // further header lines as text, each ending with CR LF
};

bool EqualIgnoringCase(std::string_view a, std::string_view b);

// The reason phrase of a status, "Unknown" for those this server never sends.
std::string_view ReasonPhrase(int status);

// How an answer is framed, from the request it belongs to.
struct Framing {
    bool head = false;         // HEAD: the header of the answer, without its body
    bool keep_alive = true;    // else "Connection: close"
    bool version_1_0 = false;  // keep-alive must be said
};

// Appends the answer as bytes to `out`. `date` is the line "Date: …" with CR LF. An answer below
// 200 has neither body nor length.
void EncodeResponse(
    const Response& response, const Framing& framing, std::string_view date, std::string& out
);

}  // namespace bourse::http
