// Commands: what may be asked of the exchange. Imperative names; each is a plain struct that is
// also its wire form (docs/formats/wire.md): little endian, no padding, 8-byte aligned, header
// first. A command may hold any bits: Exchange::Apply checks every field and rejects what does not
// fit.
#pragma once

#include <cstdint>
#include <type_traits>

#include "core/base/type_list.h"
#include "core/domain/order.h"
#include "core/domain/symbol.h"
#include "core/domain/types.h"

namespace bourse {

// The venue itself: boundary of the ledger, and principal of operator commands.
inline constexpr AccountId kVenueAccount{0};
inline constexpr AccountId kCommissionAccount{1};
inline constexpr AccountId kFirstCustomerAccount{2};

// Session 0 has no idempotency table; its numbers mean nothing.
inline constexpr SessionId kNoSession{0};

enum class CommandType : std::uint16_t {
    kPlaceOrder = 1,
    kCancelOrder = 2,
    kCancelAllOrders = 3,
    kCancelReplaceOrder = 4,
    kAmendOrder = 5,
    kPlaceOrderList = 6,
    kCancelOrderList = 7,
    kDeposit = 10,
    kReserveWithdrawal = 11,
    kSettleWithdrawal = 12,
    kReleaseWithdrawal = 13,
    kDefineAsset = 20,
    kDefineSymbol = 21,
    kChangeFilters = 22,
    kSetSymbolMode = 23,
    kDefineFeeTier = 24,
    kOpenAccount = 25,
    kChangeAccount = 26,
    kContinue = 30,
};

struct CommandHeader {
    std::uint16_t size = 0;  // bytes of the whole command
    CommandType type{};
    AccountId account;  // whose orders and balances; kVenueAccount for operator commands
    SessionId session;
    SessionNumber number;  // 1, 2, 3 … a session
    KeyId key;             // the API key it came with, 0 for none; for the audit
    std::uint32_t reserved = 0;
};
static_assert(sizeof(CommandHeader) == 32 && std::is_trivially_copyable_v<CommandHeader>);

struct OrderInstruction {
    SymbolId symbol;
    Side side{};
    OrderType type{};
    TimeInForce time_in_force =
        TimeInForce::kGoodTillCanceled;  // kGoodTillCanceled for LIMIT_MAKER
    SelfTradePrevention self_trade_prevention = SelfTradePrevention::kSymbolDefault;
    Price price;            // 0 for MARKET
    Quantity quantity;      // 0 for MARKET by quote quantity
    Amount quote_quantity;  // MARKET: what a buyer spends or a seller receives before commission
    ClientOrderId client_order_id;
    OrderConditions conditions;
};
static_assert(sizeof(OrderInstruction) == 112);

// An order by id, or by client order id when `order` is 0; with both, they must be of one order.
struct OrderReference {
    SymbolId symbol;
    std::uint32_t reserved = 0;
    OrderId order;
    ClientOrderId client_order_id;
};
static_assert(sizeof(OrderReference) == 56);

struct PlaceOrder {
    static constexpr CommandType kType = CommandType::kPlaceOrder;
    CommandHeader header;
    OrderInstruction instruction;
};
struct CancelOrder {
    static constexpr CommandType kType = CommandType::kCancelOrder;
    CommandHeader header;
    OrderReference reference;
    ClientOrderId cancel_id;  // names the cancel itself
    CancelRestriction restriction{};
    std::uint8_t reserved[7] = {};
};
// Cancels the account's open orders of one symbol, in journalled steps when there are many.
struct CancelAllOrders {
    static constexpr CommandType kType = CommandType::kCancelAllOrders;
    CommandHeader header;
    SymbolId symbol;
    std::uint32_t reserved = 0;
    ClientOrderId cancel_id;
};
struct CancelReplaceOrder {
    static constexpr CommandType kType = CommandType::kCancelReplaceOrder;
    CommandHeader header;
    OrderReference reference;
    ClientOrderId cancel_id;
    OrderInstruction instruction;
    CancelReplaceMode mode{};
    CancelRestriction restriction{};
    std::uint8_t reserved[6] = {};
};
// Lowers an order's total quantity; it keeps its place in the queue.
struct AmendOrder {
    static constexpr CommandType kType = CommandType::kAmendOrder;
    CommandHeader header;
    OrderReference reference;
    Quantity quantity;              // the new total, above what is executed
    ClientOrderId client_order_id;  // the order's new client order id; empty keeps the old one
};
// Places orders that depend on each other, all or none. The legs' order ids follow their order:
//   kOco           [stop leg, limit leg] in any order: STOP_LOSS(_LIMIT) and LIMIT_MAKER or
//                  TAKE_PROFIT(_LIMIT), of one side and quantity
//   kOto, kOpo     [working leg, pending leg]; the working one is LIMIT or LIMIT_MAKER
//   kOtoco, kOpoco [working leg, the two pending legs as of an OCO]
// All legs are of one symbol. kOpo and kOpoco: the pending legs sell and have quantity 0.
struct PlaceOrderList {
    static constexpr CommandType kType = CommandType::kPlaceOrderList;
    CommandHeader header;
    OrderListKind kind{};
    std::uint8_t reserved[7] = {};
    ClientOrderId list_client_id;
    OrderInstruction legs[kMaxListLegs];  // those behind the kind's number are zero
};
// Cancels all legs of a list, named by id, by list client id, or by both.
struct CancelOrderList {
    static constexpr CommandType kType = CommandType::kCancelOrderList;
    CommandHeader header;
    SymbolId symbol;
    std::uint32_t reserved = 0;
    OrderListId list;
    ClientOrderId list_client_id;
    ClientOrderId cancel_id;  // names the cancel itself
};
struct Deposit {
    static constexpr CommandType kType = CommandType::kDeposit;
    CommandHeader header;
    AssetId asset;
    std::uint32_t reserved = 0;
    Amount amount;
};
struct ReserveWithdrawal {
    static constexpr CommandType kType = CommandType::kReserveWithdrawal;
    CommandHeader header;
    AssetId asset;
    std::uint32_t reserved = 0;
    Amount amount;
};
struct SettleWithdrawal {
    static constexpr CommandType kType = CommandType::kSettleWithdrawal;
    CommandHeader header;
    WithdrawalId withdrawal;
};
struct ReleaseWithdrawal {
    static constexpr CommandType kType = CommandType::kReleaseWithdrawal;
    CommandHeader header;
    WithdrawalId withdrawal;
};
struct DefineAsset {
    static constexpr CommandType kType = CommandType::kDefineAsset;
    CommandHeader header;
    AssetDefinition definition;
};
struct DefineSymbol {
    static constexpr CommandType kType = CommandType::kDefineSymbol;
    CommandHeader header;
    SymbolDefinition definition;
};
struct ChangeFilters {
    static constexpr CommandType kType = CommandType::kChangeFilters;
    CommandHeader header;
    SymbolId symbol;
    std::uint32_t reserved = 0;
    SymbolFilters filters;
};
struct SetSymbolMode {
    static constexpr CommandType kType = CommandType::kSetSymbolMode;
    CommandHeader header;
    SymbolId symbol;
    SymbolMode mode{};
    std::uint8_t reserved[3] = {};
};
// Defines tier `tier`, or changes it; new tiers are numbered without a gap from 1. Tier 0 is free.
struct DefineFeeTier {
    static constexpr CommandType kType = CommandType::kDefineFeeTier;
    CommandHeader header;
    FeeTierId tier;
    std::uint32_t reserved = 0;
    Rate maker;
    Rate taker;
};
enum class AccountStatus : std::uint8_t {
    kActive = 1,
    kFrozen = 2,  // may cancel, and nothing else
};
inline constexpr std::uint32_t kMaxTradeGroup = (1U << 31) - 1;
// Opens the next account; AccountChanged tells its id.
struct OpenAccount {
    static constexpr CommandType kType = CommandType::kOpenAccount;
    CommandHeader header;
    FeeTierId tier;
    std::uint32_t trade_group = 0;  // accounts of one group never trade with each other; 0 for none
};
struct ChangeAccount {
    static constexpr CommandType kType = CommandType::kChangeAccount;
    CommandHeader header;
    AccountId account;
    FeeTierId tier;
    std::uint32_t trade_group = 0;
    AccountStatus status{};
    std::uint8_t reserved[3] = {};
};
// The sequencer's: the next step of work that a former command left (Exchange::has_pending_work).
struct Continue {
    static constexpr CommandType kType = CommandType::kContinue;
    CommandHeader header;
};

static_assert(sizeof(PlaceOrder) == 144 && sizeof(CancelOrder) == 136);
static_assert(sizeof(CancelAllOrders) == 80 && sizeof(CancelReplaceOrder) == 248);
static_assert(sizeof(PlaceOrderList) == 416 && sizeof(CancelOrderList) == 128);
static_assert(
    sizeof(AmendOrder) == 136 && sizeof(Deposit) == 48 && sizeof(ReserveWithdrawal) == 48
);
static_assert(sizeof(SettleWithdrawal) == 40 && sizeof(ReleaseWithdrawal) == 40);
static_assert(sizeof(DefineAsset) == 64 && sizeof(DefineSymbol) == 224);
static_assert(sizeof(ChangeFilters) == 168 && sizeof(SetSymbolMode) == 40);
static_assert(sizeof(DefineFeeTier) == 56 && sizeof(OpenAccount) == 40);
static_assert(sizeof(ChangeAccount) == 48 && sizeof(Continue) == 32);

using AllCommands = TypeList<
    PlaceOrder,
    CancelOrder,
    CancelAllOrders,
    CancelReplaceOrder,
    AmendOrder,
    PlaceOrderList,
    CancelOrderList,
    Deposit,
    ReserveWithdrawal,
    SettleWithdrawal,
    ReleaseWithdrawal,
    DefineAsset,
    DefineSymbol,
    ChangeFilters,
    SetSymbolMode,
    DefineFeeTier,
    OpenAccount,
    ChangeAccount,
    Continue>;

inline constexpr std::size_t kMaxCommandSize = sizeof(PlaceOrderList);

// A command of type T with its header's size and type filled in.
template <class T>
T MakeCommand(AccountId account) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= kMaxCommandSize);
    T command{};
    command.header.size = sizeof(T);
    command.header.type = T::kType;
    command.header.account = account;
    return command;
}

}  // namespace bourse
