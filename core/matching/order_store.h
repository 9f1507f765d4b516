// OrderStore: all open orders of the exchange. The hot half of an order is in the book's pool; here
// are its cold record and the ways to find it: by id, by client order id, by account and symbol.
//
// Thread: the engine's. References last until the next Add. Nothing allocates once the numbers of
// open orders, accounts and symbols have been seen before.
#pragma once

#include <cstdint>
#include <map>
#include <type_traits>
#include <vector>

#include "core/base/hash.h"
#include "core/base/slot_table.h"
#include "core/book/level_pool.h"
#include "core/book/order_index.h"
#include "core/book/order_pool.h"
#include "core/domain/order.h"
#include "core/domain/types.h"
#include "core/ledger/ledger.h"
#include "core/matching/order_lists.h"

namespace bourse::matching {

using book::OrderSlot;
using book::OwnerId;

// One account in one symbol: its balances and its open orders, oldest first. Made with its first
// accepted order, and kept: whoever traded once trades again.
struct PositionSlotTag {};
using PositionSlot = Strong<PositionSlotTag, std::uint32_t>;
inline constexpr PositionSlot kNoPosition{SlotTable::kNone};
struct alignas(32) Position {
    AccountId account;
    SymbolId symbol;
    ledger::BalanceSlot base;
    ledger::BalanceSlot quote;
    OrderSlot oldest = book::kNoOrder;
    OrderSlot newest = book::kNoOrder;
    std::uint32_t open_orders = 0;
    std::uint32_t untriggered = 0;  // of them: stop orders that wait
};
static_assert(sizeof(Position) == 32);

// What only a conditional order needs to know of itself.
struct ConditionRecord {
    Price limit;  // of a stop order once it is triggered; 0: MARKET
    Price stop;   // kAtOnce: the last price in its place, which a MARKET order is held by
    TimeInForce time_in_force{};
    OrderPhase phase{};
    enum class Trailing : std::uint8_t {
        kNone = 0,
        kAtOnce = 1,     // it follows the last price from its entry on
        kAtStop = 2,     // it starts to follow when its stop price is reached
        kFollowing = 3,  // it does, or became due
    } trailing{};
    std::uint8_t reserved[3] = {};
    std::uint16_t trailing_delta = 0;
    OrderListId list;                  // 0: it is no leg of one
    Quantity iceberg;                  // the most that the book shows; 0: all
    Quantity hidden;                   // of a resting iceberg: what is open behind the part shown
    std::uint64_t trailing_start = 0;  // TrailingStops::Start
};
static_assert(sizeof(ConditionRecord) == 56 && std::is_trivially_copyable_v<ConditionRecord>);

// What the book does not need to know of an order. The executed quantity is
// quantity - prevented - RestingOrder::remaining.
struct alignas(64) OrderRecord {
    OrderId id;
    Quantity quantity;   // as placed or amended
    Quantity prevented;  // taken by self-trade prevention
    AccountId account;
    SymbolId symbol;
    ledger::BalanceSlot base;
    ledger::BalanceSlot quote;
    Side side{};
    OrderType type{};
    SelfTradePrevention self_trade_prevention{};
    enum class ClientId : std::uint8_t { kNone, kGiven } client_id{};
    std::uint32_t amends = 0;
    PositionSlot position;
    OrderSlot older;  // these two are OrderStore's
    OrderSlot newer;
    std::uint32_t conditions = kNoConditions;  // OrderStore::AddConditions; rarely any

    static constexpr std::uint32_t kNoConditions = 0;
};
static_assert(sizeof(OrderRecord) == 64 && std::is_trivially_copyable_v<OrderRecord>);

class OrderStore {
public:
    // Room from the start; with more it grows.
    struct Capacity {
        std::uint32_t open_orders = 1024;
        std::uint32_t positions = 1024;
    };
    explicit OrderStore(const Capacity& capacity);
    OrderStore() : OrderStore(Capacity{}) {}

    // Takes a new open order in and answers its slot. Not yet in a book. Requires: id above all
    // former ones, client id not in use.
    OrderSlot Add(
        const OrderRecord& record, const book::RestingOrder& resting, const ClientOrderId& client_id
    );
    // The same in two steps, for the path of every order: between them the caller fills the record,
    // which is clear, and owner, price and remaining of resting(slot), where they stay.
    OrderSlot Allocate();
    void Enter(OrderSlot slot, const ClientOrderId& client_id);
    // Forgets an order that has left its book.
    void Remove(OrderSlot slot);

    // kNoOrder when there is no such open order.
    OrderSlot Find(OrderId id) const { return index_.Find(id); }
    OrderSlot Find(AccountId account, SymbolId symbol, const ClientOrderId& client_id) const;
    void ChangeClientId(OrderSlot slot, const ClientOrderId& client_id);

