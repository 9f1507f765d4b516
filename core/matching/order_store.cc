#include "core/matching/order_store.h"

#include "core/base/hash.h"

namespace bourse::matching {

namespace {

std::uint64_t ClientIdHash(AccountId account, SymbolId symbol, const ClientOrderId& id) {
    return Hash64(
        std::as_bytes(std::span(id.text, id.length)), HashMix(account.raw(), symbol.raw())
    );
}

}  // namespace

// A block of 64 price levels for each eight orders, and a page of 256 ids for each two of them.
OrderStore::OrderStore(const Capacity& capacity)
    : pool_(capacity.open_orders),
      levels_(capacity.open_orders / 8),
      index_({capacity.open_orders / 2, capacity.open_orders * 8ULL}),
      by_account_and_symbol_(capacity.positions) {
    records_.reserve(capacity.open_orders);
    client_ids_.reserve(capacity.open_orders);
    positions_.reserve(capacity.positions);
}

OrderSlot OrderStore::Add(
    const OrderRecord& record, const book::RestingOrder& resting, const ClientOrderId& client_id
) {
    const OrderSlot slot = Allocate();
    (*this)[slot] = record;
    book::RestingOrder& order = pool_[slot];
    order.owner = resting.owner;
    order.price = resting.price;
    order.remaining = resting.remaining;
    Enter(slot, client_id);
    return slot;
}

OrderSlot OrderStore::Allocate() {
    const OrderSlot slot = pool_.Allocate();
    if (slot.raw() >= records_.size()) [[unlikely]] {
        records_.resize(slot.raw() + 1);
        client_ids_.resize(slot.raw() + 1);
    } else {
        records_[slot.raw()] = OrderRecord{};
    }
    return slot;
}

void OrderStore::Enter(OrderSlot slot, const ClientOrderId& client_id) {
    OrderRecord& record = (*this)[slot];
    Position& position = positions_[record.position.raw()];
    record.older = position.newest;
    record.newer = book::kNoOrder;
    (position.newest == book::kNoOrder ? position.oldest : (*this)[position.newest].newer) = slot;
    position.newest = slot;
    ++position.open_orders;

    index_.Insert(record.id, slot);
    IndexClientId(slot, client_id);
}

void OrderStore::Remove(OrderSlot slot) {
    const OrderRecord& record = (*this)[slot];
    Position& position = positions_[record.position.raw()];
    (record.older == book::kNoOrder ? position.oldest : (*this)[record.older].newer) = record.newer;
    (record.newer == book::kNoOrder ? position.newest : (*this)[record.newer].older) = record.older;
    --position.open_orders;
    UnindexClientId(slot);
    if (record.conditions != OrderRecord::kNoConditions) [[unlikely]]
        EndConditions(slot);
    index_.Erase(record.id);
    pool_.Free(slot);
}

OrderSlot OrderStore::Find(AccountId account, SymbolId symbol, const ClientOrderId& client_id)
    const {
    if (client_id.empty()) return book::kNoOrder;
    const std::uint64_t hash = ClientIdHash(account, symbol, client_id);
    return OrderSlot(by_client_id_.Find(hash, [&](std::uint32_t slot) {
        return records_[slot].account == account && records_[slot].symbol == symbol &&
               client_ids_[slot].view() == client_id.view();
    }));
}

void OrderStore::ChangeClientId(OrderSlot slot, const ClientOrderId& client_id) {
    UnindexClientId(slot);
    IndexClientId(slot, client_id);
}

std::uint64_t OrderStore::HashOf(OrderSlot slot) const {
    const OrderRecord& record = (*this)[slot];
    return ClientIdHash(record.account, record.symbol, client_ids_[slot.raw()]);
}

void OrderStore::IndexClientId(OrderSlot slot, const ClientOrderId& client_id) {
    if (client_id.empty()) return;
    client_ids_[slot.raw()] = client_id;
    (*this)[slot].client_id = OrderRecord::ClientId::kGiven;
    by_client_id_.Insert(HashOf(slot), slot.raw());
}

void OrderStore::UnindexClientId(OrderSlot slot) {
    OrderRecord& record = (*this)[slot];
    if (record.client_id == OrderRecord::ClientId::kNone) return;
    by_client_id_.Erase(HashOf(slot), slot.raw());
    client_ids_[slot.raw()] = ClientOrderId{};
    record.client_id = OrderRecord::ClientId::kNone;
}

std::uint32_t OrderStore::AddConditions(const ConditionRecord& conditions) {
    if (free_conditions_.empty()) {
        conditions_.push_back(conditions);
        return static_cast<std::uint32_t>(conditions_.size());
    }
    const std::uint32_t number = free_conditions_.back();
    free_conditions_.pop_back();
    conditions_[number - 1] = conditions;
    return number;
}

void OrderStore::CountIceberg(PositionSlot slot, int change) {
    std::uint32_t& count = icebergs_[slot];
    count += static_cast<std::uint32_t>(change);
    if (count == 0) icebergs_.erase(slot);
}

void OrderStore::EndConditions(OrderSlot slot) {
    std::uint32_t& number = (*this)[slot].conditions;
    CHECK(number != OrderRecord::kNoConditions);
    if (conditions(slot).iceberg.raw() != 0) CountIceberg((*this)[slot].position, -1);
    free_conditions_.push_back(number);
    number = OrderRecord::kNoConditions;
}

PositionSlot OrderStore::AddPosition(const Position& position) {
    const auto slot = static_cast<std::uint32_t>(positions_.size());
    positions_.push_back(position);
    by_account_and_symbol_.Insert(PositionHash(position.account, position.symbol), slot);
    return PositionSlot(slot);
}

}  // namespace bourse::matching
