// OrderLists: which open orders depend on each other (docs/rules.md section 9). The orders
// themselves are in the OrderStore, and name their list in their ConditionRecord.
// Thread: the engine's. Cost: logarithmic; orders outside of lists pay nothing.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/domain/order.h"
#include "core/domain/types.h"

namespace bourse::matching {

struct OrderList {
    enum class Stage : std::uint8_t {
        kWorking = 1,    // the first leg works, the others are pending
        kReleasing = 2,  // the first leg is filled, the others wait for their release
        kPair = 3,       // two legs work as an OCO: they share what is held
        kSingle = 4,     // the last leg works
    };

    OrderListId id;
    AccountId account;
    SymbolId symbol;
    OrderListKind kind{};
    Stage stage{};
    std::uint8_t leg_count = 0;
    std::uint8_t reserved[5] = {};
    std::array<OrderId, kMaxListLegs> legs;  // 0: ended
    ClientOrderId client_id;

    bool is_empty() const { return legs[0].raw() == 0 && legs[1].raw() == 0 && legs[2].raw() == 0; }
};
static_assert(sizeof(OrderList) == 88 && std::is_trivially_copyable_v<OrderList>);

// A leg that a taker met: it traded, or self-trade prevention took of it. An iceberg may be met
// several times; its last note tells its end.
struct LegNote {
    OrderListId list;
    OrderId order;
    Price price;  // that it rested at
    enum class End : std::uint8_t { kOpen, kFilled, kOther } end{};
};

class OrderLists {
public:
    // Requires: an id above all former ones.
    OrderList& Add(const OrderList& list);
    void Remove(OrderListId id);
    // nullptr when there is no such list.
    OrderList* Find(OrderListId id);
    const OrderList* Find(OrderListId id) const;
    const OrderList* Find(AccountId account, SymbolId symbol, const ClientOrderId& client_id) const;
    std::uint32_t CountOf(AccountId account, SymbolId symbol) const;
    const std::map<OrderListId, OrderList>& all() const { return lists_; }

    // What a taker's walk left to be settled behind it.
    void Note(const LegNote& note) { notes_.push_back(note); }
    const std::vector<LegNote>& notes() const { return notes_; }
    void ClearNotes() { notes_.clear(); }

private:
    using ClientKey = std::tuple<AccountId, SymbolId, std::string>;
    static ClientKey KeyOf(AccountId account, SymbolId symbol, const ClientOrderId& client_id) {
        return {account, symbol, std::string(client_id.view())};
    }

    std::map<OrderListId, OrderList> lists_;
    std::map<ClientKey, OrderListId> by_client_id_;
    std::map<std::pair<AccountId, SymbolId>, std::uint32_t> counts_;
    std::vector<LegNote> notes_;
};

}  // namespace bourse::matching
