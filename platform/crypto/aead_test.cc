#include "platform/crypto/aead.h"

#include <gtest/gtest.h>

#include <string_view>

namespace bourse::crypto {
namespace {

const AeadKey kKey{1, 2, 3};

std::vector<std::uint8_t> Bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(Aead, WhatWasSealedComesBack) {
    for (const std::string_view text : {"", "x", "a secret of an API key"}) {
        const auto sealed = Seal(AsBytes(text), {kKey, AsBytes("key 7")});
        EXPECT_EQ(sealed.size(), text.size() + 28);
        EXPECT_EQ(Unseal(sealed, {kKey, AsBytes("key 7")}), Bytes(text));
        EXPECT_NE(Seal(AsBytes(text), {kKey, AsBytes("key 7")}), sealed) << "the nonce is new";
    }
}

TEST(Aead, EveryForeignByteIsRefused) {
    const auto sealed = Seal(AsBytes("secret"), {kKey, AsBytes("key 7")});
    AeadKey other = kKey;
    other[31] ^= 1;
    EXPECT_FALSE(Unseal(sealed, {other, AsBytes("key 7")}));
    EXPECT_FALSE(Unseal(sealed, {kKey, AsBytes("key 8")}));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto forged = sealed;
        forged[i] ^= 1;
        EXPECT_FALSE(Unseal(forged, {kKey, AsBytes("key 7")})) << i;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_FALSE(Unseal(ByteView(sealed).first(size), {kKey, AsBytes("key 7")})) << size;
    }
}

}  // namespace
}  // namespace bourse::crypto
