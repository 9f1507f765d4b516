#include "core/ledger/ledger.h"

#include <gtest/gtest.h>

#include <random>

#include "core/ledger/accounts.h"

namespace bourse::ledger {
namespace {

constexpr AssetId kBtc{0};
constexpr AssetId kUsd{1};
constexpr AccountId kAlice{2};
constexpr AccountId kBob{3};

class LedgerTest : public testing::Test {
protected:
    LedgerTest() {
        ledger_.AddAsset();
        ledger_.AddAsset();
        alice_ = ledger_.SlotOf(kAlice, kUsd);
        bob_ = ledger_.SlotOf(kBob, kUsd);
        ledger_.BeginRound();
        ledger_.Deposit(alice_, Amount(100));
        ledger_.BeginRound();
    }
    ~LedgerTest() override { ledger_.CheckInvariants(); }
    void ExpectBalance(BalanceSlot slot, std::int64_t available, Amount held) {
        EXPECT_EQ(ledger_[slot].available.raw(), available);
        EXPECT_EQ(ledger_[slot].held, held);
    }

    Ledger ledger_;
    BalanceSlot alice_;
    BalanceSlot bob_;
};
using LedgerDeathTest = LedgerTest;

TEST_F(LedgerTest, MovesBetweenAvailableAndHeld) {
    ledger_.Hold(alice_, Amount(30));
    ExpectBalance(alice_, 70, Amount(30));
    ledger_.Release(alice_, Amount(10));
    ExpectBalance(alice_, 80, Amount(20));
    ledger_.Settle(alice_, bob_, Amount(20));
    ExpectBalance(alice_, 80, Amount(0));
    ExpectBalance(bob_, 20, Amount(0));
    ExpectBalance(ledger_.venue_slot(kUsd), -100, Amount(0));
    EXPECT_EQ(ledger_.Circulation(kUsd), Amount(100));
    EXPECT_EQ(ledger_.Circulation(kBtc), Amount(0));
}

TEST_F(LedgerTest, AWithdrawalSettlesToTheVenue) {
    ledger_.Hold(alice_, Amount(30));
    ledger_.Settle(alice_, ledger_.venue_slot(kUsd), Amount(30));
    EXPECT_EQ(ledger_.Circulation(kUsd), Amount(70));
}

TEST_F(LedgerTest, SettlingWithOneselfOnlyFreesTheHold) {
    ledger_.Hold(alice_, Amount(30));
    ledger_.Settle(alice_, alice_, Amount(30));
    ExpectBalance(alice_, 100, Amount(0));
}

TEST_F(LedgerTest, TouchedAreListedOnceInTheOrderOfFirstTouchWithoutTheVenue) {
    ledger_.Hold(alice_, Amount(30));
    ledger_.Settle(alice_, bob_, Amount(10));
    ledger_.Hold(bob_, Amount(10));
    ledger_.Settle(bob_, ledger_.commission_slot(kUsd), Amount(1));
    ledger_.Settle(bob_, ledger_.venue_slot(kUsd), Amount(2));
    const std::vector<BalanceSlot> expected{alice_, bob_, ledger_.commission_slot(kUsd)};
    EXPECT_EQ(ledger_.touched(), expected);
    ledger_.BeginRound();
    EXPECT_TRUE(ledger_.touched().empty());
    ledger_.Touch(bob_);
    ledger_.Release(bob_, Amount(1));
    EXPECT_EQ(ledger_.touched(), (std::vector<BalanceSlot>{bob_}));
}

TEST_F(LedgerTest, MovingNothingTouchesNothing) {
    ledger_.Hold(alice_, Amount(0));
    ledger_.Release(alice_, Amount(0));
    ledger_.Settle(alice_, bob_, Amount(0));
    EXPECT_TRUE(ledger_.touched().empty());
}

TEST_F(LedgerTest, SlotsAreMadeOnFirstUseAndStay) {
    EXPECT_EQ(ledger_.Find(kBob, kBtc), nullptr);
    const BalanceSlot slot = ledger_.SlotOf(kBob, kBtc);
    for (std::uint32_t account = 10; account < 1'000; ++account) {
        ledger_.SlotOf(AccountId(account), kBtc);
    }
    EXPECT_EQ(ledger_.SlotOf(kBob, kBtc), slot);
    ASSERT_NE(ledger_.Find(kBob, kBtc), nullptr);
    EXPECT_EQ(ledger_.Find(kBob, kBtc)->account, kBob);
    EXPECT_EQ(ledger_.Find(kBob, AssetId(7)), nullptr);
}

TEST_F(LedgerTest, ARestoredLedgerHasTheSameBalances) {
    ledger_.Hold(alice_, Amount(30));
    Ledger restored;
    restored.AddAsset();
    restored.AddAsset();
    for (const Balance& balance : ledger_.balances()) restored.RestoreBalance(balance);
    ASSERT_EQ(restored.balances().size(), ledger_.balances().size());
    EXPECT_EQ(restored.Find(kAlice, kUsd)->held, Amount(30));
    restored.CheckInvariants();
}

TEST_F(LedgerTest, RandomMovesSumToZeroAlways) {
    const std::uint64_t seed = 8;
    std::mt19937_64 random(seed);
    std::vector<BalanceSlot> slots;
    for (std::uint32_t account = 2; account < 12; ++account) {
        slots.push_back(ledger_.SlotOf(AccountId(account), kUsd));
    }
    for (int i = 0; i < 20'000; ++i) {
        const BalanceSlot a = slots[random() % slots.size()];
        const BalanceSlot b = slots[random() % slots.size()];
        const auto part = [&](Amount of) {
            return Amount(
                static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(of.raw() + 1))
            );
        };
        switch (random() % 4) {
            case 0:
                ledger_.Deposit(a, Amount(static_cast<std::int64_t>(1 + random() % 1000)));
                break;
            case 1:
                ledger_.Hold(a, part(ledger_[a].available));
                break;
            case 2:
                ledger_.Release(a, part(ledger_[a].held));
                break;
            default:
                ledger_.Settle(a, b, part(ledger_[a].held));
        }
        if (i % 100 == 0) ledger_.CheckInvariants();
    }
}

TEST_F(LedgerDeathTest, AMoveBeyondTheFundsEndsTheProcess) {
    EXPECT_DEATH(ledger_.Hold(alice_, Amount(101)), "available >= amount");
    EXPECT_DEATH(ledger_.Hold(alice_, Amount(-1)), "amount.raw\\(\\) >= 0");
    EXPECT_DEATH(ledger_.Release(alice_, Amount(1)), "held >= amount");
    EXPECT_DEATH(ledger_.Release(alice_, Amount(-1)), "amount.raw\\(\\) >= 0");
    ledger_.Hold(alice_, Amount(5));
    EXPECT_DEATH(ledger_.Settle(alice_, bob_, Amount(6)), "held >= amount");
    EXPECT_DEATH(ledger_.Settle(alice_, bob_, Amount(-1)), "amount.raw\\(\\) >= 0");
    const BalanceSlot other_asset = ledger_.SlotOf(kBob, kBtc);
    EXPECT_DEATH(ledger_.Settle(alice_, other_asset, Amount(1)), "payee.asset");
    EXPECT_DEATH(ledger_.Deposit(alice_, Amount(0)), "amount.raw\\(\\) > 0");
    EXPECT_DEATH(ledger_.Deposit(alice_, Amount(kAmountBound - 100)), "kAmountBound");
    ledger_.Deposit(alice_, Amount(kAmountBound - 101));
    EXPECT_DEATH(ledger_.SlotOf(kAlice, AssetId(2)), "asset_count");
}

// Controls: a state that breaks an invariant is found. Only a snapshot can bring one in.
TEST_F(LedgerDeathTest, BrokenInvariantsAreFound) {
    Ledger broken;
    broken.AddAsset();
    broken.RestoreBalance({Amount(5), Amount(0), kAlice, kBtc});
    EXPECT_DEATH(broken.CheckInvariants(), "sum == 0");
    broken.RestoreBalance({Amount(-5), Amount(0), kVenueAccount, kBtc});
    broken.CheckInvariants();
    broken.RestoreBalance({Amount(-1), Amount(1), kBob, kBtc});
    EXPECT_DEATH(broken.CheckInvariants(), "available.raw\\(\\) >= 0");
    EXPECT_DEATH(broken.RestoreBalance({Amount(1), Amount(0), kBob, kBtc}), "nullptr");
    Ledger held;
    held.AddAsset();
    held.RestoreBalance({Amount(1), Amount(-1), kBob, kBtc});
    EXPECT_DEATH(held.CheckInvariants(), "held.raw\\(\\) >= 0");
}

TEST(AccountsTest, TheVenuesTwoAccountsAndTheFreeTierExist) {
    Accounts accounts;
    EXPECT_FALSE(accounts.IsCustomer(AccountId(0)));
    EXPECT_FALSE(accounts.IsCustomer(AccountId(1)));
    EXPECT_FALSE(accounts.IsCustomer(AccountId(2)));
    EXPECT_TRUE(accounts.HasTier(FeeTierId(0)));
    EXPECT_FALSE(accounts.HasTier(FeeTierId(1)));
    accounts.tiers.push_back({Rate(1), Rate(2)});
    accounts.accounts.push_back({FeeTierId(1)});
    EXPECT_TRUE(accounts.IsCustomer(AccountId(2)));
    EXPECT_EQ(accounts.RatesOf(AccountId(2)).taker, Rate(2));
    EXPECT_EQ(accounts[AccountId(2)].status, AccountStatus::kActive);
}

TEST(AccountsDeathTest, AnAccountThatDoesNotExistEndsTheProcess) {
    Accounts accounts;
    EXPECT_DEATH(static_cast<void>(accounts[AccountId(2)]), "accounts.size");
    EXPECT_DEATH(static_cast<void>(std::as_const(accounts)[AccountId(2)]), "accounts.size");
}

}  // namespace
}  // namespace bourse::ledger
