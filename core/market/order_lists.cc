#include "core/market/order_lists.h"

#include <algorithm>
#include <ranges>

#include "core/base/check.h"

namespace bourse::market {

OrderLists::OrderLists(std::size_t per_account) : per_account_(per_account) {
    CHECK(per_account > 0);
}

const OrderListView& OrderLists::Accept(const OrderListAccepted& event, Timestamp time) {
    CHECK(event.leg_count >= 2 && event.leg_count <= kMaxListLegs);
    CHECK(owners_.emplace(event.order_list, event.account).second);
    Account& account = accounts_[event.account];
    OrderListView& list = account.lists[event.order_list];
    list.id = event.order_list;
    list.account = event.account;
    list.symbol = event.symbol;
    list.kind = event.kind;
    list.leg_count = event.leg_count;
    list.time = time;
    list.list_client_id = event.list_client_id;
    for (std::size_t i = 0; i < list.leg_count; ++i) list.legs[i].order = event.orders[i];
    account.by_client_id[std::string(event.list_client_id.view())] = event.order_list;
    if (account.lists.size() > per_account_) ForgetOldest(account);
    return list;
}

const OrderListView& OrderLists::AddLeg(OrderListId id, const OrderListView::Leg& leg) {
    OrderListView& list = Known(id);
    const auto legs = std::span(list.legs).first(list.leg_count);
    const auto place = std::ranges::find(legs, leg.order, &OrderListView::Leg::order);
    CHECK(place != legs.end());
    place->client_order_id = leg.client_order_id;
    return list;
}

const OrderListView& OrderLists::Complete(const OrderListCompleted& event) {
    OrderListView& list = Known(event.order_list);
    CHECK(list.is_open() && event.end != OrderListEnd{});
    list.end = event.end;
    return list;
}

const OrderListView& OrderLists::Get(OrderListId id) const {
    const OrderListView* list = Find(id);
    CHECK(list != nullptr);
    return *list;
}

const OrderListView* OrderLists::Find(OrderListId id) const {
    const auto owner = owners_.find(id);
    if (owner == owners_.end()) return nullptr;
    return &accounts_.at(owner->second).lists.at(id);
}

const OrderListView* OrderLists::Find(AccountId account, std::string_view list_client_id) const {
    const auto place = accounts_.find(account);
    if (place == accounts_.end()) return nullptr;
    const auto id = place->second.by_client_id.find(list_client_id);
    return id == place->second.by_client_id.end() ? nullptr : Find(id->second);
}

std::vector<const OrderListView*> OrderLists::Open(AccountId account) const {
    std::vector<const OrderListView*> open;
    const auto place = accounts_.find(account);
    if (place == accounts_.end()) return open;
    for (const auto& [id, list] : place->second.lists) {
        if (list.is_open()) open.push_back(&list);
    }
    return open;
}

std::vector<const OrderListView*> OrderLists::Query(const OrderListQuery& query) const {
    std::vector<const OrderListView*> found;
    const auto place = accounts_.find(query.account);
    if (place == accounts_.end()) return found;
    const auto collect = [&](const OrderListView& list) {
        const bool is_asked_for = (!query.from || list.id >= *query.from) &&
                                  (!query.start || list.time >= *query.start) &&
                                  (!query.end || list.time <= *query.end);
        if (is_asked_for && found.size() < query.limit) found.push_back(&list);
    };
    const auto& lists = place->second.lists;
    if (query.from || query.start) {
        for (const auto& [id, list] : lists) collect(list);
    } else {
        for (const auto& [id, list] : lists | std::views::reverse) collect(list);
        std::ranges::reverse(found);
    }
    return found;
}

OrderListView& OrderLists::Known(OrderListId id) {
    const auto owner = owners_.find(id);
    CHECK(owner != owners_.end());
    return accounts_[owner->second].lists.at(id);
}

void OrderLists::ForgetOldest(Account& account) {
    const auto oldest = std::ranges::find_if(account.lists, [](const auto& entry) {
        return !entry.second.is_open();
    });
    if (oldest == account.lists.end()) return;
    const auto by_client_id = account.by_client_id.find(oldest->second.list_client_id.view());
    if (by_client_id != account.by_client_id.end() && by_client_id->second == oldest->first) {
        account.by_client_id.erase(by_client_id);
    }
    owners_.erase(oldest->first);
    account.lists.erase(oldest);
}

}  // namespace bourse::market
