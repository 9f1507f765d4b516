#include "core/market/account_trades.h"

#include <algorithm>

namespace bourse::market {

namespace {

bool IsAskedFor(const AccountTrade& trade, const AccountTradeQuery& query) {
    return trade.symbol == query.symbol && (!query.order || trade.order == *query.order) &&
           (!query.from || trade.trade >= *query.from) &&
           (!query.start || trade.time >= *query.start) && (!query.end || trade.time <= *query.end);
}

}  // namespace

std::vector<AccountTrade> AccountTrades::Query(const AccountTradeQuery& query) const {
    std::vector<AccountTrade> selected;
    const Ring<AccountTrade>* trades = trades_.Find(query.account);
    if (trades == nullptr) return selected;
    const bool newest_first = !query.from && !query.start;
    for (std::size_t i = 0; i < trades->size() && selected.size() < query.limit; ++i) {
        const AccountTrade& trade = (*trades)[newest_first ? trades->size() - 1 - i : i];
        if (IsAskedFor(trade, query)) selected.push_back(trade);
    }
    if (newest_first) std::reverse(selected.begin(), selected.end());
    return selected;
}

}  // namespace bourse::market
