// Events: what happened. Past-tense names; plain structs that are also their wire form
// (docs/formats/wire.md). Readers fold them; they carry what a fold needs, not what it can look up.
//
// The events of one command, in this order:
//   CommandApplied                      always first, and alone when the command was rejected
//   AnswerRepeated                      for a command that was answered before (kRepeated)
//   OrderListAccepted                   orders that depend on each other; then those of each leg
//   OrderAccepted                       an order entered; then, a resting order met at a time,
//     TradeExecuted | SelfTradePrevented [OrderExpired (maker)]
//   OrderRested | OrderExpired          what became of the rest, if there is one
//   OrderCanceled, OrderAmended, …      what other commands did
//   BalanceChanged                      each balance touched, in the order of first touch
//
// Every event that has one is written when it happens: OrderTriggered and OrderReleased stand
// before what the order then does, which is as after OrderAccepted.
//
// `update_id` numbers the changes of one symbol's book without a gap, from 1; 0 says that the event
// does not change the book. The change is what the book shows: OrderRested and IcebergRefreshed add
// `quantity` at `price`; the others take `quantity` (OrderAmended: `reduced_by`) less `hidden` from
// it. Only icebergs hide a part.
#pragma once

#include <cstdint>
#include <type_traits>

#include "core/base/type_list.h"
#include "core/domain/commands.h"
#include "core/domain/order.h"
#include "core/domain/reject_reason.h"
#include "core/domain/symbol.h"
#include "core/domain/types.h"

