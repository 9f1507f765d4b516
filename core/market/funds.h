// Funds: the newest deposits and withdrawals of each account.
// Thread: one owner. Memory: at most `capacity` of each kind an account that ever had one.
#pragma once

#include <cstdint>

#include "core/domain/events.h"
#include "core/market/account_rings.h"

namespace bourse::market {

struct DepositRecord {
    Sequence id;  // of its command
    AssetId asset;
    Amount amount;
    Timestamp time;
};

enum class WithdrawalStatus : std::uint8_t { kReserved, kSettled, kReleased };

struct WithdrawalRecord {
    WithdrawalId id;
    AssetId asset;
    WithdrawalStatus status = WithdrawalStatus::kReserved;
    Amount amount;
    Timestamp time, end_time;  // reserved, and settled or released
};

class Funds {
public:
    explicit Funds(std::size_t capacity) : deposits_(capacity), withdrawals_(capacity) {}

    void Apply(const FundsDeposited& event, const CommandApplied& command);
    void Apply(const WithdrawalReserved& event, const CommandApplied& command);
    // A withdrawal that is no longer kept is passed over.
    void Apply(const WithdrawalSettled& event, const CommandApplied& command);
    void Apply(const WithdrawalReleased& event, const CommandApplied& command);

    // Oldest first; nullptr when there never was one.
    const Ring<DepositRecord>* Deposits(AccountId account) const { return deposits_.Find(account); }
    const Ring<WithdrawalRecord>* Withdrawals(AccountId account) const {
        return withdrawals_.Find(account);
    }

private:
    struct End {
        WithdrawalStatus status{};
        Timestamp time;
    };
    void EndWithdrawal(AccountId account, WithdrawalId id, const End& end);

    AccountRings<DepositRecord> deposits_;
    AccountRings<WithdrawalRecord> withdrawals_;
};

}  // namespace bourse::market
