// OrderLists: every open order list and the newest closed ones of each account, for queries.
// Thread: one owner. Every reference and pointer lasts until the next fold.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/market/order_view.h"

namespace bourse::market {

// All given bounds hold together and are inclusive. With neither `from` nor `start` it is the
// newest lists, otherwise the oldest.
struct OrderListQuery {
    AccountId account{};
    std::optional<OrderListId> from{};
    std::optional<Timestamp> start{}, end{};
    std::size_t limit = 500;
};

class OrderLists {
public:
    static constexpr std::size_t kDefaultPerAccount = 10'000;

    // Of more lists than that, open or closed, an account's oldest closed ones are forgotten.
    explicit OrderLists(std::size_t per_account = kDefaultPerAccount);

    // Folds. Each answers the list after it. Require: known, but for Accept.
    const OrderListView& Accept(const OrderListAccepted& event, Timestamp time);
    // Also when the leg has another client order id. Requires one of its orders.
    const OrderListView& AddLeg(OrderListId id, const OrderListView::Leg& leg);
    const OrderListView& Complete(const OrderListCompleted& event);

    // Requires: known.
    const OrderListView& Get(OrderListId id) const;
    // nullptr when unknown, or forgotten.
    const OrderListView* Find(OrderListId id) const;
    // Of several lists that had this client id: the newest.
    const OrderListView* Find(AccountId account, std::string_view list_client_id) const;
    // Oldest first.
    std::vector<const OrderListView*> Open(AccountId account) const;
    // Open and closed, ascending by id.
    std::vector<const OrderListView*> Query(const OrderListQuery& query) const;

private:
    struct Account {
        std::map<OrderListId, OrderListView> lists;
        std::map<std::string, OrderListId, std::less<>> by_client_id;
    };

    OrderListView& Known(OrderListId id);
    void ForgetOldest(Account& account);

    std::size_t per_account_;
    std::map<AccountId, Account> accounts_;
    std::map<OrderListId, AccountId> owners_;
};

}  // namespace bourse::market
