// Order vocabulary shared by commands, events and state. Numbers are part of the wire format: never
// reuse or renumber. Values up to the stated last one are valid; Apply rejects others.
// Thread: any; plain values.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "core/base/check.h"
#include "core/domain/types.h"

namespace bourse {

enum class OrderType : std::uint8_t {
    kLimit = 1,
    kMarket = 2,
    kLimitMaker = 3,
    // Wait for their trigger; then they go on as MARKET, or as LIMIT.
    kStopLoss = 4,
    kStopLossLimit = 5,
    kTakeProfit = 6,
    kTakeProfitLimit = 7,
};

constexpr bool IsStop(OrderType type) { return type >= OrderType::kStopLoss; }

// What a stop order is once it was triggered; others are what they are.
constexpr OrderType Triggered(OrderType type) {
    switch (type) {
        case OrderType::kStopLoss:
        case OrderType::kTakeProfit:
            return OrderType::kMarket;
        case OrderType::kStopLossLimit:
        case OrderType::kTakeProfitLimit:
            return OrderType::kLimit;
        default:
            return type;
    }
}

// The side of the last price on which a stop order waits for it: STOP_LOSS BUY and TAKE_PROFIT SELL
// wait above, and a trade at or above their stop price triggers; the two others wait below.
enum class TriggerSide : std::uint8_t { kAbove = 0, kBelow = 1 };

// What an order has of how far it has come when it is accepted.
enum class OrderPhase : std::uint8_t {
    kEntering = 0,     // it meets the book at once
    kUntriggered = 1,  // a stop order: OrderTriggered lets it meet the book
    kPending = 2,      // a leg that waits for another one of its list: OrderReleased starts it
};

enum class OrderListKind : std::uint8_t {
    kOco = 1,    // two legs, the first that trades or triggers expires the other
    kOto = 2,    // the working leg, then a leg that starts when it is filled
    kOtoco = 3,  // the working leg, then an OCO that starts when it is filled
    kOpo = 4,    // as kOto; the pending leg sells what the working one bought
    kOpoco = 5,  // as kOtoco, likewise
};
inline constexpr std::size_t kMaxListLegs = 3;

enum class OrderListEnd : std::uint8_t {
    kDone = 1,      // no leg is open any more
    kCanceled = 2,  // by its owner, or by a cancel of one of its legs
};

// The price that a pegged order takes its own from, once, when it enters or is triggered.
enum class PegPrice : std::uint8_t {
    kNone = 0,
    kPrimary = 1,  // the best price of its own side
    kMarket = 2,   // the best price of the opposite side
};

// What an order asks for beyond side, price and quantity; all zero for a plain order.
struct OrderConditions {
    Price stop_price;                  // stop orders
    Quantity iceberg_quantity;         // the most that the book shows of it
    std::int64_t strategy_id = 0;      // the client's; told again, and nothing else
    std::uint32_t strategy_type = 0;   // likewise
    std::uint32_t trailing_delta = 0;  // stop orders, in 1/10,000 of the best price seen
    PegPrice peg_price{};
    std::uint8_t peg_offset_levels = 0;  // price levels away from peg_price, to the worse side
    std::uint8_t reserved[6] = {};

    // Whether it changes what the order does.
    bool is_plain() const {
        return (stop_price.raw() | iceberg_quantity.raw() | std::int64_t{trailing_delta}) == 0 &&
               peg_price == PegPrice::kNone && peg_offset_levels == 0;
    }
};
static_assert(sizeof(OrderConditions) == 40 && std::is_trivially_copyable_v<OrderConditions>);

enum class TimeInForce : std::uint8_t {
    kGoodTillCanceled = 1,
    kImmediateOrCancel = 2,
    kFillOrKill = 3,
};

// What happens instead of a trade between two orders of one trade group. The taker's mode decides.
enum class SelfTradePrevention : std::uint8_t {
    kSymbolDefault = 0,
    kNone = 1,         // they trade
    kExpireTaker = 2,  // the taker's rest expires
    kExpireMaker = 3,  // the maker expires, the taker goes on
    kExpireBoth = 4,
    kDecrement = 5,  // both lose the smaller open quantity, without a trade
    kTransfer = 6,   // as kDecrement, and the quantity changes accounts when both orders ask for it
};
inline constexpr int kSelfTradePreventionLast = 6;

enum class CancelRestriction : std::uint8_t { kNone = 0, kOnlyNew = 1, kOnlyPartiallyFilled = 2 };

enum class CancelReplaceMode : std::uint8_t { kStopOnFailure = 1, kAllowFailure = 2 };

enum class CancelCause : std::uint8_t {
    kRequested = 1,
    kCancelAll = 2,
    kReplaced = 3,
    kOrderList = 4,  // its list was cancelled, or another leg of it
};

enum class ExpiryReason : std::uint8_t {
    kUnfilledImmediateOrCancel = 1,
    kUnfilledFillOrKill = 2,
    kInsufficientLiquidity = 3,
    kSelfTradePrevention = 4,
    kWorkBound = 5,          // the order met more resting orders than one command may visit
    kOcoTriggered = 6,       // the other leg of its OCO traded or triggered
    kWorkingLegEnded = 7,    // the leg that it waited for ended without being filled
    kRejectedAtTrigger = 8,  // triggered or released, it failed the checks of an entering order
};

// Text given by the client, unique among its open orders of one symbol; empty when it gave none.
struct ClientOrderId {
    static constexpr std::size_t kMaxLength = 36;

    std::uint8_t length = 0;
    char text[39] = {};

    // Requires text.size() <= kMaxLength.
    static ClientOrderId From(std::string_view value) {
        CHECK(value.size() <= kMaxLength);
        ClientOrderId id;
        id.length = static_cast<std::uint8_t>(value.size());
        std::memcpy(id.text, value.data(), value.size());
        return id;
    }
    // Of any bits: never beyond the text.
    std::string_view view() const { return {text, length < sizeof text ? length : sizeof text}; }
    bool empty() const { return length == 0; }
};
static_assert(sizeof(ClientOrderId) == 40 && std::is_trivially_copyable_v<ClientOrderId>);

}  // namespace bourse
