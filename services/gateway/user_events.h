// User data events as JSON. Members and their order are Binance's.
// Thread: any; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/market/views.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

struct UserEventContext {
    const market::Catalog& catalog;
    TimeUnit unit;
    Timestamp time;
};

std::string ExecutionReportEvent(
    const UserEventContext& context, const market::ExecutionReport& report
);
std::string ListStatusEvent(const UserEventContext& context, const market::OrderListReport& report);
std::string AccountPositionEvent(
    const UserEventContext& context, const std::vector<market::Balance>& balances
);
struct BalanceChange {
    AssetId asset;
    Amount amount;  // above zero: a deposit
};
std::string BalanceUpdateEvent(const UserEventContext& context, const BalanceChange& change);
struct EventTime {
    Timestamp time;
    TimeUnit unit;
};
std::string StreamTerminatedEvent(const EventTime& when);
std::string ServerShutdownEvent(const EventTime& when);
std::string ListenKeyExpiredEvent(const EventTime& when, std::string_view listen_key);

}  // namespace bourse::gateway
