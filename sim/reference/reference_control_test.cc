// The positive control of the comparison: each mistake planted in the reference is found.
#include <gtest/gtest.h>

#include "sim/reference/comparison.h"

namespace bourse::reference {
namespace {

constexpr std::uint64_t kStreams = 40;  // MAX_POSITION counts what is open in one of ten
constexpr std::uint64_t kCommands = 20'000;

bool IsFound(Defect defect) {
    for (std::uint64_t seed = 1; seed <= kStreams; ++seed) {
        if (Compare({.seed = seed, .commands = kCommands, .defect = defect})) return true;
    }
    return false;
}

TEST(ReferenceControl, FindsEachPlantedDefect) {
    for (int defect = 1; defect <= static_cast<int>(kLastDefect); ++defect) {
        EXPECT_TRUE(IsFound(static_cast<Defect>(defect)))
            << "defect " << defect << ", seeds 1 to " << kStreams;
    }
}

TEST(ReferenceControl, FindsNothingWithoutDefect) {
    EXPECT_FALSE(Compare({.seed = 1, .commands = kCommands}));
}

TEST(ReferenceControl, ShrinksToFewCommands) {
    const auto difference =
        Compare({.seed = 1, .commands = kCommands, .defect = Defect::kCommissionRoundedDown});
    ASSERT_TRUE(difference);
    const auto shorter = Shrink(difference->commands, Defect::kCommissionRoundedDown);
    EXPECT_TRUE(Replay(shorter, Defect::kCommissionRoundedDown));
    EXPECT_LT(shorter.size(), 60U);
}

}  // namespace
}  // namespace bourse::reference