namespace bourse {

enum class EventType : std::uint16_t {
    kCommandApplied = 1,
    kAnswerRepeated = 2,
    kOrderAccepted = 10,
    kOrderRested = 11,
    kTradeExecuted = 12,
    kSelfTradePrevented = 13,
    kOrderCanceled = 14,
    kOrderExpired = 15,
    kOrderAmended = 16,
    kCancelReplaceApplied = 17,
    kCancelAllCompleted = 18,
    kOrderTriggered = 40,
    kTrailingStarted = 41,
    kIcebergRefreshed = 42,
    kOrderReleased = 43,
    kOrderListAccepted = 44,
    kOrderListUpdated = 45,
    kOrderListCompleted = 46,
    kBalanceChanged = 20,
    kFundsDeposited = 21,
    kWithdrawalReserved = 22,
    kWithdrawalSettled = 23,
    kWithdrawalReleased = 24,
    kAssetDefined = 30,
    kSymbolDefined = 31,
    kSymbolModeChanged = 33,
    kFeeTierDefined = 34,
    kAccountChanged = 35,
};

struct EventHeader {
    std::uint16_t size = 0;  // bytes of the whole event
    EventType type{};
    std::uint32_t reserved = 0;
};

struct CommandApplied {
    static constexpr EventType kType = EventType::kCommandApplied;
    EventHeader header;
    CommandType command{};
    RejectReason reason{};
    AccountId account;
    Sequence sequence;
    Timestamp timestamp;
    SessionId session;
    SessionNumber number;
};
// Followed in the same frame by `header.size - sizeof(AnswerRepeated)` bytes: the events of the
// first answer, for the one who asked. Folds pass over it.
struct AnswerRepeated {
    static constexpr EventType kType = EventType::kAnswerRepeated;
    EventHeader header;
};
struct OrderAccepted {
    static constexpr EventType kType = EventType::kOrderAccepted;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Side side{};
    OrderType type{};
    TimeInForce time_in_force{};
    SelfTradePrevention self_trade_prevention{};  // never kSymbolDefault
    std::uint32_t trade_group = 0;
    Price price;
    Quantity quantity;  // MARKET by quote quantity: what it buys or sells, known before it trades
    Amount quote_quantity;
    ClientOrderId client_order_id;
    OrderConditions conditions;
    OrderListId order_list;  // 0 unless it is a leg of one
    OrderPhase phase{};
    std::uint8_t reserved[7] = {};
};
// The last price, or the pegged one, let the order meet the book; `price` and `type` are what it is
// from now on.
struct OrderTriggered {
    static constexpr EventType kType = EventType::kOrderTriggered;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Side side{};
    OrderType type{};  // kMarket or kLimit
    std::uint8_t reserved[6] = {};
    Price price;  // its limit; 0 for kMarket
    Quantity quantity;
    Price last_price;  // that triggered it
};
// A stop order with a trailing delta began to follow the last price, here its first extreme.
struct TrailingStarted {
    static constexpr EventType kType = EventType::kTrailingStarted;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Price last_price;
};
// A leg that waited for another one starts; what it does follows.
struct OrderReleased {
    static constexpr EventType kType = EventType::kOrderReleased;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Side side{};
    OrderType type{};
    OrderPhase phase{};  // kEntering or kUntriggered
    std::uint8_t reserved[5] = {};
    Price price;
    Quantity quantity;  // of kOpo and kOpoco: now known
    OrderListId order_list;
};
// The shown part of an iceberg was taken; the next one is last in the queue of its price.
struct IcebergRefreshed {
    static constexpr EventType kType = EventType::kIcebergRefreshed;
    EventHeader header;
    OrderId order;
    SymbolId symbol;
    Side side{};
    std::uint8_t reserved[3] = {};
    Price price;
    Quantity quantity;  // shown from now on
    Quantity hidden;    // what is left behind it
    UpdateId update_id;
};
// The OrderAccepted of the legs follow, in the order of `orders`.
struct OrderListAccepted {
    static constexpr EventType kType = EventType::kOrderListAccepted;
    EventHeader header;
    OrderListId order_list;
    AccountId account;
    SymbolId symbol;
    OrderListKind kind{};
    std::uint8_t leg_count = 0;  // 2 or 3
    std::uint8_t reserved[6] = {};
    OrderId orders[kMaxListLegs];  // 0 behind leg_count
    ClientOrderId list_client_id;
};
// A leg has another client order id.
struct OrderListUpdated {
    static constexpr EventType kType = EventType::kOrderListUpdated;
    EventHeader header;
    OrderListId order_list;
    AccountId account;
    SymbolId symbol;
};
// No leg is open any more; stands behind the last leg's own event.
struct OrderListCompleted {
    static constexpr EventType kType = EventType::kOrderListCompleted;
    EventHeader header;
    OrderListId order_list;
    AccountId account;
    SymbolId symbol;
    OrderListEnd end{};
    std::uint8_t reserved[7] = {};
};
struct OrderRested {
    static constexpr EventType kType = EventType::kOrderRested;
    EventHeader header;
    OrderId order;
    SymbolId symbol;
    Side side{};
    std::uint8_t reserved[3] = {};
    Price price;
    Quantity quantity;  // the open quantity less `hidden`
    Quantity hidden;
    UpdateId update_id;
};
struct TradeExecuted {
    static constexpr EventType kType = EventType::kTradeExecuted;
    EventHeader header;
    TradeId trade;  // 1, 2, 3 … a symbol
    SymbolId symbol;
    Side taker_side{};
    std::uint8_t reserved[3] = {};
    OrderId maker_order;
    OrderId taker_order;
    AccountId maker;
    AccountId taker;
    Price price;  // the maker's
    Quantity quantity;
    Amount notional;
    Amount maker_commission;  // of the asset that the maker receives
    Amount taker_commission;  // of the asset that the taker receives
    Quantity maker_open;      // after the trade; 0: filled
    Quantity taker_open;
    UpdateId update_id;
};
struct SelfTradePrevented {
    static constexpr EventType kType = EventType::kSelfTradePrevented;
    EventHeader header;
    PreventedMatchId prevented_match;  // 1, 2, 3 … a symbol
    SymbolId symbol;
    Side taker_side{};
    SelfTradePrevention mode{};  // the mode that was applied
    std::uint8_t reserved[2] = {};
    OrderId maker_order;
    OrderId taker_order;
    AccountId maker;
    AccountId taker;
    Price price;        // the maker's
    Quantity quantity;  // kDecrement, kTransfer: taken from both; otherwise 0
    Quantity maker_open;
    Quantity taker_open;
    UpdateId update_id;
};
struct OrderCanceled {
    static constexpr EventType kType = EventType::kOrderCanceled;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Side side{};
    CancelCause cause{};
    std::uint8_t reserved[6] = {};
    Price price;
    Quantity quantity;   // what was open
    Quantity hidden;     // the part of it that the book did not show
    UpdateId update_id;  // 0 unless the order rested
    ClientOrderId cancel_id;
};
struct OrderExpired {
    static constexpr EventType kType = EventType::kOrderExpired;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Side side{};
    ExpiryReason reason{};
    RejectReason reject_reason{};  // of kRejectedAtTrigger
    std::uint8_t reserved[4] = {};
    Price price;
    Quantity quantity;   // what was open
    Quantity hidden;     // the part of it that the book did not show
    UpdateId update_id;  // 0 unless the order rested
};
struct OrderAmended {
    static constexpr EventType kType = EventType::kOrderAmended;
    EventHeader header;
    OrderId order;
    AccountId account;
    SymbolId symbol;
    Side side{};
    std::uint8_t reserved[7] = {};
    Price price;
    Quantity quantity;  // the new total
    Quantity reduced_by;
    Quantity hidden;                // the part of `reduced_by` that the book did not show
    UpdateId update_id;             // 0 when the book shows as much as before
    ClientOrderId client_order_id;  // from now on
};
// Both halves of a cancel-replace; the events of each follow in the order cancel, place.
struct CancelReplaceApplied {
    static constexpr EventType kType = EventType::kCancelReplaceApplied;
    EventHeader header;
    RejectReason cancel_reason{};  // kNone: cancelled
    RejectReason place_reason{};   // kNone: placed
    enum class Place : std::uint8_t { kNotAttempted = 0, kAttempted = 1 } place{};
    std::uint8_t reserved[3] = {};
};
// The last step of CancelAllOrders (session, number) is done.
struct CancelAllCompleted {
    static constexpr EventType kType = EventType::kCancelAllCompleted;
    EventHeader header;
    SessionId session;
    SessionNumber number;
    AccountId account;
    SymbolId symbol;
    std::uint64_t canceled = 0;
};
struct BalanceChanged {
    static constexpr EventType kType = EventType::kBalanceChanged;
    EventHeader header;
    AccountId account;
    AssetId asset;
    Amount available;
    Amount held;
};
struct FundsDeposited {
    static constexpr EventType kType = EventType::kFundsDeposited;
    EventHeader header;
    AccountId account;
    AssetId asset;
    Amount amount;
};
struct WithdrawalReserved {
    static constexpr EventType kType = EventType::kWithdrawalReserved;
    EventHeader header;
    WithdrawalId withdrawal;
    AccountId account;
    AssetId asset;
    Amount amount;
};
struct WithdrawalSettled {
    static constexpr EventType kType = EventType::kWithdrawalSettled;
    EventHeader header;
    WithdrawalId withdrawal;
    AccountId account;
    AssetId asset;
    Amount amount;
};
struct WithdrawalReleased {
    static constexpr EventType kType = EventType::kWithdrawalReleased;
    EventHeader header;
    WithdrawalId withdrawal;
    AccountId account;
    AssetId asset;
    Amount amount;
};
struct AssetDefined {
    static constexpr EventType kType = EventType::kAssetDefined;
    EventHeader header;
    AssetId asset;
    std::uint32_t reserved = 0;
    AssetDefinition definition;
};
// Also after ChangeFilters.
struct SymbolDefined {
    static constexpr EventType kType = EventType::kSymbolDefined;
    EventHeader header;
    SymbolId symbol;
    std::uint32_t reserved = 0;
    SymbolDefinition definition;
};
struct SymbolModeChanged {
    static constexpr EventType kType = EventType::kSymbolModeChanged;
    EventHeader header;
    SymbolId symbol;
    SymbolMode mode{};
    std::uint8_t reserved[3] = {};
};
struct FeeTierDefined {
    static constexpr EventType kType = EventType::kFeeTierDefined;
    EventHeader header;
    FeeTierId tier;
    std::uint32_t reserved = 0;
    Rate maker;
    Rate taker;
};
// Also when it was opened.
struct AccountChanged {
    static constexpr EventType kType = EventType::kAccountChanged;
    EventHeader header;
    AccountId account;
    FeeTierId tier;
    std::uint32_t trade_group = 0;
    AccountStatus status{};
    std::uint8_t reserved[3] = {};
};

static_assert(sizeof(EventHeader) == 8 && sizeof(CommandApplied) == 48);
static_assert(sizeof(OrderAccepted) == 152 && sizeof(OrderRested) == 56);
static_assert(sizeof(TradeExecuted) == 112 && sizeof(SelfTradePrevented) == 88);
static_assert(sizeof(OrderCanceled) == 104 && sizeof(OrderExpired) == 64);
static_assert(sizeof(OrderAmended) == 112 && sizeof(CancelReplaceApplied) == 16);
static_assert(sizeof(CancelAllCompleted) == 40 && sizeof(BalanceChanged) == 32);
static_assert(sizeof(FundsDeposited) == 24 && sizeof(WithdrawalReserved) == 32);
static_assert(sizeof(AssetDefined) == 48 && sizeof(SymbolDefined) == 208);
static_assert(sizeof(SymbolModeChanged) == 16 && sizeof(FeeTierDefined) == 32);
static_assert(sizeof(AccountChanged) == 24);
static_assert(sizeof(OrderTriggered) == 56 && sizeof(TrailingStarted) == 32);
static_assert(sizeof(OrderReleased) == 56 && sizeof(IcebergRefreshed) == 56);
static_assert(sizeof(OrderListAccepted) == 96 && sizeof(OrderListUpdated) == 24);
static_assert(sizeof(OrderListCompleted) == 32);

using AllEvents = TypeList<
    CommandApplied,
    AnswerRepeated,
    OrderAccepted,
    OrderRested,
    TradeExecuted,
    SelfTradePrevented,
    OrderCanceled,
    OrderExpired,
    OrderAmended,
    CancelReplaceApplied,
    CancelAllCompleted,
    OrderTriggered,
    TrailingStarted,
    IcebergRefreshed,
    OrderReleased,
    OrderListAccepted,
    OrderListUpdated,
    OrderListCompleted,
    BalanceChanged,
    FundsDeposited,
    WithdrawalReserved,
    WithdrawalSettled,
    WithdrawalReleased,
    AssetDefined,
    SymbolDefined,
    SymbolModeChanged,
    FeeTierDefined,
    AccountChanged>;

}  // namespace bourse
