// Order vocabulary shared by commands, events and state. Numbers are part of the wire format: never
// reuse or renumber. Values up to the stated last one are valid; Apply rejects others.
// Thread: any; plain values.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "core/base/check.h"

namespace bourse {

// 4..7 are kept for STOP_LOSS, STOP_LOSS_LIMIT, TAKE_PROFIT and TAKE_PROFIT_LIMIT.
enum class OrderType : std::uint8_t { kLimit = 1, kMarket = 2, kLimitMaker = 3 };

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

enum class CancelCause : std::uint8_t { kRequested = 1, kCancelAll = 2, kReplaced = 3 };

enum class ExpiryReason : std::uint8_t {
    kUnfilledImmediateOrCancel = 1,
    kUnfilledFillOrKill = 2,
    kInsufficientLiquidity = 3,
    kSelfTradePrevention = 4,
    kWorkBound = 5,  // the order met more resting orders than one command may visit
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
