#include "services/identity/attempts.h"

#include <gtest/gtest.h>

namespace bourse::identity {
namespace {

using std::chrono::seconds;

TEST(Attempts, ALimitHoldsForItsWindowAndName) {
    Attempts attempts({2, seconds(60)});
    const Attempts::TimePoint start{};
    EXPECT_TRUE(attempts.Take("a", start));
    EXPECT_TRUE(attempts.Take("a", start + seconds(59)));
    EXPECT_FALSE(attempts.Take("a", start + seconds(59)));
    EXPECT_TRUE(attempts.Take("b", start + seconds(59)));
    EXPECT_TRUE(attempts.Take("a", start + seconds(60)));
}

TEST(Attempts, ForgivenOnesDoNotCount) {
    Attempts attempts({1, seconds(60)});
    EXPECT_TRUE(attempts.Take("a", {}));
    attempts.Forgive("a");
    EXPECT_TRUE(attempts.Take("a", {}));
    EXPECT_FALSE(attempts.Take("a", {}));
}

TEST(Attempts, ManyNamesAreBoundedAndOldOnesMakeRoom) {
    Attempts attempts({1, seconds(60)});
    for (std::size_t i = 0; i < Attempts::kMaxNames; ++i) {
        ASSERT_TRUE(attempts.Take(std::to_string(i), {}));
    }
    EXPECT_FALSE(attempts.Take("one more", {}));
    EXPECT_TRUE(attempts.Take("one more", Attempts::TimePoint{} + seconds(60)));
}

}  // namespace
}  // namespace bourse::identity
