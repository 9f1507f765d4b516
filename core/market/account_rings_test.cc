#include "core/market/account_rings.h"

#include <gtest/gtest.h>

namespace bourse::market {
namespace {

constexpr AccountId kAccount{3};

TEST(AccountRings, KeepTheNewestOfEachAccount) {
    AccountRings<int> rings(3);
    EXPECT_EQ(rings.Find(kAccount), nullptr);
    for (const int entry : {1, 2, 3, 4}) rings.Add(kAccount, entry);
    rings.Add(AccountId(5), 9);
    EXPECT_EQ(rings.Find(kAccount)->size(), 3U);
    EXPECT_EQ(rings.Find(kAccount)->front(), 2);
    EXPECT_EQ(rings.Find(AccountId(4)), nullptr);
}

TEST(AccountRings, SelectTheOldestThatAreAskedFor) {
    AccountRings<int> rings(10);
    for (int entry = 0; entry < 10; ++entry) rings.Add(kAccount, entry);
    const auto is_even = [](int entry) { return entry % 2 == 0; };
    EXPECT_EQ(rings.Select(kAccount, 3, is_even), (std::vector{0, 2, 4}));
    EXPECT_EQ(rings.Select(kAccount, 100, is_even).size(), 5U);
    EXPECT_TRUE(rings.Select(kAccount, 0, is_even).empty());
    EXPECT_TRUE(rings.Select(AccountId(9), 1, is_even).empty());
}

}  // namespace
}  // namespace bourse::market
