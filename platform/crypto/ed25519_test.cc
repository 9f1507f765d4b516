#include "platform/crypto/ed25519.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/crypto/encoding.h"

namespace bourse::crypto {
namespace {

Ed25519Raw Raw(std::string_view hex) {
    const auto bytes = *DecodeHex(hex);
    Ed25519Raw raw{};
    std::ranges::copy(bytes, raw.begin());
    return raw;
}

struct Vector {
    std::string_view seed, public_key, message, signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
constexpr Vector kRfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519, Rfc8032) {
    for (const Vector& vector : kRfc8032) {
        const auto message = *DecodeHex(vector.message);
        const auto key = Ed25519PrivateKey::FromSeed(Raw(vector.seed));
        EXPECT_EQ(EncodeHex(key.public_key().ToRaw()), vector.public_key);
        EXPECT_EQ(EncodeHex(key.Sign(message)), vector.signature);
        const auto public_key = *Ed25519PublicKey::FromRaw(Raw(vector.public_key));
        EXPECT_TRUE(public_key.Verify(message, *DecodeHex(vector.signature)));
    }
}

TEST(Ed25519, RefusesEveryFlippedBitAndEveryTruncation) {
    const auto key = Ed25519PrivateKey::Generate();
    const auto public_key = key.public_key();
    const auto signature = key.Sign(AsBytes("timestamp=1"));
    ASSERT_TRUE(public_key.Verify(AsBytes("timestamp=1"), signature));
    EXPECT_FALSE(public_key.Verify(AsBytes("timestamp=2"), signature));
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
        auto forged = signature;
        forged[bit / 8] = static_cast<std::uint8_t>(forged[bit / 8] ^ (1u << bit % 8));
        EXPECT_FALSE(public_key.Verify(AsBytes("timestamp=1"), forged)) << "bit " << bit;
    }
    for (std::size_t size = 0; size < signature.size(); ++size) {
        EXPECT_FALSE(public_key.Verify(AsBytes("timestamp=1"), ByteView(signature).first(size)));
    }
}

// S + L satisfies the same equation; accepting it would give one order two signatures.
TEST(Ed25519, RefusesMalleableSignature) {
    const auto order =
        *DecodeHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    const auto key = Ed25519PrivateKey::FromSeed(Raw(kRfc8032[1].seed));
    auto signature = key.Sign(AsBytes("x"));
    ASSERT_TRUE(key.public_key().Verify(AsBytes("x"), signature));
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const unsigned sum = signature[32 + i] + order[i] + carry;
        signature[32 + i] = static_cast<std::uint8_t>(sum);
        carry = sum >> 8;
    }
    ASSERT_EQ(carry, 0u);
    EXPECT_FALSE(key.public_key().Verify(AsBytes("x"), signature));
}

TEST(Ed25519, RefusesPublicKeysOfSmallOrder) {
    for (const std::string_view hex : {
             "0000000000000000000000000000000000000000000000000000000000000000",
             "0000000000000000000000000000000000000000000000000000000000000080",
             "0100000000000000000000000000000000000000000000000000000000000000",
             "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
             "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
             "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
             "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
             "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         }) {
        EXPECT_EQ(Ed25519PublicKey::FromRaw(Raw(hex)).error(), KeyError::kWeak) << hex;
    }
}

TEST(Ed25519, KeysSurvivePemAndDer) {
    const auto key = Ed25519PrivateKey::Generate();
    const auto raw = key.public_key().ToRaw();
    EXPECT_TRUE(key.ToPem().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_TRUE(key.public_key().ToPem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
    EXPECT_EQ(Ed25519PrivateKey::FromPem(key.ToPem())->public_key().ToRaw(), raw);
    EXPECT_EQ(Ed25519PrivateKey::FromDer(key.ToDer())->public_key().ToRaw(), raw);
    EXPECT_EQ(Ed25519PublicKey::FromPem(key.public_key().ToPem())->ToRaw(), raw);
    EXPECT_EQ(Ed25519PublicKey::FromDer(key.public_key().ToDer())->ToRaw(), raw);
}

TEST(Ed25519, RefusesOtherTexts) {
    const auto key = Ed25519PrivateKey::Generate();
    EXPECT_EQ(Ed25519PublicKey::FromPem("").error(), KeyError::kMalformed);
    EXPECT_EQ(Ed25519PublicKey::FromPem(key.ToPem()).error(), KeyError::kMalformed);
    EXPECT_EQ(Ed25519PrivateKey::FromPem(key.public_key().ToPem()).error(), KeyError::kMalformed);
    auto der = key.public_key().ToDer();
    der.push_back(0);
    EXPECT_EQ(Ed25519PublicKey::FromDer(der).error(), KeyError::kMalformed);
    EXPECT_EQ(Ed25519PrivateKey::FromDer({}).error(), KeyError::kMalformed);
}

// An X25519 key has the same length and container, and signs nothing.
TEST(Ed25519, RefusesOtherAlgorithms) {
    auto der = Ed25519PrivateKey::Generate().public_key().ToDer();
    ASSERT_EQ(der[8], 0x70);
    der[8] = 0x6e;
    EXPECT_EQ(Ed25519PublicKey::FromDer(der).error(), KeyError::kWrongAlgorithm);
}

}  // namespace
}  // namespace bourse::crypto
