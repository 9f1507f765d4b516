// Ledger: who owns what. Available and held balances by account and asset, changed only by moving
// an amount from one balance to another, so every asset sums to zero at every moment; the venue
// account (the world outside) is the only one that goes negative.
//
// Callers check funds first: a move that would make a customer's balance negative fails a CHECK.
// Thread: the engine's. No allocation but for an account's first balance of an asset.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/slot_table.h"
#include "core/base/strong.h"
#include "core/domain/commands.h"
#include "core/domain/types.h"

namespace bourse::ledger {

// A balance's place, stable for ever: orders keep it instead of looking it up.
struct BalanceSlotTag {};
using BalanceSlot = Strong<BalanceSlotTag, std::uint32_t>;
inline constexpr BalanceSlot kNoBalance{SlotTable::kNone};

// Half a cache line.
struct alignas(32) Balance {
    Amount available;
    Amount held;
    AccountId account;
    AssetId asset;
    std::uint32_t touched_in = 0;  // the round (BeginRound) that last moved something here
};
static_assert(sizeof(Balance) == 32);

class Ledger {
public:
    Ledger() { touched_.reserve(kUsualTouches); }

    // Adds the next asset with its venue and commission balances.
    void AddAsset();
    std::uint32_t asset_count() const { return static_cast<std::uint32_t>(venue_slots_.size()); }

    // The slot of a balance, made on first use. Requires: the asset was added.
    BalanceSlot SlotOf(AccountId account, AssetId asset);
    // kNoBalance when it was never used.
    BalanceSlot FindSlot(AccountId account, AssetId asset) const;
    // Starts loading what FindSlot reads, and what a move changes.
    void PrefetchIndex(AccountId account, AssetId asset) const {
        index_.Prefetch(HashOf(account, asset));
    }
    void Prefetch(AccountId account, AssetId asset) const {
        const BalanceSlot slot(index_.Guess(HashOf(account, asset)));
        if (slot != kNoBalance) Prefetch(slot);
    }
    void Prefetch(BalanceSlot slot) const { __builtin_prefetch(&balances_[slot.raw()]); }
    // The balance, or nullptr when it was never used.
    const Balance* Find(AccountId account, AssetId asset) const;
    const Balance& operator[](BalanceSlot slot) const { return balances_[slot.raw()]; }

    BalanceSlot venue_slot(AssetId asset) const { return venue_slots_[asset.raw()]; }
    BalanceSlot commission_slot(AssetId asset) const { return commission_slots_[asset.raw()]; }
    // What customers and the commission account own of an asset together.
    Amount Circulation(AssetId asset) const;

    // Moves. Each requires amount >= 0; moving 0 does nothing and touches nothing.
    void Hold(BalanceSlot slot, Amount amount);     // available -> held
    void Release(BalanceSlot slot, Amount amount);  // held -> available
    // From one balance's held part to another's available part, of one asset.
    void Settle(BalanceSlot from, BalanceSlot to, Amount amount);
    // From the venue to a customer. Requires: Circulation stays below kAmountBound.
    void Deposit(BalanceSlot to, Amount amount);

    // Starts a round of moves; touched() then lists its balances in the order of first touch,
    // without those of the venue. Touch puts a balance in before its move comes.
    void BeginRound();
    void Touch(BalanceSlot slot) { Touch(At(slot), slot); }
    const std::vector<BalanceSlot>& touched() const { return touched_; }

    // All balances in the order they were made, for snapshots; and back.
    const std::vector<Balance>& balances() const { return balances_; }
    void RestoreBalance(const Balance& balance);

    // Full walk: sums are zero, no customer's balance is negative (I2, I3).
    void CheckInvariants() const;

private:
    static constexpr std::size_t kUsualTouches = 1024;  // of one round; with more it grows

    Balance& At(BalanceSlot slot) { return balances_[slot.raw()]; }
    void Touch(Balance& balance, BalanceSlot slot);
    static std::uint64_t HashOf(AccountId account, AssetId asset);

    std::vector<Balance> balances_;
    SlotTable index_;
    std::vector<BalanceSlot> venue_slots_;
    std::vector<BalanceSlot> commission_slots_;
    std::vector<BalanceSlot> touched_;
    std::uint32_t round_ = 0;  // comes round after 4 billion commands: no balance is of it then
};

inline void Ledger::Touch(Balance& balance, BalanceSlot slot) {
    if (balance.touched_in == round_) return;
    balance.touched_in = round_;
    if (balance.account != kVenueAccount) touched_.push_back(slot);
}

inline void Ledger::Hold(BalanceSlot slot, Amount amount) {
    Balance& balance = At(slot);
    CHECK(amount.raw() >= 0 && balance.available >= amount);
    if (amount.raw() == 0) return;
    balance.available -= amount;
    balance.held += amount;
    Touch(balance, slot);
}

inline void Ledger::Release(BalanceSlot slot, Amount amount) {
    Balance& balance = At(slot);
    CHECK(amount.raw() >= 0 && balance.held >= amount);
    if (amount.raw() == 0) return;
    balance.held -= amount;
    balance.available += amount;
    Touch(balance, slot);
}

inline void Ledger::Settle(BalanceSlot from, BalanceSlot to, Amount amount) {
    Balance& payer = At(from);
    Balance& payee = At(to);
    CHECK(amount.raw() >= 0 && payer.held >= amount && payer.asset == payee.asset);
    if (amount.raw() == 0) return;
    payer.held -= amount;
    payee.available += amount;
    Touch(payer, from);
    Touch(payee, to);
}

}  // namespace bourse::ledger
