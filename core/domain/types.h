// The quantities and ids of the exchange: what they count and in which unit.
//
//   Price     ticks of one symbol            value = price * Symbol::tick_size
//   Quantity  lots of one symbol             value = quantity * Symbol::lot_size
//   Amount    minor units of one asset       value = amount / 10^Asset::decimals
//   Rate      parts per hundred million      0.1 % = Rate(100'000)
//   Timestamp nanoseconds since 1970-01-01 UTC
//
// The products that mean something have names: Symbol::Notional(price, quantity) and
// Symbol::BaseAmount(quantity) in symbol.h, Commission(amount, rate) in ledger/commission.h.
// Thread: any; plain values.
#pragma once

#include <cstdint>

#include "core/base/strong.h"

namespace bourse {

struct PriceTag {};
struct QuantityTag {
    static constexpr bool kAdditive = true;
};
struct AmountTag {
    static constexpr bool kAdditive = true;
};
struct RateTag {};
struct TimestampTag {};
struct AssetIdTag {};
struct SymbolIdTag {};
struct AccountIdTag {};
struct FeeTierIdTag {};
struct OrderIdTag {
    static constexpr bool kCounter = true;
};
struct TradeIdTag {
    static constexpr bool kCounter = true;
};
struct PreventedMatchIdTag {
    static constexpr bool kCounter = true;
};
struct WithdrawalIdTag {
    static constexpr bool kCounter = true;
};
struct UpdateIdTag {
    static constexpr bool kCounter = true;
};
struct SequenceTag {
    static constexpr bool kCounter = true;
};
struct OrderListIdTag {
    static constexpr bool kCounter = true;
};
struct SessionIdTag {};
struct SessionNumberTag {
    static constexpr bool kCounter = true;
};
struct KeyIdTag {};

using Price = Strong<PriceTag, std::int64_t>;
using Quantity = Strong<QuantityTag, std::int64_t>;
using Amount = Strong<AmountTag, std::int64_t>;
using Rate = Strong<RateTag, std::int64_t>;
using Timestamp = Strong<TimestampTag, std::int64_t>;

using AssetId = Strong<AssetIdTag, std::uint32_t>;
using SymbolId = Strong<SymbolIdTag, std::uint32_t>;
using AccountId = Strong<AccountIdTag, std::uint32_t>;
using FeeTierId = Strong<FeeTierIdTag, std::uint32_t>;
using OrderId = Strong<OrderIdTag, std::uint64_t>;
using TradeId = Strong<TradeIdTag, std::uint64_t>;
using PreventedMatchId = Strong<PreventedMatchIdTag, std::uint64_t>;
using WithdrawalId = Strong<WithdrawalIdTag, std::uint64_t>;
using OrderListId = Strong<OrderListIdTag, std::uint64_t>;
using UpdateId = Strong<UpdateIdTag, std::uint64_t>;
using Sequence = Strong<SequenceTag, std::uint64_t>;
using SessionId = Strong<SessionIdTag, std::uint64_t>;
using SessionNumber = Strong<SessionNumberTag, std::uint64_t>;
using KeyId = Strong<KeyIdTag, std::uint32_t>;

inline constexpr std::int64_t kRateScale = 100'000'000;

enum class Side : std::uint8_t { kBuy = 0, kSell = 1 };

constexpr Side Opposite(Side side) { return side == Side::kBuy ? Side::kSell : Side::kBuy; }

}  // namespace bourse
