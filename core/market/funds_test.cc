#include "core/market/funds.h"

#include <gtest/gtest.h>

namespace bourse::market {
namespace {

constexpr AccountId kAccount{3};
constexpr AssetId kAsset{1};

CommandApplied CommandAt(std::uint64_t sequence) {
    CommandApplied command{};
    command.sequence = Sequence(sequence);
    command.timestamp = Timestamp(static_cast<std::int64_t>(sequence) * 1'000);
    return command;
}

template <class T>
T Withdrawal(std::uint64_t id) {
    T event{};
    event.withdrawal = WithdrawalId(id);
    event.account = kAccount;
    event.asset = kAsset;
    event.amount = Amount(5);
    return event;
}

TEST(Funds, ADepositIsKeptWithItsCommand) {
    Funds funds(10);
    EXPECT_EQ(funds.Deposits(kAccount), nullptr);
    FundsDeposited event{};
    event.account = kAccount;
    event.asset = kAsset;
    event.amount = Amount(7);
    funds.Apply(event, CommandAt(4));
    const auto* deposits = funds.Deposits(kAccount);
    ASSERT_NE(deposits, nullptr);
    EXPECT_EQ(deposits->back().id, Sequence(4));
    EXPECT_EQ(deposits->back().asset, kAsset);
    EXPECT_EQ(deposits->back().amount, Amount(7));
    EXPECT_EQ(deposits->back().time, Timestamp(4'000));
    EXPECT_EQ(funds.Withdrawals(kAccount), nullptr);
}

TEST(Funds, AWithdrawalEndsAsItIsSettledOrReleased) {
    Funds funds(10);
    for (const std::uint64_t id : {2U, 5U, 9U}) {
        funds.Apply(Withdrawal<WithdrawalReserved>(id), CommandAt(id));
    }
    funds.Apply(Withdrawal<WithdrawalSettled>(5), CommandAt(10));
    funds.Apply(Withdrawal<WithdrawalReleased>(9), CommandAt(11));
    const auto& withdrawals = *funds.Withdrawals(kAccount);
    ASSERT_EQ(withdrawals.size(), 3U);
    EXPECT_EQ(withdrawals[0].status, WithdrawalStatus::kReserved);
    EXPECT_EQ(withdrawals[1].status, WithdrawalStatus::kSettled);
    EXPECT_EQ(withdrawals[1].time, Timestamp(5'000));
    EXPECT_EQ(withdrawals[1].end_time, Timestamp(10'000));
    EXPECT_EQ(withdrawals[2].status, WithdrawalStatus::kReleased);
}

TEST(Funds, WhatCameInAndWentOutIsSummedByAsset) {
    Funds funds(1);
    EXPECT_TRUE(funds.totals().empty());
    FundsDeposited event{};
    event.account = kAccount;
    event.asset = kAsset;
    event.amount = Amount(INT64_MAX);
    for (std::uint64_t i = 1; i <= 3; ++i) funds.Apply(event, CommandAt(i));
    funds.Apply(Withdrawal<WithdrawalReserved>(4), CommandAt(4));
    funds.Apply(Withdrawal<WithdrawalReleased>(4), CommandAt(5));
    funds.Apply(Withdrawal<WithdrawalSettled>(6), CommandAt(6));
    ASSERT_EQ(funds.totals().size(), 2U);
    EXPECT_TRUE(funds.totals()[1].deposited == Int128{INT64_MAX} * 3);
    EXPECT_TRUE(funds.totals()[1].withdrawn == 5);
    EXPECT_TRUE(funds.totals()[0].deposited == 0);
}

TEST(Funds, TheEndOfAWithdrawalThatIsNotKeptIsPassedOver) {
    Funds funds(1);
    funds.Apply(Withdrawal<WithdrawalSettled>(1), CommandAt(1));
    EXPECT_EQ(funds.Withdrawals(kAccount), nullptr);
    funds.Apply(Withdrawal<WithdrawalReserved>(2), CommandAt(2));
    funds.Apply(Withdrawal<WithdrawalReserved>(3), CommandAt(3));
    funds.Apply(Withdrawal<WithdrawalSettled>(2), CommandAt(4));
    ASSERT_EQ(funds.Withdrawals(kAccount)->size(), 1U);
    EXPECT_EQ(funds.Withdrawals(kAccount)->back().status, WithdrawalStatus::kReserved);
}

}  // namespace
}  // namespace bourse::market
