// The authorization matrix: every route of the gateway, and who may do what it does. This table is
// the truth: what serves a route takes its rights from here, and a route that is not in it does not
// compile (AccessTo in operations.cc, identity_api.cc, admin_api.cc) or is not found.
//
//                no one  other user  read-only key  trader  auditor  operator
//   kEveryone      yes      yes           yes         yes      yes      yes
//   kOwnPage       yes      yes           no (2)      no (2)   yes      yes     from the page only
//   kSignedIn      no       own (1)       no (2)      no (2)   own      own     from the page only
//   kUserStream    no       own (1)       yes         yes      own      own
//   kRead          no       own (1)       yes         yes      own      own
//   kTrade         no       own (1)       no          yes      own      own
//   kAudit         no       no            no (2)      no (2)   yes      yes     from the page only
//   kOperate       no       no            no (2)      no (2)   no       yes     from the page only
//   kLoopback      from this machine, and not from a page; absent outside `bourse dev`
//
// (1) A user sees and changes what is his own: another one's orders and keys are unknown to him.
// (2) A key counts for nothing there: it is as if no one asked.
// The WebSocket API's methods have the rights of their operations.
// Thread: any; constants.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "services/admin/venue_state.h"

namespace bourse::gateway {

enum class Access : std::uint8_t {
    kEveryone,
    kOwnPage,
    kSignedIn,
    kUserStream,
    kRead,
    kTrade,
    kAudit,
    kOperate,
    kLoopback,
};

struct RouteAccess {
    std::string_view method, path;
    Access access{};
};

inline constexpr auto kAuthorizationMatrix = std::to_array<RouteAccess>({
    {"GET", "/api/v3/ping", Access::kEveryone},
    {"GET", "/api/v3/time", Access::kEveryone},
    {"GET", "/api/v3/exchangeInfo", Access::kEveryone},
    {"GET", "/api/v3/executionRules", Access::kEveryone},
    {"GET", "/api/v3/depth", Access::kEveryone},
    {"GET", "/api/v3/trades", Access::kEveryone},
    {"GET", "/api/v3/historicalTrades", Access::kEveryone},
    {"GET", "/api/v3/aggTrades", Access::kEveryone},
    {"GET", "/api/v3/klines", Access::kEveryone},
    {"GET", "/api/v3/uiKlines", Access::kEveryone},
    {"GET", "/api/v3/avgPrice", Access::kEveryone},
    {"GET", "/api/v3/ticker/24hr", Access::kEveryone},
    {"GET", "/api/v3/ticker/tradingDay", Access::kEveryone},
    {"GET", "/api/v3/ticker", Access::kEveryone},
    {"GET", "/api/v3/ticker/price", Access::kEveryone},
    {"GET", "/api/v3/ticker/bookTicker", Access::kEveryone},
    {"GET", "/api/v3/referencePrice", Access::kEveryone},
    {"GET", "/api/v3/referencePrice/calculation", Access::kEveryone},
    {"POST", "/api/v3/order", Access::kTrade},
    {"POST", "/api/v3/order/test", Access::kTrade},
    {"GET", "/api/v3/order", Access::kRead},
    {"DELETE", "/api/v3/order", Access::kTrade},
    {"GET", "/api/v3/openOrders", Access::kRead},
    {"DELETE", "/api/v3/openOrders", Access::kTrade},
    {"POST", "/api/v3/order/cancelReplace", Access::kTrade},
    {"PUT", "/api/v3/order/amend/keepPriority", Access::kTrade},
    {"POST", "/api/v3/order/oco", Access::kTrade},
    {"POST", "/api/v3/orderList/oco", Access::kTrade},
    {"POST", "/api/v3/orderList/oto", Access::kTrade},
    {"POST", "/api/v3/orderList/otoco", Access::kTrade},
    {"DELETE", "/api/v3/orderList", Access::kTrade},
    {"GET", "/api/v3/orderList", Access::kRead},
    {"GET", "/api/v3/allOrderList", Access::kRead},
    {"GET", "/api/v3/openOrderList", Access::kRead},
    {"GET", "/api/v3/account", Access::kRead},
    {"GET", "/api/v3/account/commission", Access::kRead},
    {"GET", "/api/v3/rateLimit/order", Access::kRead},
    {"GET", "/api/v3/myPreventedMatches", Access::kRead},
    {"GET", "/api/v3/order/amendments", Access::kRead},
    {"GET", "/api/v3/myAllocations", Access::kRead},
    {"GET", "/api/v3/myFilters", Access::kRead},
    {"GET", "/api/v3/allOrders", Access::kRead},
    {"GET", "/api/v3/myTrades", Access::kRead},
    {"POST", "/api/v3/userDataStream", Access::kUserStream},
    {"PUT", "/api/v3/userDataStream", Access::kUserStream},
    {"DELETE", "/api/v3/userDataStream", Access::kUserStream},
    {"GET", "/sapi/v1/capital/config/getall", Access::kRead},
    {"GET", "/sapi/v1/margin/allPairs", Access::kRead},
    {"GET", "/sapi/v1/margin/isolated/allPairs", Access::kRead},
    {"GET", "/sapi/v1/asset/tradeFee", Access::kRead},
    {"GET", "/sapi/v1/system/status", Access::kEveryone},
    {"GET", "/sapi/v1/account/apiRestrictions", Access::kRead},
    {"GET", "/sapi/v1/capital/deposit/hisrec", Access::kRead},
    {"GET", "/sapi/v1/capital/withdraw/history", Access::kRead},
    {"POST", "/sapi/v1/asset/get-funding-asset", Access::kRead},

    {"GET", "/identity/venue", Access::kEveryone},
    {"GET", "/identity/session", Access::kOwnPage},
    {"POST", "/identity/sign-up", Access::kOwnPage},
    {"POST", "/identity/sign-in", Access::kOwnPage},
    {"POST", "/identity/sign-out", Access::kOwnPage},
    {"GET", "/identity/keys", Access::kSignedIn},
    {"POST", "/identity/keys", Access::kSignedIn},
    {"DELETE", "/identity/keys", Access::kSignedIn},
    {"GET", "/identity/security", Access::kSignedIn},
    {"POST", "/identity/password", Access::kSignedIn},
    {"POST", "/identity/sessions/end-others", Access::kSignedIn},
    {"POST", "/identity/totp", Access::kSignedIn},
    {"POST", "/identity/totp/confirm", Access::kSignedIn},
    {"POST", "/identity/totp/off", Access::kSignedIn},
    {"POST", "/identity/freeze", Access::kSignedIn},

    {"GET", "/admin/api/session", Access::kSignedIn},
    {"GET", "/admin/api/dashboard", Access::kAudit},
    {"GET", "/admin/api/markets", Access::kAudit},
    {"GET", "/admin/api/assets", Access::kAudit},
    {"GET", "/admin/api/fees", Access::kAudit},
    {"GET", "/admin/api/users", Access::kAudit},
    {"GET", "/admin/api/user", Access::kAudit},
    {"GET", "/admin/api/ledger/trial-balance", Access::kAudit},
    {"GET", "/admin/api/ledger/journal", Access::kAudit},
    {"GET", "/admin/api/controls", Access::kAudit},
    {"GET", "/admin/api/audit", Access::kAudit},
    {"GET", "/admin/api/audit/verify", Access::kAudit},
    {"POST", "/admin/api/assets", Access::kOperate},
    {"POST", "/admin/api/markets", Access::kOperate},
    {"POST", "/admin/api/markets/filters", Access::kOperate},
    {"POST", "/admin/api/markets/mode", Access::kOperate},
    {"POST", "/admin/api/fees", Access::kOperate},
    {"POST", "/admin/api/users/freeze", Access::kOperate},
    {"POST", "/admin/api/users/unfreeze", Access::kOperate},
    {"POST", "/admin/api/users/tier", Access::kOperate},
    {"POST", "/admin/api/users/limits", Access::kOperate},
    {"POST", "/admin/api/users/credit", Access::kOperate},
    {"POST", "/admin/api/users/role", Access::kOperate},
    {"POST", "/admin/api/keys/revoke", Access::kOperate},
    {"POST", "/admin/api/kill", Access::kOperate},
    {"POST", "/admin/api/kill/release", Access::kOperate},
    {"POST", "/admin/api/approve", Access::kOperate},
    {"POST", "/admin/api/decline", Access::kOperate},
    {"GET", "/admin/api/lab/faults", Access::kAudit},
    {"POST", "/admin/api/lab/faults", Access::kOperate},
    {"DELETE", "/admin/api/lab/faults", Access::kOperate},

    {"GET", "/dev/faults", Access::kLoopback},
    {"POST", "/dev/faults", Access::kLoopback},
    {"DELETE", "/dev/faults", Access::kLoopback},

    {"GET", "/health/live", Access::kEveryone},
    {"GET", "/health/ready", Access::kEveryone},
    {"GET", "/ws", Access::kEveryone},
    {"GET", "/stream", Access::kEveryone},
    {"GET", "/ws-api/v3", Access::kEveryone},
    {"GET", "/", Access::kEveryone},
    {"GET", "/trade/BTCUSDT", Access::kEveryone},
    {"GET", "/account", Access::kEveryone},
    {"GET", "/admin", Access::kEveryone},
});

// nullptr when there is none.
constexpr const RouteAccess* FindRoute(std::string_view method, std::string_view path) {
    for (const RouteAccess& route : kAuthorizationMatrix) {
        if (route.method == method && route.path == path) return &route;
    }
    return nullptr;
}

// For constants: a route that is missing does not compile.
constexpr Access AccessTo(std::string_view method, std::string_view path) {
    const RouteAccess* route = FindRoute(method, path);
    if (route == nullptr) throw "this route is not in the authorization matrix";
    return route->access;
}

// Whether a user with this role may; of what a session decides about.
constexpr bool MayRole(Access access, std::optional<admin::Role> role) {
    if (access == Access::kAudit) return role.has_value();
    if (access == Access::kOperate) return role == admin::Role::kOperator;
    return true;
}

}  // namespace bourse::gateway
