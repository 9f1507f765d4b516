#include "core/matching/order_lists.h"

#include "core/base/check.h"

namespace bourse::matching {

OrderList& OrderLists::Add(const OrderList& list) {
    CHECK(lists_.empty() || lists_.rbegin()->first < list.id);
    if (!list.client_id.empty()) {
        by_client_id_[KeyOf(list.account, list.symbol, list.client_id)] = list.id;
    }
    ++counts_[{list.account, list.symbol}];
    return lists_[list.id] = list;
}

void OrderLists::Remove(OrderListId id) {
    const auto found = lists_.find(id);
    CHECK(found != lists_.end());
    const OrderList& list = found->second;
    if (!list.client_id.empty()) {
        by_client_id_.erase(KeyOf(list.account, list.symbol, list.client_id));
    }
    const auto count = counts_.find({list.account, list.symbol});
    if (--count->second == 0) counts_.erase(count);
    lists_.erase(found);
}

OrderList* OrderLists::Find(OrderListId id) {
    const auto found = lists_.find(id);
    return found == lists_.end() ? nullptr : &found->second;
}

const OrderList* OrderLists::Find(OrderListId id) const {
    const auto found = lists_.find(id);
    return found == lists_.end() ? nullptr : &found->second;
}

const OrderList* OrderLists::Find(
    AccountId account, SymbolId symbol, const ClientOrderId& client_id
) const {
    const auto found = by_client_id_.find(KeyOf(account, symbol, client_id));
    return found == by_client_id_.end() ? nullptr : Find(found->second);
}

std::uint32_t OrderLists::CountOf(AccountId account, SymbolId symbol) const {
    const auto found = counts_.find({account, symbol});
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace bourse::matching
