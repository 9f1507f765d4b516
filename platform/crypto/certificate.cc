#include "platform/crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <climits>
#include <ctime>
#include <memory>
#include <utility>

#include "core/base/check.h"
#include "platform/crypto/random.h"

namespace bourse::crypto {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio ReadingBio(const std::string& text) {
    CHECK(text.size() <= INT_MAX);
    Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    CHECK(bio != nullptr);
    return bio;
}

std::string Written(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

// Without it OpenSSL asks the terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) { return -1; }

Certificate ReadCertificate(const std::string& pem) {
    const Bio bio = ReadingBio(pem);
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr), &X509_free);
    ERR_clear_error();
    return certificate;
}

Key ReadKey(const std::string& pem) {
    const Bio bio = ReadingBio(pem);
    Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr), &EVP_PKEY_free);
    ERR_clear_error();
    return key;
}

std::string ToPem(X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
    CHECK(bio != nullptr && PEM_write_bio_X509(bio.get(), certificate) == 1);
    return Written(bio);
}

std::string ToPem(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
    CHECK(bio != nullptr);
    CHECK(
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1
    );
    return Written(bio);
}

void SetSerial(X509* certificate) {
    std::array<std::uint8_t, 16> bytes;
    FillRandom(bytes);
    bytes[0] &= 0x7f;  // a serial number is positive
    BIGNUM* number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
    CHECK(number != nullptr);
    CHECK(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr);
    BN_free(number);
}

void SetPeriod(X509* certificate, const ValidityPeriod& period) {
    CHECK(period.begin_s < period.end_s);
    CHECK(ASN1_TIME_set(X509_getm_notBefore(certificate), period.begin_s) != nullptr);
    CHECK(ASN1_TIME_set(X509_getm_notAfter(certificate), period.end_s) != nullptr);
}

void SetSubject(X509* certificate, std::string_view name) {
    const auto* text = reinterpret_cast<const unsigned char*>(name.data());
    const int added = X509_NAME_add_entry_by_txt(
        X509_get_subject_name(certificate),
        "CN",
        MBSTRING_UTF8,
        text,
        static_cast<int>(name.size()),
        -1,
        0
    );
    CHECK(added == 1);
}

void AddExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    CHECK(extension != nullptr);
    CHECK(X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

bool IsAddress(const std::string& name) {
    ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return address != nullptr;
}

std::string AlternativeNames(std::span<const std::string> names) {
    std::string text;
    for (const std::string& name : names) {
        CHECK(IsServerName(name));
        if (!text.empty()) text += ",";
        text.append(IsAddress(name) ? "IP:" : "DNS:").append(name);
    }
    return text;
}

std::size_t CountAlternativeNames(X509* certificate) {
    auto* names = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)
    );
    const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names);
    GENERAL_NAMES_free(names);
    return static_cast<std::size_t>(count);
}

bool HasName(X509* certificate, const std::string& name) {
    if (IsAddress(name)) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
    // A name with a wildcard is compared as text.
    return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

// A certificate with all but its extensions and signature, and its new key.
std::pair<Certificate, Key> Draft(std::string_view name, const ValidityPeriod& period) {
    Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    Certificate certificate(X509_new(), &X509_free);
    CHECK(key != nullptr && certificate != nullptr);
    CHECK(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
    CHECK(X509_set_pubkey(certificate.get(), key.get()) == 1);
    SetSerial(certificate.get());
    SetPeriod(certificate.get(), period);
    SetSubject(certificate.get(), name);
    return {std::move(certificate), std::move(key)};
}

std::string WhatIsWrong(const CertifiedKey& pair, std::int64_t at_s) {
    const Certificate certificate = ReadCertificate(pair.certificate_pem);
    const Key key = ReadKey(pair.private_key_pem);
    if (!certificate) return "the certificate cannot be read";
    if (!key) return "the private key cannot be read";
    const bool is_pair = X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    if (!is_pair) return "the private key is not that of the certificate";
    std::time_t at = at_s;
    if (X509_cmp_time(X509_get0_notBefore(certificate.get()), &at) > 0)
        return "it is not valid yet";
    if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &at) < 0) return "it expires";
    return "";
}

}  // namespace

CertifiedKey MakeAuthority(std::string_view name, const ValidityPeriod& period) {
    const auto [certificate, key] = Draft(name, period);
    X509* own = certificate.get();
    CHECK(X509_set_issuer_name(own, X509_get_subject_name(own)) == 1);
    AddExtension(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    AddExtension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
    AddExtension(own, own, NID_subject_key_identifier, "hash");
    CHECK(X509_sign(own, key.get(), EVP_sha256()) > 0);
    return {ToPem(own), ToPem(key.get())};
}

bool IsServerName(const std::string& name) {
    if (IsAddress(name)) return true;
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    const std::string_view host = std::string_view(name).substr(name.starts_with("*.") ? 2 : 0);
    return !host.empty() && name.size() <= 253 && !host.starts_with('.') && !host.ends_with('.') &&
           host.find("..") == std::string_view::npos &&
           host.find_first_not_of(kAllowed) == std::string_view::npos;
}

Expected<CertifiedKey, std::string> IssueServerCertificate(
    const CertifiedKey& authority, std::span<const std::string> names, const ValidityPeriod& period
) {
    CHECK(!names.empty());
    const Certificate issuer = ReadCertificate(authority.certificate_pem);
    const Key issuer_key = ReadKey(authority.private_key_pem);
    if (!issuer || !issuer_key) return Unexpected{std::string("the authority cannot be read")};
    const auto [certificate, key] = Draft("bourse", period);
    X509* own = certificate.get();
    CHECK(X509_set_issuer_name(own, X509_get_subject_name(issuer.get())) == 1);
    AddExtension(own, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    AddExtension(own, issuer.get(), NID_key_usage, "critical,digitalSignature");
    AddExtension(own, issuer.get(), NID_ext_key_usage, "serverAuth");
    AddExtension(own, issuer.get(), NID_subject_alt_name, AlternativeNames(names));
    AddExtension(own, issuer.get(), NID_subject_key_identifier, "hash");
    AddExtension(own, issuer.get(), NID_authority_key_identifier, "keyid:always");
    CHECK(X509_sign(own, issuer_key.get(), EVP_sha256()) > 0);
    return CertifiedKey{ToPem(own), ToPem(key.get())};
}

std::string WhatIsWrongWithAuthority(const CertifiedKey& authority, std::int64_t at_s) {
    return WhatIsWrong(authority, at_s);
}

std::string WhatIsWrongWithServer(
    const CertifiedKey& server,
    const std::string& authority_pem,
    std::span<const std::string> names,
    std::int64_t at_s
) {
    if (std::string wrong = WhatIsWrong(server, at_s); !wrong.empty()) return wrong;
    const Certificate own = ReadCertificate(server.certificate_pem);
    const Certificate issuer = ReadCertificate(authority_pem);
    if (!issuer) return "the authority cannot be read";
    const bool is_issued = X509_verify(own.get(), X509_get0_pubkey(issuer.get())) == 1;
    ERR_clear_error();
    if (!is_issued) return "another authority has issued it";
    const auto has = [&](const std::string& name) { return HasName(own.get(), name); };
    const bool has_all = std::ranges::all_of(names, has);
    if (!has_all || CountAlternativeNames(own.get()) != names.size()) return "its names are others";
    return "";
}

}  // namespace bourse::crypto
