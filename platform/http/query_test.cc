#include "platform/http/query.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace bourse::http {
namespace {

std::vector<std::string> Pairs(std::string_view text) {
    std::vector<std::string> pairs;
    QueryReader reader(text);
    while (const auto pair = reader.Next()) {
        pairs.push_back(std::string(pair->name) + "|" + std::string(pair->value));
    }
    return pairs;
}

std::string Decoded(std::string_view raw) {
    std::array<char, 64> buffer;
    const auto decoded = DecodeComponent(raw, buffer);
    return decoded ? std::string(*decoded)
                   : std::string("error ").append(std::to_string(int(decoded.error())));
}

TEST(Query, YieldsPairsInOrder) {
    using List = std::vector<std::string>;
    EXPECT_EQ(Pairs(""), List{});
    EXPECT_EQ(Pairs("b=1&a=2&b=3"), (List{"b|1", "a|2", "b|3"}));
    EXPECT_EQ(Pairs("a"), List{"a|"});
    EXPECT_EQ(Pairs("a="), List{"a|"});
    EXPECT_EQ(Pairs("=1"), List{"|1"});
    EXPECT_EQ(Pairs("a=b=c"), List{"a|b=c"});
    EXPECT_EQ(Pairs("&&a=1&&b=2&"), (List{"a|1", "b|2"}));
}

TEST(Query, KeepsTheRawTextOfAPair) {
    QueryReader reader("x=%41&signature=ab%2B&y");
    EXPECT_EQ(reader.Next()->text, "x=%41");
    EXPECT_EQ(reader.Next()->text, "signature=ab%2B");
    EXPECT_EQ(reader.Next()->text, "y");
    EXPECT_FALSE(reader.Next());
}

TEST(Query, Decodes) {
    EXPECT_EQ(Decoded(""), "");
    EXPECT_EQ(Decoded("BTCUSDT"), "BTCUSDT");
    EXPECT_EQ(Decoded("%5B%22BTCUSDT%22%5d"), "[\"BTCUSDT\"]");
    EXPECT_EQ(Decoded("a+b%2Bc"), "a b+c");
    EXPECT_EQ(Decoded("%00"), std::string(1, '\0'));
    EXPECT_EQ(Decoded("%EF%BC%91"), "\xEF\xBC\x91");
    EXPECT_EQ(Decoded("%2541"), "%41") << "decoded exactly once";
}

TEST(Query, RefusesBadEncoding) {
    for (const char* raw : {"%", "%4", "a%", "%zz", "%4g", "%+1", "%%41", "100%"}) {
        EXPECT_EQ(Decoded(raw), "error 1") << raw;
    }
}

TEST(Query, NeverWritesBeyondTheBuffer) {
    std::array<char, 4> buffer{'?', '?', '?', '?'};
    const std::span<char> half(buffer.data(), 2);
    EXPECT_EQ(DecodeComponent("%41b%43", half).error(), DecodeError::kBufferTooSmall);
    EXPECT_EQ(buffer[2], '?');
    EXPECT_EQ(*DecodeComponent("%41%42", half), "AB");
    EXPECT_EQ(*DecodeComponent("plain", half), "plain") << "nothing to decode, nothing copied";
}

}  // namespace
}  // namespace bourse::http
