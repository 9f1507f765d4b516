#include "platform/crypto/certificate.h"

#include <gtest/gtest.h>

#include <vector>

namespace bourse::crypto {
namespace {

constexpr std::int64_t kBegin_s = 1'800'000'000;
constexpr ValidityPeriod kPeriod{kBegin_s, kBegin_s + 1'000};
const std::vector<std::string> kNames = {"localhost", "127.0.0.1", "::1", "*.venue.example"};

class CertificateTest : public testing::Test {
protected:
    const CertifiedKey authority_ = MakeAuthority("bourse test", kPeriod);
    const CertifiedKey server_ = *IssueServerCertificate(authority_, kNames, kPeriod);

    std::string WhatIsWrong(const std::vector<std::string>& names, std::int64_t at_s) const {
        return WhatIsWrongWithServer(server_, authority_.certificate_pem, names, at_s);
    }
};

TEST_F(CertificateTest, WhatWasIssuedWillDo) {
    EXPECT_EQ(WhatIsWrongWithAuthority(authority_, kBegin_s), "");
    EXPECT_EQ(WhatIsWrong(kNames, kBegin_s + 999), "");
}

TEST_F(CertificateTest, OutsideItsPeriodItWillNot) {
    EXPECT_EQ(WhatIsWrong(kNames, kBegin_s - 1), "it is not valid yet");
    EXPECT_EQ(WhatIsWrong(kNames, kBegin_s + 1'000), "it expires");
    EXPECT_EQ(WhatIsWrongWithAuthority(authority_, kBegin_s + 1'001), "it expires");
}

TEST_F(CertificateTest, ForOtherNamesItWillNot) {
    auto more = kNames;
    more.push_back("api.example");
    EXPECT_EQ(WhatIsWrong(more, kBegin_s), "its names are others");
    EXPECT_EQ(WhatIsWrong({"localhost"}, kBegin_s), "its names are others");
    EXPECT_EQ(
        WhatIsWrong({"localhost", "127.0.0.2", "::1", "*.venue.example"}, kBegin_s),
        "its names are others"
    );
}

TEST_F(CertificateTest, OfAnotherAuthorityOrKeyItWillNot) {
    const CertifiedKey other = MakeAuthority("bourse test", kPeriod);
    EXPECT_EQ(
        WhatIsWrongWithServer(server_, other.certificate_pem, kNames, kBegin_s),
        "another authority has issued it"
    );
    EXPECT_EQ(
        WhatIsWrongWithAuthority({authority_.certificate_pem, other.private_key_pem}, kBegin_s),
        "the private key is not that of the certificate"
    );
    EXPECT_EQ(
        WhatIsWrongWithAuthority({"", authority_.private_key_pem}, kBegin_s),
        "the certificate cannot be read"
    );
    EXPECT_EQ(
        WhatIsWrongWithAuthority({authority_.certificate_pem, "-----BEGIN"}, kBegin_s),
        "the private key cannot be read"
    );
    EXPECT_FALSE(IssueServerCertificate({"", ""}, kNames, kPeriod).has_value());
}

TEST_F(CertificateTest, ANameHoldsNothingThatCouldSayMore) {
    for (const char* name : {"localhost", "a-b.example", "*.a.example", "10.0.0.1", "::1"}) {
        EXPECT_TRUE(IsServerName(name)) << name;
    }
    for (const char* name :
         {"", "a,IP:1.2.3.4", "a b", "*", "*.", ".a", "a.", "a..b", "a:1", "é"}) {
        EXPECT_FALSE(IsServerName(name)) << name;
    }
    EXPECT_FALSE(IsServerName(std::string(254, 'a')));
}

}  // namespace
}  // namespace bourse::crypto
