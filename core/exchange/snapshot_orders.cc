// The markets and open orders of a snapshot (docs/formats/snapshot_state.md):
//
//   market := SavedMarket, resting order*, waiting order*, trailing, releases OrderListId*
//   trailing := last start u64, groups of those that sell, of those that buy, following order*,
//               due order*
//   lists  := (OrderList, pending order*)*, the pending legs without their count
//   order  := SavedOrder, ConditionRecord if it has one
//
// resting and waiting orders bids first, then asks, each in priority order; following ones in the
// order of their starts, due ones in turn.
#include <algorithm>

#include "core/exchange/snapshot_lists.h"
#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::Market;
using matching::OrderList;
using matching::OrderSlot;
using wire::ByteBuffer;
using wire::Reader;

namespace {

struct SavedMarket {
    SymbolDefinition definition;
    SymbolMode mode{};
    std::uint8_t reserved[7] = {};
    TradeId last_trade;
    PreventedMatchId last_prevented_match;
    UpdateId last_update;
    Price last_price;
    matching::Triggers::Round round;
};
static_assert(sizeof(SavedMarket) == 248);

}  // namespace

struct Exchange::State::SavedOrder {
    OrderId id;
    Quantity quantity;
    Quantity prevented;
    Quantity remaining;
    Price price;  // of one that waits: its stop price
    AccountId account;
    SymbolId symbol;
    book::OwnerId owner;
    std::uint32_t amends = 0;
    Side side{};
    OrderType type{};
    SelfTradePrevention self_trade_prevention{};
    std::uint8_t has_conditions = 0;  // they follow
    std::uint8_t reserved[4] = {};
    ClientOrderId client_id;
};

void Exchange::State::SaveOrder(OrderSlot slot, ByteBuffer& output) const {
    const matching::OrderRecord& record = orders[slot];
    const book::RestingOrder& resting = orders.resting(slot);
    SavedOrder saved;
    saved.id = record.id;
    saved.quantity = record.quantity;
    saved.prevented = record.prevented;
    saved.remaining = resting.remaining;
    saved.price = resting.price;
    saved.account = record.account;
    saved.symbol = record.symbol;
    saved.owner = resting.owner;
    saved.amends = record.amends;
    saved.side = record.side;
    saved.type = record.type;
    saved.self_trade_prevention = record.self_trade_prevention;
    saved.client_id = orders.client_id(slot);
    saved.has_conditions = orders.has_conditions(slot) ? 1 : 0;
    Put(output, saved);
    if (orders.has_conditions(slot)) Put(output, orders.conditions(slot));
}

void Exchange::State::SaveMarket(const Market& market, ByteBuffer& output) const {
    SavedMarket saved;
    saved.definition = market.symbol.definition;
    saved.mode = market.mode;
    saved.last_trade = market.last_trade;
    saved.last_prevented_match = market.last_prevented_match;
    saved.last_update = market.last_update;
    saved.last_price = market.last_price;
    saved.round = market.triggers.round();
    Put(output, saved);
    SaveOrders(market.book, output);
    SaveOrders(market.triggers.waiting(), output);
    SaveTrailing(market.triggers.trailing(), output);
    PutCount(output, market.releases.size());
    for (const OrderListId list : market.releases) Put(output, list);
}

void Exchange::State::SaveTrailing(const matching::TrailingStops& trailing, ByteBuffer& output)
    const {
    Put(output, trailing.last_start());
    std::vector<OrderSlot> following, due;
    for (const Side side : {Side::kSell, Side::kBuy}) {
        std::vector<matching::TrailingStops::Group> groups;
        trailing.ForEachGroup(side, [&](const auto& group) { groups.push_back(group); });
        PutList(output, groups);
        trailing.ForEachFollower(side, [&](OrderSlot slot) { following.push_back(slot); });
    }
    trailing.ForEachDue([&](OrderSlot slot) { due.push_back(slot); });
    std::ranges::sort(following, {}, [&](OrderSlot slot) {
        return orders.conditions(slot).trailing_start;
    });
    for (const auto& slots : {following, due}) {
        PutCount(output, slots.size());
        for (const OrderSlot slot : slots) SaveOrder(slot, output);
    }
}

