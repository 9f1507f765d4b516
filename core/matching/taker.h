// Taker: an order on its way through the book.
// Thread: the engine's; lives for one command.
#pragma once

#include "core/book/order_book.h"
#include "core/domain/order.h"
#include "core/domain/types.h"
#include "core/ledger/ledger.h"

namespace bourse::matching {

struct Taker {
    OrderId id;
    AccountId account;
    book::OwnerId owner;
    Side side{};
    OrderType type{};
    TimeInForce time_in_force{};
    SelfTradePrevention self_trade_prevention{};
    Price limit;               // AnyPrice for MARKET
    Quantity quantity;         // what it enters with
    ledger::BalanceSlot base;  // kNoBalance until it is needed for the first time
    ledger::BalanceSlot quote;

    // Whether the two must not trade. An account's own order may rest from before it changed its
    // trade group, so the account counts beside the owner.
    bool Avoids(const book::RestingOrder& maker, AccountId maker_account) const {
        return self_trade_prevention != SelfTradePrevention::kNone &&
               (maker.owner == owner || maker_account == account);
    }
};

// Who must not trade with himself: the trade group, or the account when it is in none.
constexpr book::OwnerId OwnerOf(AccountId account, std::uint32_t trade_group) {
    constexpr std::uint32_t kGroupBit = 1U << 31;
    return book::OwnerId(trade_group == 0 ? account.raw() : trade_group | kGroupBit);
}

}  // namespace bourse::matching
