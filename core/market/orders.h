// Orders: every open order and the newest closed ones of each account, for queries.
//
// Flat: orders lie in one pool and are linked by index into a list of their account and symbol,
// ascending by id, and a list of their account's open or closed ones. Two hash indexes hold slots.
// When an account's closed orders are more than the bound, the one closed first is forgotten.
// Thread: one owner. Every reference and pointer lasts until the next fold.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/slot_table.h"
#include "core/market/order_view.h"

namespace bourse::market {

// All given bounds hold together and are inclusive. With neither `from` nor `start` it is the
// newest orders, otherwise the oldest.
struct OrderQuery {
    AccountId account;
    SymbolId symbol;
    std::optional<OrderId> from;
    std::optional<Timestamp> start, end;  // of the update time
    std::size_t limit = 500;
};

class Orders {
public:
    static constexpr std::size_t kDefaultClosedPerAccount = 10'000;

    explicit Orders(std::size_t closed_per_account = kDefaultClosedPerAccount);

    // Folds. Each answers the order after it. Require: known, and open unless said.
    const OrderView& Accept(const OrderAccepted& event, Timestamp time);
    struct Fill {
        OrderId order;
        Quantity quantity;
        Amount notional;
        OrderStatus status{};  // kPartiallyFilled or kFilled
    };
    const OrderView& ApplyFill(const Fill& fill, Timestamp time);
    struct Prevention {
        OrderId order;
        Quantity quantity;
        PreventedMatchId match;
    };
    const OrderView& Prevent(const Prevention& prevention, Timestamp time);
    const OrderView& Trigger(const OrderTriggered& event, Timestamp time);
    const OrderView& Release(const OrderReleased& event, Timestamp time);
    const OrderView& StartTrailing(const TrailingStarted& event, Timestamp time);
    const OrderView& Cancel(const OrderCanceled& event, Timestamp time);
    const OrderView& Expire(const OrderExpired& event, Timestamp time);
    const OrderView& Amend(const OrderAmended& event, Timestamp time);

    // nullptr when unknown, or forgotten.
    const OrderView* Find(OrderId id) const;
    // Of several orders that had this client order id: the one that took it last, which is the open
    // one if there is one.
    struct ClientKey {
        AccountId account;
        SymbolId symbol;
        ClientOrderId client_order_id;
    };
    const OrderView* Find(const ClientKey& key) const;
    // Oldest first; of all symbols when none is given.
    std::vector<const OrderView*> Open(AccountId account, std::optional<SymbolId> symbol) const;
    // Open and closed, ascending by id.
    std::vector<const OrderView*> Query(const OrderQuery& query) const;

    std::size_t size() const { return by_id_.size(); }

private:
    using Slot = std::uint32_t;
    static constexpr Slot kNone = SlotTable::kNone;

    struct Links {
        Slot older = kNone, newer = kNone;
    };
    struct List {
        Slot oldest = kNone, newest = kNone;
        std::size_t size = 0;
    };
    struct Entry {
        OrderView view;
        Links in_symbol, in_state;
    };
    struct SymbolOrders {
        SymbolId symbol;
        List all;
    };
    struct Account {
        List open, closed;
        std::vector<SymbolOrders> symbols;  // few; ascending by symbol
    };

    Slot Allocate();
    Slot SlotOf(OrderId id) const;
    Slot SlotOf(const ClientKey& key) const;
    OrderView& OpenView(OrderId id, Timestamp time);
    List& SymbolList(AccountId account, SymbolId symbol);
    const List* FindSymbolList(AccountId account, SymbolId symbol) const;
    void Append(List& list, Slot slot, Links Entry::*links);
    void Unlink(List& list, Slot slot, Links Entry::*links);
    void ClaimClientId(Slot slot);
    void ReleaseClientId(Slot slot);
    void Close(OrderView& view, OrderStatus status);
    void Forget(Slot slot);

    std::size_t closed_per_account_;
    std::vector<Entry> entries_;
    std::vector<Slot> free_;
    SlotTable by_id_;
    SlotTable by_client_id_;
    std::vector<Account> accounts_;
};

}  // namespace bourse::market
