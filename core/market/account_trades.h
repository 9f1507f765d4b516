// AccountTrades: the newest trades of each account, as that account sees them.
// Thread: one owner. Memory: at most `capacity` an account that ever traded.
#pragma once

#include <optional>
#include <vector>

#include "core/market/account_rings.h"
#include "core/market/order_view.h"

namespace bourse::market {

// All given bounds hold together and are inclusive. With neither `from` nor `start` it is the
// newest trades, otherwise the oldest.
struct AccountTradeQuery {
    AccountId account;
    SymbolId symbol;
    std::optional<OrderId> order;
    std::optional<TradeId> from;
    std::optional<Timestamp> start, end;
    std::size_t limit = 500;
};

class AccountTrades {
public:
    static constexpr std::size_t kDefaultCapacity = 10'000;

    explicit AccountTrades(std::size_t capacity = kDefaultCapacity) : trades_(capacity) {}

    void Add(AccountId account, const AccountTrade& trade) { trades_.Add(account, trade); }
    // Ascending by id.
    std::vector<AccountTrade> Query(const AccountTradeQuery& query) const;

private:
    AccountRings<AccountTrade> trades_;
};

}  // namespace bourse::market
