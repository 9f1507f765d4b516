// Deposits and withdrawals: section 3 of docs/rules.md.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

class MoneyCommandsTest : public VenueFixture, public testing::Test {
protected:
    static Deposit DepositCommand(AssetId asset, Amount amount) {
        auto command = MakeCommand<Deposit>(kAlice);
        command.asset = asset;
        command.amount = amount;
        return command;
    }
    static ReserveWithdrawal ReserveCommand(AssetId asset, Amount amount) {
        auto command = MakeCommand<ReserveWithdrawal>(kAlice);
        command.asset = asset;
        command.amount = amount;
        return command;
    }
    template <class T>
    static T Ending(std::uint64_t withdrawal) {
        auto command = MakeCommand<T>(kVenueAccount);
        command.withdrawal = WithdrawalId(withdrawal);
        return command;
    }
};

TEST_F(MoneyCommandsTest, ADepositComesFromTheWorldOutside) {
    const Answer answer = Must(DepositCommand(kUsd, Amount(7)));
    EXPECT_EQ(answer.First<FundsDeposited>().amount, Amount(7));
    ASSERT_EQ(answer.All<BalanceChanged>().size(), 1u);  // account 0 is not told of
    EXPECT_EQ(answer.First<BalanceChanged>().available, kFunds + Amount(7));
    EXPECT_EQ(usd(kVenueAccount).available, Amount(-3 * kFunds.raw() - 7));
}

TEST_F(MoneyCommandsTest, DepositRejects) {
    EXPECT_EQ(ReasonOf(DepositCommand(AssetId(2), Amount(1))), RejectReason::kUnknownAsset);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(0))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(-1))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(INT64_MIN))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(INT64_MAX))), RejectReason::kInvalidAmount);
}

TEST_F(MoneyCommandsTest, AnAssetsCirculationStaysBelow2To62) {
    const Amount room(kAmountBound - 1 - 3 * kFunds.raw());
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, room + Amount(1))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, room)), RejectReason::kNone);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(1))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(DepositCommand(kBtc, Amount(1))), RejectReason::kNone);
    // What was settled has left; what is only reserved has not.
    Must(ReserveCommand(kUsd, Amount(5)));
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(1))), RejectReason::kInvalidAmount);
    Must(Ending<SettleWithdrawal>(1));
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(6))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(DepositCommand(kUsd, Amount(5))), RejectReason::kNone);
}

TEST_F(MoneyCommandsTest, AWithdrawalIsHeldThenSettled) {
    const auto reserved = Must(ReserveCommand(kUsd, Amount(100))).First<WithdrawalReserved>();
    EXPECT_EQ(reserved.withdrawal, WithdrawalId(1));
    EXPECT_EQ(reserved.account, kAlice);
    EXPECT_EQ(reserved.asset, kUsd);
    EXPECT_EQ(reserved.amount, Amount(100));
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(100), Amount(100)}));
    const auto settled = Must(Ending<SettleWithdrawal>(1)).First<WithdrawalSettled>();
    EXPECT_EQ(settled.amount, Amount(100));
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(100), Amount(0)}));
    EXPECT_EQ(ReasonOf(Ending<SettleWithdrawal>(1)), RejectReason::kUnknownWithdrawal);
    EXPECT_EQ(ReasonOf(Ending<ReleaseWithdrawal>(1)), RejectReason::kUnknownWithdrawal);
}

TEST_F(MoneyCommandsTest, OrHeldThenReleased) {
    Must(ReserveCommand(kUsd, Amount(100)));
    Must(ReserveCommand(kUsd, Amount(50)));
    const auto released = Must(Ending<ReleaseWithdrawal>(2)).First<WithdrawalReleased>();
    EXPECT_EQ(released.amount, Amount(50));
    EXPECT_EQ(usd(kAlice), (Balance{kFunds - Amount(100), Amount(100)}));
    EXPECT_EQ(ReasonOf(Ending<ReleaseWithdrawal>(2)), RejectReason::kUnknownWithdrawal);
    EXPECT_EQ(ReasonOf(Ending<ReleaseWithdrawal>(0)), RejectReason::kUnknownWithdrawal);
    EXPECT_EQ(
        Must(ReserveCommand(kUsd, Amount(1))).First<WithdrawalReserved>().withdrawal,
        WithdrawalId(3)
    );
}

TEST_F(MoneyCommandsTest, WithdrawalRejects) {
    EXPECT_EQ(ReasonOf(ReserveCommand(AssetId(2), Amount(1))), RejectReason::kUnknownAsset);
    EXPECT_EQ(
        ReasonOf(ReserveCommand(kUsd, kFunds + Amount(1))), RejectReason::kInsufficientBalance
    );
    EXPECT_EQ(ReasonOf(ReserveCommand(kUsd, Amount(0))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(ReserveCommand(kUsd, Amount(INT64_MIN))), RejectReason::kInvalidAmount);
    EXPECT_EQ(ReasonOf(ReserveCommand(kUsd, kFunds)), RejectReason::kNone);
    DefineAssetNamed("ETH");  // alice never had any
    EXPECT_EQ(ReasonOf(ReserveCommand(AssetId(2), Amount(1))), RejectReason::kInsufficientBalance);
}

TEST_F(MoneyCommandsTest, WhatAnOrderHoldsCannotBeWithdrawn) {
    Placed(kAlice, Buy(100, Quantity(3)));
    EXPECT_EQ(ReasonOf(ReserveCommand(kUsd, kFunds)), RejectReason::kInsufficientBalance);
    EXPECT_EQ(ReasonOf(ReserveCommand(kUsd, kFunds - Amount(300))), RejectReason::kNone);
}

TEST_F(MoneyCommandsTest, AFrozenAccountsWithdrawalStillEnds) {
    Must(ReserveCommand(kUsd, Amount(100)));
    Freeze(kAlice);
    Must(Ending<SettleWithdrawal>(1));
}

}  // namespace
}  // namespace bourse::exchange
