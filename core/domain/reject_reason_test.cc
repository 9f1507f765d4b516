#include "core/domain/reject_reason.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace bourse {
namespace {

TEST(RejectReasonTest, EveryReasonHasANameOfItsOwnAndOtherNumbersHaveNone) {
    std::set<std::string_view> names;
    for (int number = 0; number <= 0xFFFF; ++number) {
        const auto name = ToString(static_cast<RejectReason>(number));
        ASSERT_FALSE(name.empty());
        if (name == "Unknown") continue;
        EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_TRUE(std::isupper(static_cast<unsigned char>(name[0]))) << name;
    }
    EXPECT_EQ(names.size(), 62u);
}

TEST(RejectReasonTest, NumbersOnTheWireStay) {
    EXPECT_EQ(ToString(static_cast<RejectReason>(0)), "None");
    EXPECT_EQ(ToString(static_cast<RejectReason>(7)), "NotAuthorized");
    EXPECT_EQ(ToString(static_cast<RejectReason>(16)), "MarketHalted");
    EXPECT_EQ(ToString(static_cast<RejectReason>(27)), "InvalidPrice");
    EXPECT_EQ(ToString(static_cast<RejectReason>(35)), "FilterMaxOrders");
    EXPECT_EQ(ToString(static_cast<RejectReason>(43)), "InsufficientBalance");
    EXPECT_EQ(ToString(static_cast<RejectReason>(54)), "AmendLimit");
    EXPECT_EQ(ToString(static_cast<RejectReason>(76)), "InvalidTradeGroup");
}

}  // namespace
}  // namespace bourse