void Exchange::State::SaveLists(ByteBuffer& output) const {
    PutCount(output, orders.lists().all().size());
    for (const auto& [id, list] : orders.lists().all()) {
        Put(output, list);
        for (const OrderId leg : list.legs) {
            const OrderSlot slot = orders.Find(leg);
            if (slot == book::kNoOrder) continue;
            if (orders.conditions(slot).phase == OrderPhase::kPending) SaveOrder(slot, output);
        }
    }
}

void Exchange::State::SaveOrders(const book::OrderBook& book, ByteBuffer& output) const {
    const auto save_order = [&](OrderSlot slot, const book::RestingOrder&) {
        SaveOrder(slot, output);
        return true;
    };
    PutCount(output, book.order_count(Side::kBuy) + book.order_count(Side::kSell));
    book.Walk(Side::kBuy, save_order);
    book.Walk(Side::kSell, save_order);
}

// The orders of a snapshot, until all are read: the store wants the oldest first, the books their
// order of priority.
struct Exchange::State::RestoredOrders {
    struct Item {
        SavedOrder saved;
        matching::ConditionRecord conditions;
        OrderSlot slot;

        bool Read(Reader& input) {
            return input.Read(saved) && (saved.has_conditions == 0 || input.Read(conditions));
        }
    };
    std::vector<Item> resting, waiting, following, due, pending;
};

bool Exchange::State::RestoreOrders(Reader& input) {
    RestoredOrders restored;
    if (!ReadEach(input, [&] { return RestoreMarket(input, restored); }) ||
        !RestoreLists(input, restored)) {
        return false;
    }
    return AddOrders(restored);
}

bool Exchange::State::RestoreMarket(Reader& input, RestoredOrders& restored) {
    const auto has_asset = [&](AssetId asset) { return asset.raw() < assets.size(); };
    SavedMarket saved;
    if (!input.Read(saved) || !has_asset(saved.definition.base) ||
        !has_asset(saved.definition.quote)) {
        return false;
    }
    const AssetDefinition& base = assets[saved.definition.base.raw()];
    const AssetDefinition& quote = assets[saved.definition.quote.raw()];
    const auto symbol = Validate(saved.definition, base, quote);
    if (!symbol) return false;
    const SymbolId id(static_cast<std::uint32_t>(markets.size()));
    Market& market = *markets.emplace_back(std::make_unique<Market>(id, *symbol, orders));
    market.mode = saved.mode;
    market.last_trade = saved.last_trade;
    market.last_prevented_match = saved.last_prevented_match;
    market.last_update = saved.last_update;
    market.last_price = saved.last_price;
    market.triggers.RestoreRound(saved.round);
    return ReadOrders(input, id, restored) && ReadTrailing(input, market, restored) &&
           ReadEach(input, [&] { return input.Read(market.releases.emplace_back()); });
}

bool Exchange::State::ReadOrders(Reader& input, SymbolId symbol, RestoredOrders& restored) {
    const auto read = [&](RestoredOrders::Item& item) {
        return item.Read(input) && item.saved.symbol == symbol;
    };
    return ReadEach(input, [&] { return read(restored.resting.emplace_back()); }) &&
           ReadEach(input, [&] {
               RestoredOrders::Item& item = restored.waiting.emplace_back();
               return read(item) && IsStop(item.saved.type) && item.saved.has_conditions != 0;
           });
}

bool Exchange::State::ReadTrailing(Reader& input, Market& market, RestoredOrders& restored) {
    matching::TrailingStops& trailing = market.triggers.trailing();
    std::uint64_t last_start = 0;
    if (!input.Read(last_start)) return false;
    trailing.RestoreStart(last_start);
    for (const Side side : {Side::kSell, Side::kBuy}) {
        std::vector<matching::TrailingStops::Group> groups;
        if (!ReadList(input, groups)) return false;
        for (const auto& group : groups) trailing.RestoreGroup(side, group);
    }
    for (auto* items : {&restored.following, &restored.due}) {
        const bool is_read = ReadEach(input, [&] {
            RestoredOrders::Item& item = items->emplace_back();
            return item.Read(input) && item.saved.symbol == market.id && IsStop(item.saved.type) &&
                   item.saved.has_conditions != 0;
        });
        if (!is_read) return false;
    }
    return true;
}

