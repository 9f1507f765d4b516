#include "platform/crypto/ed25519.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <climits>

#include "core/base/check.h"
#include "platform/crypto/random.h"

namespace bourse::crypto {
namespace {

using KeyHandle = std::shared_ptr<EVP_PKEY>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bio ReadingBio(std::string_view text) {
    CHECK(text.size() <= INT_MAX);
    Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    CHECK(bio != nullptr);
    return bio;
}

Bio WritingBio() {
    Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
    CHECK(bio != nullptr);
    return bio;
}

std::string Written(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::vector<std::uint8_t> WrittenBytes(const Bio& bio) {
    const std::string text = Written(bio);
    return {text.begin(), text.end()};
}

// Takes ownership; a refusal leaves nothing in OpenSSL's error queue of this thread.
Expected<KeyHandle, KeyError> Ed25519Only(EVP_PKEY* key) {
    ERR_clear_error();
    if (key == nullptr) return Unexpected{KeyError::kMalformed};
    KeyHandle handle(key, &EVP_PKEY_free);
    if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) return Unexpected{KeyError::kWrongAlgorithm};
    return handle;
}

Context NewContext() {
    Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    CHECK(context != nullptr);
    return context;
}

// The y coordinates of the eight points of small order, among them the non-canonical encodings
// (little-endian, the sign bit cleared): y = 0, 1, -1, the two of order eight, and p, p + 1.
bool IsSmallOrder(Ed25519Raw raw) {
    static constexpr std::array<Ed25519Raw, 2> kOrderEight = {
        {{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
          0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
          0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
         {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
          0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
          0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}}};
    raw[31] &= 0x7f;
    for (const Ed25519Raw& point : kOrderEight) {
        if (raw == point) return true;
    }
    const auto near_prime = [&raw](std::uint8_t lowest) {
        Ed25519Raw value;
        value.fill(0xff);
        value[0] = lowest;
        value[31] = 0x7f;
        return raw == value;
    };
    if (near_prime(0xec) || near_prime(0xed) || near_prime(0xee)) return true;
    const bool is_zero_or_one = raw[0] <= 1;
    raw[0] = 0;
    return is_zero_or_one && raw == Ed25519Raw{};
}

}  // namespace

Expected<Ed25519PublicKey, KeyError> Ed25519PublicKey::Adopt(Handle key) {
    Ed25519PublicKey adopted(std::move(key));
    if (IsSmallOrder(adopted.ToRaw())) return Unexpected{KeyError::kWeak};
    return adopted;
}

Expected<Ed25519PublicKey, KeyError> Ed25519PublicKey::FromRaw(const Ed25519Raw& raw) {
    auto key =
        Ed25519Only(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()));
    if (!key) return Unexpected{key.error()};
    return Adopt(*std::move(key));
}

Expected<Ed25519PublicKey, KeyError> Ed25519PublicKey::FromPem(std::string_view pem) {
    const Bio bio = ReadingBio(pem);
    auto key = Ed25519Only(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key) return Unexpected{key.error()};
    return Adopt(*std::move(key));
}

Expected<Ed25519PublicKey, KeyError> Ed25519PublicKey::FromDer(ByteView der) {
    const std::uint8_t* cursor = der.data();
    auto key = Ed25519Only(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(der.size())));
    if (!key) return Unexpected{key.error()};
    if (cursor != der.data() + der.size()) return Unexpected{KeyError::kMalformed};
    return Adopt(*std::move(key));
}

Ed25519Raw Ed25519PublicKey::ToRaw() const {
    Ed25519Raw raw;
    std::size_t size = raw.size();
    CHECK(EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size) == 1);
    return raw;
}

std::string Ed25519PublicKey::ToPem() const {
    const Bio bio = WritingBio();
    CHECK(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
    return Written(bio);
}

std::vector<std::uint8_t> Ed25519PublicKey::ToDer() const {
    const Bio bio = WritingBio();
    CHECK(i2d_PUBKEY_bio(bio.get(), key_.get()) == 1);
    return WrittenBytes(bio);
}

bool Ed25519PublicKey::Verify(ByteView message, ByteView signature) const {
    const Context context = NewContext();
    CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
    const bool valid =
        EVP_DigestVerify(
            context.get(), signature.data(), signature.size(), message.data(), message.size()
        ) == 1;
    ERR_clear_error();
    return valid;
}

Ed25519PrivateKey Ed25519PrivateKey::Generate() {
    Ed25519Raw seed;
    FillRandom(seed);
    Ed25519PrivateKey key = FromSeed(seed);
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

Ed25519PrivateKey Ed25519PrivateKey::FromSeed(const Ed25519Raw& seed) {
    auto key = Ed25519Only(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())
    );
    return Ed25519PrivateKey(*std::move(key));
}

Expected<Ed25519PrivateKey, KeyError> Ed25519PrivateKey::FromPem(std::string_view pem) {
    // Without this OpenSSL asks the terminal for the password of an encrypted key.
    const auto no_password = [](char*, int, int, void*) { return -1; };
    const Bio bio = ReadingBio(pem);
    auto key = Ed25519Only(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
    if (!key) return Unexpected{key.error()};
    return Ed25519PrivateKey(*std::move(key));
}

Expected<Ed25519PrivateKey, KeyError> Ed25519PrivateKey::FromDer(ByteView der) {
    const std::uint8_t* cursor = der.data();
    auto key = Ed25519Only(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(der.size())));
    if (!key) return Unexpected{key.error()};
    if (cursor != der.data() + der.size()) return Unexpected{KeyError::kMalformed};
    return Ed25519PrivateKey(*std::move(key));
}

std::string Ed25519PrivateKey::ToPem() const {
    const Bio bio = WritingBio();
    CHECK(
        PEM_write_bio_PKCS8PrivateKey(
            bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr
        ) == 1
    );
    return Written(bio);
}

std::vector<std::uint8_t> Ed25519PrivateKey::ToDer() const {
    const Bio bio = WritingBio();
    CHECK(
        i2d_PKCS8PrivateKey_bio(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1
    );
    return WrittenBytes(bio);
}

Ed25519PublicKey Ed25519PrivateKey::public_key() const {
    Ed25519Raw raw;
    std::size_t size = raw.size();
    CHECK(EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size) == 1);
    return *Ed25519PublicKey::FromRaw(raw);
}

Ed25519Signature Ed25519PrivateKey::Sign(ByteView message) const {
    const Context context = NewContext();
    Ed25519Signature signature;
    std::size_t size = signature.size();
    CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
    CHECK(
        EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1
    );
    return signature;
}

}  // namespace bourse::crypto
