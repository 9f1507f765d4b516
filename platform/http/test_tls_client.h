// The client's side of TLS on a socket, and an identity for the server; for tests only.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "platform/crypto/certificate.h"
#include "platform/http/tls.h"

namespace bourse::http {

// An authority, and a context for 127.0.0.1 that it has issued.
struct TestIdentity {
    TestIdentity() {
        const std::vector<std::string> names = {"127.0.0.1"};
        const auto server = *crypto::IssueServerCertificate(authority, names, period);
        context = *TlsContext::Make({server.certificate_pem, server.private_key_pem});
    }

    crypto::ValidityPeriod period{std::time(nullptr) - 60, std::time(nullptr) + 86'400};
    crypto::CertifiedKey authority = crypto::MakeAuthority("test", period);
    std::shared_ptr<const TlsContext> context;
};

// Takes over no socket: whoever made it closes it.
class TestTlsClient {
public:
    struct Options {
        int version_min = TLS1_2_VERSION;
        int version_max = TLS1_3_VERSION;
        std::string_view protocols = std::string_view("\x08http/1.1", 9);  // as ALPN has them
        SSL_SESSION* resume = nullptr;
    };

    TestTlsClient(int socket, const std::string& authority_pem, const Options& options)
        : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free) {
        BIO* pem = BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size()));
        X509* authority = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
        CHECK(X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority) == 1);
        X509_free(authority);
        BIO_free(pem);
        SSL_CTX_set_security_level(context_.get(), 0);  // else OpenSSL offers no TLS 1.0
        SSL_CTX_set_min_proto_version(context_.get(), options.version_min);
        SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
        session_ = {SSL_new(context_.get()), &SSL_free};
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), "127.0.0.1");
        SSL_set_alpn_protos(
            session_.get(),
            reinterpret_cast<const unsigned char*>(options.protocols.data()),
            static_cast<unsigned>(options.protocols.size())
        );
        if (options.resume != nullptr) SSL_set_session(session_.get(), options.resume);
        SSL_set_fd(session_.get(), socket);
        SSL_set_connect_state(session_.get());
    }

    SSL* native_handle() { return session_.get(); }
    bool Handshake() { return SSL_do_handshake(session_.get()) == 1; }
    // What went wrong last.
    static std::string Error() {
        const char* reason = ERR_reason_error_string(ERR_get_error());
        return reason == nullptr ? "" : reason;
    }
    bool Send(std::string_view bytes) {
        return SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }
    // Appends what comes with one record; false at the end.
    bool Receive(std::string& into) {
        char buffer[16'384];
        const int count = SSL_read(session_.get(), buffer, sizeof(buffer));
        if (count > 0) into.append(buffer, static_cast<std::size_t>(count));
        return count > 0;
    }
    std::string ReadUntil(std::string_view mark) {
        std::string all;
        while (all.find(mark) == std::string::npos && Receive(all)) {
        }
        return all;
    }

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> session_{nullptr, &SSL_free};
};

}  // namespace bourse::http
