#include "sim/reference/natural.h"

#include <gtest/gtest.h>

#include <limits>

namespace bourse::reference {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(Natural, ProductOfThreeLargestNumbersIsExact) {
    const Natural most{kMax};
    const Natural product = most * most * most;
    EXPECT_EQ(product / most / most, most);
    EXPECT_EQ(product % most, Natural{});
    EXPECT_GT(product, most * most);
}

TEST(Natural, DividesWithRemainder) {
    const Natural dividend = Natural{kMax} * Natural{1'000'003} + Natural{17};
    EXPECT_EQ(dividend / Natural{1'000'003}, Natural{kMax});
    EXPECT_EQ(dividend % Natural{1'000'003}, Natural{17});
    EXPECT_EQ((Natural{99} / Natural{100}).ToInt64(), 0);
    EXPECT_EQ((Natural{100} / Natural{1}).ToInt64(), 100);
}

TEST(Natural, CarriesAndBorrows) {
    const Natural next = Natural{std::uint64_t{0xFFFFFFFFFFFFFFFF}} + Natural{1};
    EXPECT_EQ(next - Natural{1}, Natural{std::uint64_t{0xFFFFFFFFFFFFFFFF}});
    EXPECT_GT(next, Natural{kMax});
    EXPECT_EQ(Natural{kMax}.ToInt64(), kMax);
}

TEST(NaturalDeathTest, NeverWraps) {
    EXPECT_DEATH(Natural{1} - Natural{2}, "borrow");
    EXPECT_DEATH(Natural{-1}, "value");
    EXPECT_DEATH((Natural{kMax} + Natural{1}).ToInt64(), "digits_");
    EXPECT_DEATH(Natural{1} / Natural{0}, "b > ");
    const Natural wide = Natural{kMax} * Natural{kMax} * Natural{kMax};
    EXPECT_DEATH(wide * wide, "carry");
}

}  // namespace
}  // namespace bourse::reference
