// Reliability invariant I17: commission is never below the exact share, never above the amount, and
// splitting never makes it cheaper.
#include "core/ledger/commission.h"

#include <gtest/gtest.h>

#include <random>

namespace bourse::ledger {
namespace {

std::int64_t Of(std::int64_t amount, Rate rate) { return Commission(Amount(amount), rate).raw(); }

TEST(CommissionTest, RoundsUp) {
    const Rate rate(100'000);  // 0.1 %
    EXPECT_EQ(Of(0, rate), 0);
    EXPECT_EQ(Of(1, rate), 1);
    EXPECT_EQ(Of(1'000, rate), 1);
    EXPECT_EQ(Of(1'001, rate), 2);
    EXPECT_EQ(Of(1'000'000, rate), 1'000);
    EXPECT_EQ(Of(1'000'000, Rate(0)), 0);
    EXPECT_EQ(Of(7, Rate(kRateScale)), 7);
}

TEST(CommissionTest, EverySmallAmountAndSplit) {
    for (const std::int64_t rate : {0, 1, 99'999, 100'000, 333'333, 5'000'000, 10'000'000}) {
        for (std::int64_t amount = 0; amount <= 300; ++amount) {
            const std::int64_t whole = Of(amount, Rate(rate));
            ASSERT_LE(whole, amount);
            ASSERT_EQ(whole > 0, amount > 0 && rate > 0);
            for (std::int64_t part = 0; part <= amount; ++part) {
                ASSERT_GE(Of(part, Rate(rate)) + Of(amount - part, Rate(rate)), whole);
            }
        }
    }
}

TEST(CommissionTest, RandomSplitsOfLargeAmountsUpTo2To62) {
    const std::uint64_t seed = 17;
    std::mt19937_64 random(seed);
    for (int i = 0; i < 100'000; ++i) {
        const auto amount = static_cast<std::int64_t>((random() >> 2) >> random() % 62);
        const Rate rate(static_cast<std::int64_t>(random() % 10'000'001));
        const auto part =
            static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(amount) + 1));
        const std::int64_t whole = Of(amount, rate);
        ASSERT_GE(Of(part, rate) + Of(amount - part, rate), whole) << "seed " << seed;
        ASSERT_LE(whole, amount) << "seed " << seed;
        const Int128 exact = static_cast<Int128>(amount) * rate.raw();
        ASSERT_GE(static_cast<Int128>(whole) * kRateScale, exact) << "seed " << seed;
        ASSERT_LT((static_cast<Int128>(whole) - 1) * kRateScale, exact) << "seed " << seed;
    }
}

TEST(CommissionTest, AtTheEdge) {
    EXPECT_EQ(Of(kAmountBound - 1, Rate(kRateScale)), kAmountBound - 1);
    EXPECT_EQ(Of(kAmountBound - 1, Rate(1)), 46'116'860'185);  // 46'116'860'184.27…
    EXPECT_EQ(Of(kAmountBound - 1, Rate(10'000'000)), 461'168'601'842'738'791);
}

TEST(CommissionDeathTest, OutOfBounds) {
    EXPECT_DEATH(Of(kAmountBound, Rate(1)), "value < kAmountBound");
    EXPECT_DEATH(Of(-1, Rate(1)), "value >= 0");
    EXPECT_DEATH(Of(1, Rate(-1)), "numerator >= 0");
}

}  // namespace
}  // namespace bourse::ledger
