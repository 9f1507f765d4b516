#include "platform/crypto/hmac.h"

#include <gtest/gtest.h>

#include "platform/crypto/encoding.h"

namespace bourse::crypto {
namespace {

std::string Signed(const std::string& key, const std::string& message) {
    return EncodeHex(HmacSha256Key(AsBytes(key)).Sign(AsBytes(message)));
}

// RFC 4231, cases 1 to 4, 6 and 7 (case 5 is about truncation, which nobody here does).
TEST(HmacSha256, Rfc4231) {
    EXPECT_EQ(
        Signed(std::string(20, '\x0b'), "Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    EXPECT_EQ(
        Signed("Jefe", "what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(
        Signed(std::string(20, '\xaa'), std::string(50, '\xdd')),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    );
    std::string counting(25, '\0');
    for (std::size_t i = 0; i < counting.size(); ++i) counting[i] = static_cast<char>(i + 1);
    EXPECT_EQ(
        Signed(counting, std::string(50, '\xcd')),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    );
    EXPECT_EQ(
        Signed(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
    EXPECT_EQ(
        Signed(
            std::string(131, '\xaa'),
            "This is a test using a larger than block-size key and a larger than block-size data. "
            "The key needs to be hashed before being used by the HMAC algorithm."
        ),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    );
}

// The example request in the public documentation of the API.
TEST(HmacSha256, ExampleOfTheApiDocumentation) {
    const std::string secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    const std::string query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
    const std::string body = "&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    const std::string expected = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
    EXPECT_EQ(Signed(secret, query + body), expected);
    const HmacSha256Key key(AsBytes(secret));
    EXPECT_EQ(EncodeHex(key.Sign({AsBytes(query), AsBytes(body)})), expected);
    EXPECT_NE(EncodeHex(key.Sign({AsBytes(body), AsBytes(query)})), expected);
}

TEST(HmacSha256, AKeySignsManyMessages) {
    const HmacSha256Key key(AsBytes("Jefe"));
    const Digest256 first = key.Sign(AsBytes("a"));
    EXPECT_NE(key.Sign(AsBytes("b")), first);
    EXPECT_EQ(key.Sign(AsBytes("a")), first);
}

}  // namespace
}  // namespace bourse::crypto
