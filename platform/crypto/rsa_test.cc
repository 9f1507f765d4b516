#include "platform/crypto/rsa.h"

#include <gtest/gtest.h>

#include "platform/crypto/test_rsa_key.h"

namespace bourse::crypto {
namespace {

TEST(Rsa, VerifiesItsOwnSignaturesOnly) {
    const TestRsaKey pair, other;
    const auto key = RsaPublicKey::FromPem(pair.PublicPem());
    ASSERT_TRUE(key.has_value());
    const ByteView message = AsBytes("timestamp=1");
    auto signature = pair.Sign(message);
    EXPECT_TRUE(key->Verify(message, signature));
    EXPECT_FALSE(key->Verify(AsBytes("timestamp=2"), signature));
    EXPECT_FALSE(key->Verify(message, other.Sign(message)));
    EXPECT_FALSE(key->Verify(message, {}));
    for (const std::size_t place : {std::size_t{0}, signature.size() / 2, signature.size() - 1}) {
        auto forged = signature;
        forged[place] ^= 1;
        EXPECT_FALSE(key->Verify(message, forged)) << place;
    }
    signature.push_back(0);
    EXPECT_FALSE(key->Verify(message, signature));
}

TEST(Rsa, RefusesOtherKeys) {
    EXPECT_EQ(RsaPublicKey::FromPem("no key").error(), KeyError::kMalformed);
    EXPECT_EQ(RsaPublicKey::FromPem(TestRsaKey(1'024).PublicPem()).error(), KeyError::kWeak);
    const auto ed25519 = Ed25519PrivateKey::Generate().public_key().ToPem();
    EXPECT_EQ(RsaPublicKey::FromPem(ed25519).error(), KeyError::kWrongAlgorithm);
}

}  // namespace
}  // namespace bourse::crypto
