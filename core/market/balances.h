// Balances: available and held amount of each (account, asset), the values of BalanceChanged.
// Thread: one owner. Memory: proportional to the balances that were ever touched.
#pragma once

#include <span>
#include <vector>

#include "core/domain/events.h"

namespace bourse::market {

struct Balance {
    AssetId asset;
    Amount available, held;
};

class Balances {
public:
    void Apply(const BalanceChanged& event);

    // All balances of the account that were ever touched, by asset id.
    std::span<const Balance> Of(AccountId account) const;
    // Zero when never touched.
    Balance Of(AccountId account, AssetId asset) const;
    // All accounts with balances have numbers below it.
    std::size_t account_count() const { return accounts_.size(); }

private:
    std::vector<std::vector<Balance>> accounts_;
};

}  // namespace bourse::market
