// RSA signatures (PKCS #1 v1.5 with SHA-256, RFC 8017): checking them.
// Thread: any; a key may be used by several threads at once.
#pragma once

#include <memory>
#include <string_view>

#include "core/base/expected.h"
#include "platform/crypto/bytes.h"
#include "platform/crypto/ed25519.h"

namespace bourse::crypto {

class RsaPublicKey {
public:
    static constexpr int kMinBits = 2'048;  // below: KeyError::kWeak
    static constexpr int kMaxBits = 4'096;  // above: as weak, for checking takes too long

    // SubjectPublicKeyInfo as PEM.
    static Expected<RsaPublicKey, KeyError> FromPem(std::string_view pem);

    bool Verify(ByteView message, ByteView signature) const;

private:
    explicit RsaPublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace bourse::crypto
