// OrderView: an order as its owner sees it, and ExecutionReport: one step of its life.
// Thread: any; plain values.
#pragma once

#include <cstdint>

#include "core/domain/events.h"

namespace bourse::market {

enum class OrderStatus : std::uint8_t {
    kPendingNew = 0,  // a leg that waits for another one of its list
    kNew = 1,
    kPartiallyFilled,
    kFilled,
    kCanceled,
    kExpired,
    kExpiredInMatch,  // by self-trade prevention
};

constexpr bool IsOpen(OrderStatus status) { return status <= OrderStatus::kPartiallyFilled; }

// Invariant: quantity - executed - prevented is what is open, as long as the order is.
struct OrderView {
    OrderId id;
    AccountId account;
    SymbolId symbol;
    Side side{};
    OrderType type{};
    TimeInForce time_in_force{};
    SelfTradePrevention self_trade_prevention{};
    OrderStatus status = OrderStatus::kNew;
    ExpiryReason expiry_reason{};  // 0 unless it expired
    std::uint32_t amends = 0;
    std::uint32_t trade_group = 0;
    Price price;
    Quantity quantity;  // as placed, or last amended
    Quantity executed, prevented;
    Amount quote_quantity, cumulative_quote;
    Timestamp time, update_time;
    Timestamp working_time;            // since when it may trade; 0: not yet
    Timestamp trailing_time;           // since when a trailing stop follows the price; 0: not yet
    PreventedMatchId prevented_match;  // the last one; 0: none
    OrderListId order_list;            // 0: none
    ClientOrderId client_order_id;
    OrderConditions conditions;
};

enum class Liquidity : std::uint8_t { kMaker = 1, kTaker = 2 };

// One trade as one of its sides sees it.
struct AccountTrade {
    SymbolId symbol;
    TradeId trade;
    OrderId order;
    OrderListId order_list;
    Price price;
    Quantity quantity;
    Amount notional, commission;
    AssetId commission_asset;  // what this side received
    Timestamp time;
    Side side{};
    Liquidity liquidity{};
};

// What an order lost to self-trade prevention without a trade.
struct PreventedMatch {
    PreventedMatchId id;
    OrderId counter_order;
    Price price;
    Quantity quantity;
    Amount notional;
};

// One meeting of two orders that self-trade prevention kept apart. A quantity is 0 where that side
// lost nothing.
struct SelfTradeRecord {
    PreventedMatchId id;
    SymbolId symbol;
    OrderId maker_order, taker_order;
    std::uint32_t trade_group = 0;
    SelfTradePrevention mode{};
    Price price;
    Quantity maker_prevented, taker_prevented;
    Timestamp time;
};

struct Amendment {
    SymbolId symbol;
    OrderId order;
    std::uint64_t execution_id = 0;  // of the report that told it
    ClientOrderId client_order_id_before, client_order_id;
    Quantity quantity_before, quantity;
    Timestamp time;
};

// Orders that depend on each other, as their owner sees them.
struct OrderListView {
    struct Leg {
        OrderId order;
        ClientOrderId client_order_id;
    };

    OrderListId id;
    AccountId account;
    SymbolId symbol;
    OrderListKind kind{};
    OrderListEnd end{};  // 0 as long as a leg is open
    std::uint8_t leg_count = 0;
    Timestamp time;
    ClientOrderId list_client_id;
    Leg legs[kMaxListLegs];

    bool is_open() const { return end == OrderListEnd{}; }
};

enum class OrderListStep : std::uint8_t { kStarted = 1, kUpdated, kCompleted };

struct OrderListReport {
    OrderListStep step{};
    Timestamp time;
    OrderListView list;  // after this step
};

enum class ExecutionType : std::uint8_t {
    kNew = 1,
    kCanceled,
    kReplaced,  // amended
    kTrade,
    kExpired,
    kTradePrevention,
};

struct ExecutionReport {
    ExecutionType type{};
    std::uint64_t execution_id = 0;  // strictly grows a symbol
    Timestamp time;
    OrderView order;                         // after this step
    ClientOrderId client_order_id;           // of this step: a cancel has its own
    ClientOrderId original_client_order_id;  // the order's before it, where that is another
    AccountTrade fill;                       // kTrade
    PreventedMatch prevented;                // kTradePrevention
};

}  // namespace bourse::market
