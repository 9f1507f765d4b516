#include "platform/crypto/sha256.h"

#include <gtest/gtest.h>

#include "platform/crypto/encoding.h"

namespace bourse::crypto {
namespace {

// The examples of FIPS 180-4.
TEST(Sha256, KnownDigests) {
    EXPECT_EQ(
        EncodeHex(Sha256::OneShot({})),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        EncodeHex(Sha256::OneShot(AsBytes("abc"))),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(Sha256, PiecesGiveTheSameAsTheWhole) {
    const std::string text(1'000, 'q');
    for (std::size_t cut = 0; cut <= text.size(); cut += 37) {
        Sha256 hash;
        hash.Update(AsBytes(text).first(cut));
        Sha256 copy(hash);
        copy.Update(AsBytes(text).subspan(cut));
        EXPECT_EQ(copy.Finish(), Sha256::OneShot(AsBytes(text))) << cut;
    }
}

}  // namespace
}  // namespace bourse::crypto
