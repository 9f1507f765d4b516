// OpenSSL's SHA256_CTX is a plain struct: copying it is 110 bytes, where EVP allocates and counts
// references. Deprecated only in favour of EVP; the digest itself is the same code.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "platform/crypto/sha256.h"

#include <openssl/sha.h>

#include "core/base/check.h"

namespace bourse::crypto {

struct Sha256::State {
    SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { CHECK(SHA256_Init(&state_->context) == 1); }

Sha256::~Sha256() = default;

Sha256::Sha256(const Sha256& other) : state_(std::make_unique<State>(*other.state_)) {}

void Sha256::Update(ByteView bytes) {
    CHECK(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1);
}

Digest256 Sha256::Finish() {
    Digest256 digest;
    CHECK(SHA256_Final(digest.data(), &state_->context) == 1);
    return digest;
}

Digest256 Sha256::OneShot(ByteView bytes) {
    Digest256 digest;
    SHA256(bytes.data(), bytes.size(), digest.data());
    return digest;
}

}  // namespace bourse::crypto