bool Exchange::State::RestoreLists(Reader& input, RestoredOrders& restored) {
    const auto is_above_all = [&](OrderListId id) {
        const auto& all = orders.lists().all();
        return all.empty() || all.rbegin()->first < id;
    };
    const auto pending_of = [](const OrderList& list) {
        const bool waits =
            list.stage == OrderList::Stage::kWorking || list.stage == OrderList::Stage::kReleasing;
        return waits ? list.leg_count - 1 : 0;
    };
    return ReadEach(input, [&] {
        OrderList list;
        if (!input.Read(list) || !is_above_all(list.id) || MarketOf(list.symbol) == nullptr) {
            return false;
        }
        orders.lists().Add(list);
        for (int leg = pending_of(list); leg > 0; --leg) {
            RestoredOrders::Item& item = restored.pending.emplace_back();
            if (!item.Read(input) || item.saved.symbol != list.symbol) return false;
        }
        return true;
    });
}

bool Exchange::State::AddOrders(RestoredOrders& restored) {
    std::vector<RestoredOrders::Item*> by_age;
    for (auto* items :
         {&restored.resting,
          &restored.waiting,
          &restored.following,
          &restored.due,
          &restored.pending}) {
        for (RestoredOrders::Item& item : *items) by_age.push_back(&item);
    }
    std::sort(by_age.begin(), by_age.end(), [](const auto* a, const auto* b) {
        return a->saved.id < b->saved.id;
    });
    for (RestoredOrders::Item* item : by_age) {
        const bool has_conditions = item->saved.has_conditions != 0;
        item->slot = AddOrder(item->saved, has_conditions ? &item->conditions : nullptr);
    }
    for (const RestoredOrders::Item& item : restored.resting) {
        MarketOf(item.saved.symbol)->book.Add(item.slot, item.saved.side);
    }
    for (const RestoredOrders::Item& item : restored.waiting) {
        const SavedOrder& saved = item.saved;
        matching::Triggers& triggers = MarketOf(saved.symbol)->triggers;
        triggers.Add(item.slot, matching::Triggers::SideOf(saved.type, saved.side));
        const bool is_awaited =
            item.conditions.trailing == matching::ConditionRecord::Trailing::kAtStop;
        if (is_awaited) triggers.trailing().Await(saved.side, 1);
    }
    return AddTrailing(restored);
}

bool Exchange::State::AddTrailing(const RestoredOrders& restored) {
    for (const RestoredOrders::Item& item : restored.following) {
        const auto& [saved, conditions, slot] = item;
        const bool is_added =
            MarketOf(saved.symbol)
                ->triggers.Refollow(
                    slot, {saved.side, conditions.trailing_delta, conditions.trailing_start}
                );
        if (!is_added) return false;
    }
    for (const RestoredOrders::Item& item : restored.due) {
        MarketOf(item.saved.symbol)->triggers.trailing().RestoreDue(item.slot);
    }
    return true;
}

OrderSlot Exchange::State::AddOrder(
    const SavedOrder& saved, const matching::ConditionRecord* conditions
) {
    const SymbolDefinition& definition = MarketOf(saved.symbol)->symbol.definition;
    matching::OrderRecord record;
    record.id = saved.id;
    record.quantity = saved.quantity;
    record.prevented = saved.prevented;
    record.account = saved.account;
    record.symbol = saved.symbol;
    record.position = orders.FindPosition(saved.account, saved.symbol);
    record.base = ledger.SlotOf(saved.account, definition.base);
    record.quote = ledger.SlotOf(saved.account, definition.quote);
    if (record.position == matching::kNoPosition) {
        record.position =
            orders.AddPosition({saved.account, saved.symbol, record.base, record.quote});
    }
    record.side = saved.side;
    record.type = saved.type;
    record.self_trade_prevention = saved.self_trade_prevention;
    record.amends = saved.amends;
    if (conditions != nullptr) {
        record.conditions = orders.AddConditions(*conditions);
        const bool is_counted = IsStop(saved.type) && conditions->phase != OrderPhase::kEntering;
        if (is_counted) orders.CountUntriggered(record.position, 1);
        if (conditions->iceberg.raw() != 0) orders.CountIceberg(record.position, 1);
    }
    book::RestingOrder resting;
    resting.owner = saved.owner;
    resting.price = saved.price;
    resting.remaining = saved.remaining;
    return orders.Add(record, resting, saved.client_id);
}

bool Exchange::State::RestorePendingTriggers(Reader& input) {
    return ReadEach(input, [&] {
        SymbolId symbol;
        if (!input.Read(symbol) || MarketOf(symbol) == nullptr) return false;
        MarketOf(symbol)->is_queued = true;
        pending_triggers.push_back(symbol);
        return true;
    });
}

}  // namespace bourse::exchange
