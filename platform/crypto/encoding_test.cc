#include "platform/crypto/encoding.h"

#include <gtest/gtest.h>

namespace bourse::crypto {
namespace {

std::string Text(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

TEST(Encoding, HexTakesBothCases) {
    EXPECT_EQ(EncodeHex(AsBytes("\x01\xab\xff")), "01abff");
    EXPECT_EQ(Text(*DecodeHex("01abFF")), "\x01\xab\xff");
    EXPECT_TRUE(DecodeHex("")->empty());
}

TEST(Encoding, HexRefusesWhatIsNotHex) {
    EXPECT_EQ(DecodeHex("abc").error(), EncodingError::kBadLength);
    EXPECT_EQ(DecodeHex("0g").error(), EncodingError::kBadCharacter);
    EXPECT_EQ(DecodeHex("0x").error(), EncodingError::kBadCharacter);
}

TEST(Encoding, Base64OfRfc4648) {
    const std::pair<std::string, std::string> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xfe", "+//+"},
    };
    for (const auto& [plain, encoded] : vectors) {
        EXPECT_EQ(EncodeBase64(AsBytes(plain)), encoded);
        EXPECT_EQ(Text(*DecodeBase64(encoded)), plain);
    }
}

TEST(Encoding, Base64HasOneTextForOneValue) {
    EXPECT_EQ(DecodeBase64("Zg").error(), EncodingError::kBadLength);
    EXPECT_EQ(DecodeBase64("Zg=").error(), EncodingError::kBadLength);
    EXPECT_EQ(DecodeBase64("Z===").error(), EncodingError::kBadCharacter);
    EXPECT_EQ(DecodeBase64("Zg==Zg==").error(), EncodingError::kBadCharacter);
    EXPECT_EQ(DecodeBase64("Zm8\n").error(), EncodingError::kBadCharacter);
    EXPECT_EQ(DecodeBase64("_-_-").error(), EncodingError::kBadCharacter);
    EXPECT_EQ(DecodeBase64("Zh==").error(), EncodingError::kNotCanonical);
    EXPECT_EQ(DecodeBase64("Zm9=").error(), EncodingError::kNotCanonical);
}

TEST(Encoding, ComparesWholeStrings) {
    EXPECT_TRUE(ConstantTimeEqual(AsBytes("abc"), AsBytes("abc")));
    EXPECT_FALSE(ConstantTimeEqual(AsBytes("abc"), AsBytes("abd")));
    EXPECT_FALSE(ConstantTimeEqual(AsBytes("abc"), AsBytes("ab")));
    EXPECT_TRUE(ConstantTimeEqual({}, {}));
}

}  // namespace
}  // namespace bourse::crypto
