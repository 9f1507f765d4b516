#include "core/market/orders.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/hash.h"

namespace bourse::market {

namespace {

std::uint64_t HashOf(OrderId id) { return HashMix(0, id.raw()); }

std::uint64_t HashOf(const Orders::ClientKey& key) {
    const std::uint64_t owner = std::uint64_t{key.account.raw()} << 32 | key.symbol.raw();
    return Hash64(std::as_bytes(std::span(key.client_order_id.view())), owner);
}

Orders::ClientKey ClientKeyOf(const OrderView& view) {
    return {view.account, view.symbol, view.client_order_id};
}

// Its TrailingStarted comes in the same command, but behind the report of its entry or release.
bool FollowsAtOnce(const OrderView& view, OrderPhase phase) {
    return phase == OrderPhase::kUntriggered && view.conditions.trailing_delta != 0 &&
           view.conditions.stop_price == Price(0);
}

}  // namespace

Orders::Orders(std::size_t closed_per_account) : closed_per_account_(closed_per_account) {
    CHECK(closed_per_account > 0);
}

const OrderView& Orders::Accept(const OrderAccepted& event, Timestamp time) {
    CHECK(SlotOf(event.order) == kNone);
    const Slot slot = Allocate();
    OrderView& view = entries_[slot].view;
    view.id = event.order;
    view.account = event.account;
    view.symbol = event.symbol;
    view.side = event.side;
    view.type = event.type;
    view.time_in_force = event.time_in_force;
    view.self_trade_prevention = event.self_trade_prevention;
    view.trade_group = event.trade_group;
    view.price = event.price;
    view.quantity = event.quantity;
    view.quote_quantity = event.quote_quantity;
    view.time = view.update_time = time;
    if (event.phase == OrderPhase::kEntering) view.working_time = time;
    if (event.phase == OrderPhase::kPending) view.status = OrderStatus::kPendingNew;
    view.order_list = event.order_list;
    view.client_order_id = event.client_order_id;
    view.conditions = event.conditions;
    if (FollowsAtOnce(view, event.phase)) view.trailing_time = time;
    Append(SymbolList(view.account, view.symbol), slot, &Entry::in_symbol);
    Append(accounts_[view.account.raw()].open, slot, &Entry::in_state);
    by_id_.Insert(HashOf(view.id), slot);
    ClaimClientId(slot);
    return view;
}

const OrderView& Orders::ApplyFill(const Fill& fill, Timestamp time) {
    OrderView& view = OpenView(fill.order, time);
    view.executed += fill.quantity;
    view.cumulative_quote += fill.notional;
    CHECK(view.executed + view.prevented <= view.quantity);
    if (IsOpen(fill.status)) {
        view.status = fill.status;
    } else {
        Close(view, fill.status);
    }
    return view;
}

const OrderView& Orders::Prevent(const Prevention& prevention, Timestamp time) {
    OrderView& view = OpenView(prevention.order, time);
    view.prevented += prevention.quantity;
    view.prevented_match = prevention.match;
    CHECK(view.executed + view.prevented <= view.quantity);
    return view;
}

const OrderView& Orders::Trigger(const OrderTriggered& event, Timestamp time) {
    OrderView& view = OpenView(event.order, time);
    view.working_time = time;
    view.price = event.price;
    return view;
}

const OrderView& Orders::Release(const OrderReleased& event, Timestamp time) {
    OrderView& view = OpenView(event.order, time);
    CHECK(view.status == OrderStatus::kPendingNew);
    view.status = OrderStatus::kNew;
    view.price = event.price;
    view.quantity = event.quantity;
    if (event.phase == OrderPhase::kEntering) view.working_time = time;
    if (FollowsAtOnce(view, event.phase)) view.trailing_time = time;
    return view;
}

const OrderView& Orders::StartTrailing(const TrailingStarted& event, Timestamp time) {
    OrderView& view = OpenView(event.order, time);
    view.trailing_time = time;
    return view;
}

const OrderView& Orders::Cancel(const OrderCanceled& event, Timestamp time) {
    OrderView& view = OpenView(event.order, time);
    Close(view, OrderStatus::kCanceled);
    return view;
}

const OrderView& Orders::Expire(const OrderExpired& event, Timestamp time) {
    OrderView& view = OpenView(event.order, time);
    view.expiry_reason = event.reason;
    Close(
        view,
        event.reason == ExpiryReason::kSelfTradePrevention ? OrderStatus::kExpiredInMatch
                                                           : OrderStatus::kExpired
    );
    return view;
}

const OrderView& Orders::Amend(const OrderAmended& event, Timestamp time) {
    OrderView& view = OpenView(event.order, time);
    view.quantity = event.quantity;
    ++view.amends;
    const Slot slot = SlotOf(event.order);
    ReleaseClientId(slot);
    view.client_order_id = event.client_order_id;
    ClaimClientId(slot);
    return view;
}

const OrderView* Orders::Find(OrderId id) const {
    const Slot slot = SlotOf(id);
    return slot == kNone ? nullptr : &entries_[slot].view;
}

const OrderView* Orders::Find(const ClientKey& key) const {
    const Slot slot = SlotOf(key);
    return slot == kNone ? nullptr : &entries_[slot].view;
}

std::vector<const OrderView*> Orders::Open(AccountId account, std::optional<SymbolId> symbol)
    const {
    std::vector<const OrderView*> orders;
    if (account.raw() >= accounts_.size()) return orders;
    const List& open = accounts_[account.raw()].open;
    for (Slot slot = open.oldest; slot != kNone; slot = entries_[slot].in_state.newer) {
        const OrderView& view = entries_[slot].view;
        if (!symbol || view.symbol == *symbol) orders.push_back(&view);
    }
    return orders;
}

std::vector<const OrderView*> Orders::Query(const OrderQuery& query) const {
    std::vector<const OrderView*> orders;
    const List* list = FindSymbolList(query.account, query.symbol);
    if (list == nullptr) return orders;
    const bool newest_first = !query.from && !query.start;
    Slot slot = newest_first ? list->newest : list->oldest;
    while (slot != kNone && orders.size() < query.limit) {
        const auto& [view, in_symbol, in_state] = entries_[slot];
        const bool is_asked_for = (!query.from || view.id >= *query.from) &&
                                  (!query.start || view.update_time >= *query.start) &&
                                  (!query.end || view.update_time <= *query.end);
        if (is_asked_for) orders.push_back(&view);
        slot = newest_first ? in_symbol.older : in_symbol.newer;
    }
    if (newest_first) std::reverse(orders.begin(), orders.end());
    return orders;
}

Orders::Slot Orders::Allocate() {
    if (free_.empty()) {
        entries_.emplace_back();
        return static_cast<Slot>(entries_.size() - 1);
    }
    const Slot slot = free_.back();
    free_.pop_back();
    entries_[slot] = Entry{};
    return slot;
}

Orders::Slot Orders::SlotOf(OrderId id) const {
    return by_id_.Find(HashOf(id), [&](Slot slot) { return entries_[slot].view.id == id; });
}

Orders::Slot Orders::SlotOf(const ClientKey& key) const {
    return by_client_id_.Find(HashOf(key), [&](Slot slot) {
        const OrderView& view = entries_[slot].view;
        return view.account == key.account && view.symbol == key.symbol &&
               view.client_order_id.view() == key.client_order_id.view();
    });
}

OrderView& Orders::OpenView(OrderId id, Timestamp time) {
    const Slot slot = SlotOf(id);
    CHECK(slot != kNone);
    OrderView& view = entries_[slot].view;
    CHECK(IsOpen(view.status));
    view.update_time = time;
    return view;
}

Orders::List& Orders::SymbolList(AccountId account, SymbolId symbol) {
    if (account.raw() >= accounts_.size()) accounts_.resize(account.raw() + 1);
    auto& symbols = accounts_[account.raw()].symbols;
    const auto precedes = [](const SymbolOrders& orders, SymbolId id) {
        return orders.symbol < id;
    };
    auto place = std::lower_bound(symbols.begin(), symbols.end(), symbol, precedes);
    if (place == symbols.end() || place->symbol != symbol) {
        place = symbols.insert(place, SymbolOrders{symbol, {}});
    }
    return place->all;
}

const Orders::List* Orders::FindSymbolList(AccountId account, SymbolId symbol) const {
    if (account.raw() >= accounts_.size()) return nullptr;
    for (const SymbolOrders& orders : accounts_[account.raw()].symbols) {
        if (orders.symbol == symbol) return &orders.all;
    }
    return nullptr;
}

void Orders::Append(List& list, Slot slot, Links Entry::*links) {
    entries_[slot].*links = {list.newest, kNone};
    if (list.newest == kNone) {
        list.oldest = slot;
    } else {
        (entries_[list.newest].*links).newer = slot;
    }
    list.newest = slot;
    ++list.size;
}

void Orders::Unlink(List& list, Slot slot, Links Entry::*links) {
    CHECK(list.size > 0);
    const auto [older, newer] = entries_[slot].*links;
    (older == kNone ? list.oldest : (entries_[older].*links).newer) = newer;
    (newer == kNone ? list.newest : (entries_[newer].*links).older) = older;
    --list.size;
}

void Orders::ClaimClientId(Slot slot) {
    const ClientKey key = ClientKeyOf(entries_[slot].view);
    if (key.client_order_id.empty()) return;
    const std::uint64_t hash = HashOf(key);
    const Slot former = SlotOf(key);
    if (former != kNone) by_client_id_.Erase(hash, former);
    by_client_id_.Insert(hash, slot);
}

void Orders::ReleaseClientId(Slot slot) {
    const ClientKey key = ClientKeyOf(entries_[slot].view);
    if (SlotOf(key) == slot) by_client_id_.Erase(HashOf(key), slot);
}

void Orders::Close(OrderView& view, OrderStatus status) {
    CHECK(!IsOpen(status));
    view.status = status;
    const Slot slot = SlotOf(view.id);
    Account& account = accounts_[view.account.raw()];
    Unlink(account.open, slot, &Entry::in_state);
    Append(account.closed, slot, &Entry::in_state);
    if (account.closed.size > closed_per_account_) Forget(account.closed.oldest);
}

void Orders::Forget(Slot slot) {
    const OrderView& view = entries_[slot].view;
    ReleaseClientId(slot);
    by_id_.Erase(HashOf(view.id), slot);
    Unlink(accounts_[view.account.raw()].closed, slot, &Entry::in_state);
    Unlink(SymbolList(view.account, view.symbol), slot, &Entry::in_symbol);
    free_.push_back(slot);
}

}  // namespace bourse::market
