// An RSA key pair that is made on the spot and signs, for tests only.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <vector>

#include "core/base/check.h"
#include "platform/crypto/bytes.h"

namespace bourse::crypto {

class TestRsaKey {
public:
    explicit TestRsaKey(unsigned bits = 2'048) : key_(EVP_RSA_gen(bits), &EVP_PKEY_free) {
        CHECK(key_ != nullptr);
    }

    std::string PublicPem() const {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
        CHECK(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
        char* data = nullptr;
        const long size = BIO_get_mem_data(bio.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }
    std::vector<std::uint8_t> Sign(ByteView message) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), &EVP_MD_CTX_free
        );
        std::vector<std::uint8_t> signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()))
        );
        std::size_t size = signature.size();
        CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
        CHECK(
            EVP_DigestSign(
                context.get(), signature.data(), &size, message.data(), message.size()
            ) == 1
        );
        return signature;
    }

private:
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace bourse::crypto
