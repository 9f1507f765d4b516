// The words of the Binance API for our enumerations, and their reading.
// Thread: any; constants.
#pragma once

#include <string_view>

#include "core/domain/commands.h"
#include "core/market/order_view.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

inline constexpr Named<Side> kSides[] = {{"BUY", Side::kBuy}, {"SELL", Side::kSell}};
inline constexpr Named<OrderType> kOrderTypes[] = {
    {"LIMIT", OrderType::kLimit},
    {"MARKET", OrderType::kMarket},
    {"LIMIT_MAKER", OrderType::kLimitMaker},
};
inline constexpr Named<TimeInForce> kTimesInForce[] = {
    {"GTC", TimeInForce::kGoodTillCanceled},
    {"IOC", TimeInForce::kImmediateOrCancel},
    {"FOK", TimeInForce::kFillOrKill},
};
inline constexpr Named<SelfTradePrevention> kSelfTradePreventions[] = {
    {"NONE", SelfTradePrevention::kNone},
    {"EXPIRE_TAKER", SelfTradePrevention::kExpireTaker},
    {"EXPIRE_MAKER", SelfTradePrevention::kExpireMaker},
    {"EXPIRE_BOTH", SelfTradePrevention::kExpireBoth},
    {"DECREMENT", SelfTradePrevention::kDecrement},
    {"TRANSFER", SelfTradePrevention::kTransfer},
};
inline constexpr Named<market::OrderStatus> kOrderStatuses[] = {
    {"NEW", market::OrderStatus::kNew},
    {"PARTIALLY_FILLED", market::OrderStatus::kPartiallyFilled},
    {"FILLED", market::OrderStatus::kFilled},
    {"CANCELED", market::OrderStatus::kCanceled},
    {"EXPIRED", market::OrderStatus::kExpired},
    {"EXPIRED_IN_MATCH", market::OrderStatus::kExpiredInMatch},
};
inline constexpr Named<SymbolMode> kSymbolStatuses[] = {
    {"TRADING", SymbolMode::kContinuous},
    {"CANCEL_ONLY", SymbolMode::kCancelOnly},
    {"HALT", SymbolMode::kHalted},
    {"BREAK", SymbolMode{}},  // of none here
};
// Of orders that self-trade prevention ended the status tells already.
inline constexpr Named<ExpiryReason> kExpiryReasons[] = {
    {"UNFILLED_IOC_QUANTITY_EXPIRED", ExpiryReason::kUnfilledImmediateOrCancel},
    {"UNFILLED_FOK_ORDER_EXPIRED", ExpiryReason::kUnfilledFillOrKill},
    {"INSUFFICIENT_LIQUIDITY", ExpiryReason::kInsufficientLiquidity},
    {"EXCHANGE_CANCELED", ExpiryReason::kWorkBound},
};

// Empty for a value that has no word.
template <class T, std::size_t kSize>
constexpr std::string_view WordOf(const Named<T> (&table)[kSize], T value) {
    for (const auto& [name, entry] : table) {
        if (entry == value) return name;
    }
    return {};
}

}  // namespace bourse::gateway
