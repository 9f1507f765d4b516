#include "services/identity/totp.h"

#include <gtest/gtest.h>

namespace bourse::identity {
namespace {

constexpr std::string_view kRfcSecret = "12345678901234567890";

// The last six digits of RFC 6238, appendix B.
TEST(Totp, KnowsTheVectorsOfTheStandard) {
    struct Case {
        std::int64_t now_s;
        std::string_view code;
    };
    for (const auto& [now_s, code] :
         {Case{59, "287082"},
          Case{1111111109, "081804"},
          Case{1111111111, "050471"},
          Case{1234567890, "005924"},
          Case{2000000000, "279037"}}) {
        EXPECT_EQ(TotpCode(kRfcSecret, now_s / kTotpStepSeconds), code);
        EXPECT_EQ(TotpStepOf({kRfcSecret, code, now_s}), now_s / kTotpStepSeconds);
    }
}

TEST(Totp, TakesOneStepAround) {
    const std::int64_t now_s = 1'700'000'010, step = now_s / kTotpStepSeconds;
    for (const std::int64_t by : {-2, -1, 0, 1, 2}) {
        const auto found = TotpStepOf({kRfcSecret, TotpCode(kRfcSecret, step + by), now_s});
        EXPECT_EQ(found.has_value(), by >= -1 && by <= 1) << by;
    }
    EXPECT_FALSE(TotpStepOf({kRfcSecret, "", now_s}));
    EXPECT_FALSE(TotpStepOf({"another secret", TotpCode(kRfcSecret, step), now_s}));
}

TEST(Totp, SecretsAreBase32ForApps) {
    EXPECT_EQ(Base32(kRfcSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(Base32("12345"), "GEZDGNBV");
    EXPECT_EQ(FromBase32("GEZDGNBV"), "12345");
    EXPECT_EQ(FromBase32("not base32!"), "");
    EXPECT_EQ(Base32("1234"), "GEZDGNA");  // without padding
    EXPECT_NE(NewTotpSecret(), NewTotpSecret());
    EXPECT_EQ(NewTotpSecret().size(), 20U);
}

}  // namespace
}  // namespace bourse::identity
