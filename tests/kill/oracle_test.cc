// The oracle sees each fault that it is there for.
#include "tests/kill/oracle.h"

#include <gtest/gtest.h>

namespace bourse::kill {
namespace {

constexpr CommandId kFirst{SessionId(1), SessionNumber(1)};
constexpr CommandId kSecond{SessionId(2), SessionNumber(1)};
constexpr Outcome kDone{Sequence(5), RejectReason::kNone};
constexpr Outcome kRefused{Sequence(5), RejectReason::kInsufficientBalance};
constexpr Outcome kDoneLater{Sequence(6), RejectReason::kNone};

class OracleTest : public ::testing::Test {
protected:
    void Fill(const std::optional<Outcome>& answer, const std::optional<Outcome>& entry) {
        oracle_.Sent(kFirst);
        if (answer) oracle_.Answered(kFirst, *answer);
        if (entry) oracle_.Found(kFirst, *entry);
    }
    Oracle oracle_;
};

TEST_F(OracleTest, AcceptsWhatIsAsItShouldBe) {
    Fill(kDone, kDone);
    oracle_.Sent(kSecond);
    oracle_.Sent(kSecond);
    EXPECT_EQ(oracle_.Judge(), (Tally{.acknowledged = 1}));
    oracle_.Found(kSecond, kDoneLater);
    EXPECT_EQ(oracle_.Judge(), (Tally{.acknowledged = 1})) << "unknown, and resolved";
}

TEST_F(OracleTest, SeesALoss) {
    Fill(kDone, std::nullopt);
    EXPECT_EQ(oracle_.Judge().lost, 1u);
}

TEST_F(OracleTest, SeesADouble) {
    Fill(kDone, kDone);
    oracle_.Found(kFirst, kDoneLater);
    EXPECT_EQ(oracle_.Judge().doubled, 1u);
}

TEST_F(OracleTest, SeesAGhost) {
    oracle_.Found(kFirst, kDone);
    EXPECT_EQ(oracle_.Judge().ghosts, 1u);
}

TEST_F(OracleTest, SeesARejectInEffect) {
    Fill(kRefused, kDone);
    EXPECT_EQ(oracle_.Judge().ghosts, 1u);
}

TEST_F(OracleTest, SeesAnotherSequence) {
    Fill(kDone, kDoneLater);
    EXPECT_EQ(oracle_.Judge().flapping, 1u);
}

TEST_F(OracleTest, SeesAnAnswerThatChanges) {
    Fill(kDone, kDone);
    oracle_.Answered(kFirst, kDoneLater);
    oracle_.Answered(kFirst, kDone);
    EXPECT_EQ(oracle_.Judge().flapping, 2u);
}

TEST_F(OracleTest, SeesAWrongOrder) {
    Fill(kDoneLater, kDoneLater);
    oracle_.Sent(kSecond);
    oracle_.Found(kSecond, kDone);
    EXPECT_EQ(oracle_.Judge().reordered, 1u);
}

}  // namespace
}  // namespace bourse::kill
