#include "platform/http/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <climits>
#include <string_view>

#include "core/base/check.h"

namespace bourse::http {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// As ALPN has it on the wire.
constexpr std::string_view kOffered("\x08http/1.1", 9);

Bio ReadingBio(const std::string& text) {
    CHECK(text.size() <= INT_MAX);
    Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    CHECK(bio != nullptr);
    return bio;
}

// Without it OpenSSL asks the terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) { return -1; }

int SelectProtocol(SSL*, const unsigned char** selected, unsigned char* selected_size, const unsigned char* client, unsigned int client_size, void*) {
    const auto* offered = reinterpret_cast<const unsigned char*>(kOffered.data());
    const auto offered_size = static_cast<unsigned int>(kOffered.size());
    unsigned char* chosen = nullptr;
    const int result =
        SSL_select_next_proto(&chosen, selected_size, offered, offered_size, client, client_size);
    if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *selected = chosen;
    return SSL_TLSEXT_ERR_OK;
}

void SetRules(SSL_CTX* context) {
    CHECK(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
    CHECK(SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1);
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
    );
    // Tens of thousands of idle connections should not hold two record buffers each.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    // Sessions are resumed by tickets, which cost this side no memory.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    constexpr unsigned char kSessionContext[] = {'b', 'o', 'u', 'r', 's', 'e'};
    CHECK(SSL_CTX_set_session_id_context(context, kSessionContext, sizeof(kSessionContext)) == 1);
    SSL_CTX_set_alpn_select_cb(context, SelectProtocol, nullptr);
}

Expected<void, std::string> UseCertificates(SSL_CTX* context, const std::string& pem) {
    const Bio bio = ReadingBio(pem);
    const Certificate own(PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr), &X509_free);
    if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
        return Unexpected{std::string("the certificate is not in PEM")};
    }
    while (X509* issuer = PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr)) {
        const bool is_taken = SSL_CTX_add0_chain_cert(context, issuer) == 1;
        CHECK(is_taken);
    }
    ERR_clear_error();
    return {};
}

Expected<void, std::string> UseKey(SSL_CTX* context, const std::string& pem) {
    const Bio bio = ReadingBio(pem);
    const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr), &EVP_PKEY_free);
    if (!key) return Unexpected{std::string("the private key is not in PEM, or has a password")};
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
        return Unexpected{std::string("the private key is not that of the certificate")};
    }
    return {};
}

}  // namespace

Expected<std::shared_ptr<const TlsContext>, std::string> TlsContext::Make(const Identity& identity
) {
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    CHECK(context != nullptr);
    SetRules(context.get());
    auto used = UseCertificates(context.get(), identity.certificate_pem);
    if (used) used = UseKey(context.get(), identity.private_key_pem);
    ERR_clear_error();
    if (!used) return Unexpected{used.error()};
    return std::shared_ptr<const TlsContext>(new TlsContext(context));
}

}  // namespace bourse::http
