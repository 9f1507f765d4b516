// Accounts: fee tier, trade group and status of each account, and the rates of each tier.
// Accounts 0 and 1 are the venue's and exist from the start; customers follow without a gap.
// Thread: the engine's.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/base/check.h"
#include "core/domain/commands.h"
#include "core/domain/types.h"

namespace bourse::ledger {

// A power of two, as counting and indexing accounts is part of every command.
struct alignas(16) Account {
    FeeTierId tier;
    std::uint32_t trade_group = 0;
    AccountStatus status = AccountStatus::kActive;
    std::uint8_t reserved[7] = {};
};
static_assert(sizeof(Account) == 16 && std::is_trivially_copyable_v<Account>);

struct FeeTier {
    Rate maker;
    Rate taker;
};
static_assert(sizeof(FeeTier) == 16 && std::is_trivially_copyable_v<FeeTier>);

struct Accounts {
    static constexpr std::uint32_t kMaxAccounts = 1U << 24;
    static constexpr std::uint32_t kMaxTiers = 256;

    std::vector<Account> accounts{2};
    std::vector<FeeTier> tiers{1};  // tier 0 is free

    bool IsCustomer(AccountId account) const {
        return account >= kFirstCustomerAccount && account.raw() < accounts.size();
    }
    bool HasTier(FeeTierId tier) const { return tier.raw() < tiers.size(); }
    // Starts loading an account, if there is one.
    void Prefetch(AccountId account) const {
        if (account.raw() < accounts.size()) __builtin_prefetch(&accounts[account.raw()]);
    }
    // Requires: the account exists.
    Account& operator[](AccountId account) {
        CHECK(account.raw() < accounts.size());
        return accounts[account.raw()];
    }
    const Account& operator[](AccountId account) const {
        CHECK(account.raw() < accounts.size());
        return accounts[account.raw()];
    }
    const FeeTier& RatesOf(AccountId account) const { return tiers[(*this)[account].tier.raw()]; }
};

}  // namespace bourse::ledger
