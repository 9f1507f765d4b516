// Funds: the newest deposits and withdrawals of each account, and their sums by asset.
// Thread: one owner. Memory: at most `capacity` of each kind an account that ever had one.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/checked.h"
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

// What came into an asset and what left it, since the journal began.
struct BoundaryTotals {
    Int128 deposited = 0, withdrawn = 0;
};

class Funds {
public:
    explicit Funds(std::size_t capacity) : deposits_(capacity), withdrawals_(capacity) {}

    void Apply(const FundsDeposited& event, const CommandApplied& command);
    void Apply(const WithdrawalReserved& event, const CommandApplied& command);
    // A withdrawal that is no longer kept is passed over.
    void Apply(const WithdrawalSettled& event, const CommandApplied& command);
    void Apply(const WithdrawalReleased& event, const CommandApplied& command);

    // By asset id; shorter than there are assets when the last ones had neither.
    const std::vector<BoundaryTotals>& totals() const { return totals_; }
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

    BoundaryTotals& TotalsOf(AssetId asset);

    std::vector<BoundaryTotals> totals_;
    AccountRings<DepositRecord> deposits_;
    AccountRings<WithdrawalRecord> withdrawals_;
};

}  // namespace bourse::market
