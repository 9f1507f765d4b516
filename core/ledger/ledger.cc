#include "core/ledger/ledger.h"

#include "core/base/checked.h"
#include "core/base/hash.h"

namespace bourse::ledger {

std::uint64_t Ledger::HashOf(AccountId account, AssetId asset) {
    return HashMix(account.raw(), asset.raw());
}

void Ledger::AddAsset() {
    const AssetId asset(asset_count());
    venue_slots_.emplace_back();
    commission_slots_.emplace_back();
    venue_slots_.back() = SlotOf(kVenueAccount, asset);
    commission_slots_.back() = SlotOf(kCommissionAccount, asset);
}

BalanceSlot Ledger::SlotOf(AccountId account, AssetId asset) {
    CHECK(asset.raw() < asset_count());
    const BalanceSlot found = FindSlot(account, asset);
    if (found != kNoBalance) return found;
    const auto slot = static_cast<std::uint32_t>(balances_.size());
    balances_.push_back({Amount(0), Amount(0), account, asset});
    index_.Insert(HashOf(account, asset), slot);
    return BalanceSlot(slot);
}

BalanceSlot Ledger::FindSlot(AccountId account, AssetId asset) const {
    return BalanceSlot(index_.Find(HashOf(account, asset), [&](std::uint32_t slot) {
        return balances_[slot].account == account && balances_[slot].asset == asset;
    }));
}

const Balance* Ledger::Find(AccountId account, AssetId asset) const {
    const BalanceSlot slot = FindSlot(account, asset);
    return slot == kNoBalance ? nullptr : &(*this)[slot];
}

Amount Ledger::Circulation(AssetId asset) const {
    return Amount(0) - (*this)[venue_slot(asset)].available;
}

void Ledger::Deposit(BalanceSlot to, Amount amount) {
    Balance& payee = At(to);
    Balance& venue = At(venue_slot(payee.asset));
    CHECK(amount.raw() > 0);
    CHECK((Circulation(payee.asset) + amount).raw() < kAmountBound);
    venue.available -= amount;
    payee.available += amount;
    Touch(venue, venue_slot(payee.asset));
    Touch(payee, to);
}

void Ledger::BeginRound() {
    touched_.clear();
    if (++round_ != 0) return;
    for (Balance& balance : balances_) balance.touched_in = 0;
    round_ = 1;
}

void Ledger::RestoreBalance(const Balance& balance) {
    CHECK(
        Find(balance.account, balance.asset) == nullptr || balance.account < kFirstCustomerAccount
    );
    Balance& restored = At(SlotOf(balance.account, balance.asset));
    restored.available = balance.available;
    restored.held = balance.held;
}

void Ledger::CheckInvariants() const {
    std::vector<Int128> sums(asset_count(), 0);
    for (const Balance& balance : balances_) {
        CHECK(balance.held.raw() >= 0);
        CHECK(balance.available.raw() >= 0 || balance.account == kVenueAccount);
        sums[balance.asset.raw()] +=
            static_cast<Int128>(balance.available.raw()) + balance.held.raw();
    }
    for (const Int128 sum : sums) CHECK(sum == 0);
}

}  // namespace bourse::ledger
