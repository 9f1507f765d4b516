#include "platform/crypto/rsa.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <climits>

#include "core/base/check.h"

namespace bourse::crypto {

Expected<RsaPublicKey, KeyError> RsaPublicKey::FromPem(std::string_view pem) {
    CHECK(pem.size() <= INT_MAX);
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free
    );
    CHECK(bio != nullptr);
    std::shared_ptr<EVP_PKEY> key(
        PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free
    );
    ERR_clear_error();
    if (key == nullptr) return Unexpected{KeyError::kMalformed};
    // An RSA-PSS key is another algorithm, which PKCS #1 v1.5 does not serve.
    if (EVP_PKEY_get_id(key.get()) != EVP_PKEY_RSA) return Unexpected{KeyError::kWrongAlgorithm};
    const int bits = EVP_PKEY_get_bits(key.get());
    if (bits < kMinBits || bits > kMaxBits) return Unexpected{KeyError::kWeak};
    return RsaPublicKey(std::move(key));
}

bool RsaPublicKey::Verify(ByteView message, ByteView signature) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), &EVP_MD_CTX_free
    );
    CHECK(context != nullptr);
    CHECK(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    const bool is_valid =
        EVP_DigestVerify(
            context.get(), signature.data(), signature.size(), message.data(), message.size()
        ) == 1;
    ERR_clear_error();
    return is_valid;
}

}  // namespace bourse::crypto
