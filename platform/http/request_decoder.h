// Bytes to requests: HTTP/1.1 (RFC 9112), strict. What two servers could read differently is
// refused, for a front that reads it otherwise lets one client speak in the name of another.
//
// Refused with 400: Content-Length next to Transfer-Encoding, more than one or a list of either, a
// transfer coding other than chunked, a bare CR or LF, folded header lines, chunk extensions,
// trailers, a missing or second Host. The scanner is Beast's basic_parser; the additions are ours.
//
// Feed, then Next until it asks for more or refuses, then Keep. A connection that has nothing
// pending holds no memory here.
// Thread: its connection's.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/limits.h"
#include "platform/http/message.h"

namespace bourse::http {

class RequestDecoder {
public:
    enum class Outcome {
        kNeedMore,          // all bytes are used
        kContinueExpected,  // the client waits for "100 Continue" before it sends the body
        kRequest,           // request() is complete
        kRefused,           // refusal() says why; nothing more can be read
    };
    enum class Stage { kIdle, kHeader, kBody };

    // `limits` must outlive the decoder.
    explicit RequestDecoder(const Limits& limits);
    ~RequestDecoder();
    RequestDecoder(const RequestDecoder&) = delete;
    RequestDecoder& operator=(const RequestDecoder&) = delete;

    // Adds bytes; they must stay where they are until Keep.
    void Feed(std::string_view bytes);

    Outcome Next();

    // Copies what is still needed of the bytes fed; views of request() end here.
    void Keep();

    // The last request, its thread and remote address unset. Valid until the next call of Next,
    // Feed or Keep.
    const Request& request() const { return request_; }
    Framing framing() const;
    int refusal() const { return refusal_; }
    Stage stage() const;

    // The bytes after the last request, no longer ours: the connection changes its protocol.
    std::string_view TakeRest();

private:
    class Parser;

    void BeginRequest();
    Outcome Parse();
    Outcome Refuse(int status);
    void BuildRequest();

    const Limits& limits_;
    std::unique_ptr<Parser> parser_;
    std::string kept_;         // fed earlier and still needed
    std::string_view window_;  // kept_, or the bytes just fed when nothing was kept
    std::size_t start_ = 0;    // in window_: first byte of the current request
    std::size_t parsed_ = 0;   // in window_: first byte the parser has not consumed
    bool in_request_ = false;  // a first byte of the current request was seen
    bool continued_ = false;   // kContinueExpected was returned for the current request
    int refusal_ = 0;
    Request request_;
    std::vector<Header> headers_;
};

}  // namespace bourse::http
