#include "platform/crypto/aead.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "core/base/check.h"
#include "platform/crypto/random.h"

namespace bourse::crypto {

namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

int Length(ByteView bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

std::vector<std::uint8_t> Seal(ByteView plain, const SealedUnder& under) {
    std::vector<std::uint8_t> sealed(kNonceBytes + plain.size() + kTagBytes);
    FillRandom(std::span(sealed).first(kNonceBytes));
    const CipherContext cipher(EVP_CIPHER_CTX_new());
    int written = 0;
    std::uint8_t* out = sealed.data() + kNonceBytes;
    CHECK(
        cipher != nullptr &&
        EVP_EncryptInit_ex(
            cipher.get(), EVP_aes_256_gcm(), nullptr, under.key.data(), sealed.data()
        ) == 1 &&
        EVP_EncryptUpdate(
            cipher.get(), nullptr, &written, under.context.data(), Length(under.context)
        ) == 1 &&
        EVP_EncryptUpdate(cipher.get(), out, &written, plain.data(), Length(plain)) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), out + written, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, out + plain.size()) == 1
    );
    return sealed;
}

std::optional<std::vector<std::uint8_t>> Unseal(ByteView sealed, const SealedUnder& under) {
    if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
    const ByteView text = sealed.subspan(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
    std::array<std::uint8_t, kTagBytes> tag;
    std::ranges::copy(sealed.last(kTagBytes), tag.begin());
    std::vector<std::uint8_t> plain(text.size() + 1);  // never empty, so that data() is something
    const CipherContext cipher(EVP_CIPHER_CTX_new());
    int written = 0;
    CHECK(cipher != nullptr);
    const bool is_genuine =
        EVP_DecryptInit_ex(
            cipher.get(), EVP_aes_256_gcm(), nullptr, under.key.data(), sealed.data()
        ) == 1 &&
        EVP_DecryptUpdate(
            cipher.get(), nullptr, &written, under.context.data(), Length(under.context)
        ) == 1 &&
        EVP_DecryptUpdate(cipher.get(), plain.data(), &written, text.data(), Length(text)) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), plain.data() + text.size(), &written) == 1;
    if (!is_genuine) return std::nullopt;
    plain.resize(text.size());
    return plain;
}

}  // namespace bourse::crypto
