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
    {"STOP_LOSS", OrderType::kStopLoss},
    {"STOP_LOSS_LIMIT", OrderType::kStopLossLimit},
    {"TAKE_PROFIT", OrderType::kTakeProfit},
    {"TAKE_PROFIT_LIMIT", OrderType::kTakeProfitLimit},
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
    {"PENDING_NEW", market::OrderStatus::kPendingNew},
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
    {"OCO_TRIGGER", ExpiryReason::kOcoTriggered},
    {"OTO_PHASE_ONE_EXPIRED", ExpiryReason::kWorkingLegEnded},
    {"REJECTED", ExpiryReason::kRejectedAtTrigger},
};

inline constexpr Named<PegPrice> kPegPrices[] = {
    {"PRIMARY_PEG", PegPrice::kPrimary},
    {"MARKET_PEG", PegPrice::kMarket},
};

// OTO for all lists but an OCO.
constexpr std::string_view ContingencyOf(OrderListKind kind) {
    return kind == OrderListKind::kOco ? "OCO" : "OTO";
}

// Empty for a value that has no word.
template <class T, std::size_t kSize>
constexpr std::string_view WordOf(const Named<T> (&table)[kSize], T value) {
    for (const auto& [name, entry] : table) {
        if (entry == value) return name;
    }
    return {};
}

}  // namespace bourse::gateway