    OrderRecord& operator[](OrderSlot slot) { return records_[slot.raw()]; }
    const OrderRecord& operator[](OrderSlot slot) const { return records_[slot.raw()]; }
    book::RestingOrder& resting(OrderSlot slot) { return pool_[slot]; }
    const book::RestingOrder& resting(OrderSlot slot) const { return pool_[slot]; }
    // Empty when none was given.
    const ClientOrderId& client_id(OrderSlot slot) const { return client_ids_[slot.raw()]; }
    Quantity Executed(OrderSlot slot) const {
        const OrderRecord& record = (*this)[slot];
        return record.quantity - record.prevented - Open(slot);
    }
    // What may still trade; the book shows resting(slot).remaining of it.
    Quantity Open(OrderSlot slot) const { return resting(slot).remaining + Hidden(slot); }
    Quantity Hidden(OrderSlot slot) const {
        return has_conditions(slot) ? conditions(slot).hidden : Quantity(0);
    }

    // The conditions of an order to be added, for OrderRecord::conditions.
    std::uint32_t AddConditions(const ConditionRecord& conditions);
    [[gnu::noinline, gnu::cold]] void EndConditions(OrderSlot slot);
    // Open icebergs of a position.
    void CountIceberg(PositionSlot slot, int change);
    std::uint32_t IcebergsOf(PositionSlot slot) const {
        const auto found = icebergs_.find(slot);
        return found == icebergs_.end() ? 0 : found->second;
    }
    // A stop order that waits; it is in no book.
    bool IsUntriggered(OrderSlot slot) const {
        return has_conditions(slot) && conditions(slot).phase == OrderPhase::kUntriggered;
    }
    bool has_conditions(OrderSlot slot) const {
        return (*this)[slot].conditions != OrderRecord::kNoConditions;
    }
    // The list that it is a leg of, or 0.
    OrderListId ListOf(OrderSlot slot) const {
        return has_conditions(slot) ? conditions(slot).list : OrderListId(0);
    }
    ConditionRecord& conditions(OrderSlot slot) {
        return conditions_[(*this)[slot].conditions - 1];
    }
    const ConditionRecord& conditions(OrderSlot slot) const {
        return conditions_[(*this)[slot].conditions - 1];
    }
    void CountUntriggered(PositionSlot slot, int change) {
        positions_[slot.raw()].untriggered += static_cast<std::uint32_t>(change);
    }

    // kNoPosition before AddPosition.
    PositionSlot FindPosition(AccountId account, SymbolId symbol) const {
        const std::uint64_t hash = PositionHash(account, symbol);
        return PositionSlot(by_account_and_symbol_.Find(hash, [&](std::uint32_t slot) {
            return positions_[slot].account == account && positions_[slot].symbol == symbol;
        }));
    }
    PositionSlot AddPosition(const Position& position);
    const Position& operator[](PositionSlot slot) const { return positions_[slot.raw()]; }
    std::uint32_t live() const { return pool_.live(); }
    // Whether some order, open or not, ever had this slot.
    bool Has(OrderSlot slot) const { return slot.raw() < records_.size(); }

    // Start loading what Find and FindPosition read, and what Remove changes.
    void PrefetchIndex(OrderId id) const { index_.Prefetch(id); }
    void PrefetchIndex(AccountId account, SymbolId symbol) const {
        by_account_and_symbol_.Prefetch(PositionHash(account, symbol));
    }
    // What FindPosition will very likely answer, without a look at any position.
    PositionSlot GuessPosition(AccountId account, SymbolId symbol) const {
        return PositionSlot(by_account_and_symbol_.Guess(PositionHash(account, symbol)));
    }
    void Prefetch(PositionSlot slot) const {
        if (slot != kNoPosition) __builtin_prefetch(&positions_[slot.raw()]);
    }
    void Prefetch(OrderSlot slot) const {
        if (slot == book::kNoOrder) return;
        __builtin_prefetch(&pool_[slot]);
        __builtin_prefetch(&records_[slot.raw()]);
    }
    void PrefetchNeighbours(OrderSlot slot) const {
        const OrderRecord& record = (*this)[slot];
        __builtin_prefetch(&positions_[record.position.raw()]);
        if (record.older != book::kNoOrder) __builtin_prefetch(&records_[record.older.raw()]);
        if (record.newer != book::kNoOrder) __builtin_prefetch(&records_[record.newer.raw()]);
    }

    OrderLists& lists() { return lists_; }
    const OrderLists& lists() const { return lists_; }
    book::OrderPool& pool() { return pool_; }
    book::LevelPool& levels() { return levels_; }

private:
    static std::uint64_t PositionHash(AccountId account, SymbolId symbol) {
        return HashMix(account.raw(), symbol.raw());
    }
    std::uint64_t HashOf(OrderSlot slot) const;
    void IndexClientId(OrderSlot slot, const ClientOrderId& client_id);
    void UnindexClientId(OrderSlot slot);

    book::OrderPool pool_;
    book::LevelPool levels_;
    book::OrderIndex index_;
    std::vector<OrderRecord> records_;       // by slot
    std::vector<ClientOrderId> client_ids_;  // by slot
    OrderLists lists_;
    std::vector<ConditionRecord> conditions_;
    std::vector<std::uint32_t> free_conditions_;
    std::map<PositionSlot, std::uint32_t> icebergs_;
    SlotTable by_client_id_;
    std::vector<Position> positions_;
    SlotTable by_account_and_symbol_;
};

}  // namespace bourse::matching
