// TlsContext: what a server needs to speak TLS: its certificate, its key and what it accepts.
//
// TLS 1.2 and 1.3 with forward secrecy, session tickets, ALPN "http/1.1" (a client that offers only
// other protocols is refused), no renegotiation, no compression.
// Thread: any; nothing changes after Make.
#pragma once

#include <memory>
#include <string>

#include "core/base/expected.h"

struct ssl_ctx_st;

namespace bourse::http {

class TlsContext {
public:
    struct Identity {
        std::string
            certificate_pem;  // followed by those of its issuers, if it has any but the root
        std::string private_key_pem;
    };

    // An error says what is wrong with the identity; it never holds a part of the key.
    static Expected<std::shared_ptr<const TlsContext>, std::string> Make(const Identity& identity);

    // OpenSSL's; it lives as long as this.
    ssl_ctx_st* native_handle() const { return context_.get(); }

private:
    explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

    std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace bourse::http
