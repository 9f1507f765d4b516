// Taker: an order on its way through the book.
// Thread: the engine's; lives for one command.
#pragma once

#include "core/book/order_book.h"
#include "core/domain/order.h"
#include "core/domain/types.h"
#include "core/ledger/ledger.h"
#include "core/matching/order_store.h"

namespace bourse::matching {

// Who must not trade with himself: the trade group, or the account when it is in none.
constexpr book::OwnerId OwnerOf(AccountId account, std::uint32_t trade_group) {
    constexpr std::uint32_t kGroupBit = 1U << 31;
    return book::OwnerId(trade_group == 0 ? account.raw() : trade_group | kGroupBit);
}
constexpr std::uint32_t TradeGroupOf(book::OwnerId owner) {
    constexpr std::uint32_t kGroupBit = 1U << 31;
    return (owner.raw() & kGroupBit) == 0 ? 0 : owner.raw() & ~kGroupBit;
}

// Who places an order; his position is kNoPosition before his first order of the symbol.
struct Entrant {
    AccountId account;
    PositionSlot position;
};

struct Taker {
    OrderId id;
    AccountId account;
    std::uint32_t trade_group = 0;
    PositionSlot position;
    Side side{};
    OrderType type{};
    TimeInForce time_in_force{};
    SelfTradePrevention self_trade_prevention{};
    Price limit;                 // AnyPrice for MARKET
    Quantity quantity;           // what it enters with
    ledger::BalanceSlot base{};  // of the position
    ledger::BalanceSlot quote{};
    Quantity iceberg;                 // what the book shows of its rest at most; 0: all
    OrderSlot slot = book::kNoOrder;  // of one that waited in the store for its trigger

    book::OwnerId owner() const { return OwnerOf(account, trade_group); }

    // Whether the two must not trade. An account's own order may rest from before it changed its
    // trade group, so the account counts beside the owner.
    bool Avoids(const book::RestingOrder& maker, AccountId maker_account) const {
        return self_trade_prevention != SelfTradePrevention::kNone &&
               (maker.owner == owner() || maker_account == account);
    }
};

// An order of the store, that waited or was pending, as it meets the book now.
Taker TakerFrom(const OrderStore& orders, OrderSlot slot);

}  // namespace bourse::matching
