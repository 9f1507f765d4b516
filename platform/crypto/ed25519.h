// Ed25519 (RFC 8032, pure): keys, signatures, and keys as PEM or DER text.
//
// Keys are immutable. Formats: private keys PKCS#8, public keys SubjectPublicKeyInfo, both
// unencrypted (RFC 8410). Every key of another algorithm is refused.
// Thread: any; a key may be used by several threads at once.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/expected.h"
#include "platform/crypto/bytes.h"

struct evp_pkey_st;

namespace bourse::crypto {

using Ed25519Signature = std::array<std::uint8_t, 64>;
using Ed25519Raw = std::array<std::uint8_t, 32>;

enum class KeyError : std::uint8_t {
    kMalformed = 1,       // neither PEM nor DER of the expected kind
    kWrongAlgorithm = 2,  // a key of another algorithm
    kWeak = 3,  // Ed25519: of small order, nobody's signature is refused; RSA: by its size
};

class Ed25519PublicKey {
public:
    static Expected<Ed25519PublicKey, KeyError> FromRaw(const Ed25519Raw& raw);
    static Expected<Ed25519PublicKey, KeyError> FromPem(std::string_view pem);
    static Expected<Ed25519PublicKey, KeyError> FromDer(ByteView der);

    Ed25519Raw ToRaw() const;
    std::string ToPem() const;
    std::vector<std::uint8_t> ToDer() const;

    // False for any length but 64, for S >= L (malleable) and for every forged byte.
    bool Verify(ByteView message, ByteView signature) const;

private:
    friend class Ed25519PrivateKey;
    using Handle = std::shared_ptr<evp_pkey_st>;
    explicit Ed25519PublicKey(Handle key) : key_(std::move(key)) {}
    static Expected<Ed25519PublicKey, KeyError> Adopt(Handle key);

    Handle key_;
};

class Ed25519PrivateKey {
public:
    static Ed25519PrivateKey Generate();
    // From the 32-byte seed.
    static Ed25519PrivateKey FromSeed(const Ed25519Raw& seed);
    static Expected<Ed25519PrivateKey, KeyError> FromPem(std::string_view pem);
    static Expected<Ed25519PrivateKey, KeyError> FromDer(ByteView der);

    std::string ToPem() const;
    std::vector<std::uint8_t> ToDer() const;
    Ed25519PublicKey public_key() const;

    Ed25519Signature Sign(ByteView message) const;

private:
    using Handle = std::shared_ptr<evp_pkey_st>;
    explicit Ed25519PrivateKey(Handle key) : key_(std::move(key)) {}

    Handle key_;
};

}  // namespace bourse::crypto
