// Throttle: request weight, raw requests and WebSocket connections an IP address, orders an
// account.
//
// Windows are aligned to the clock and fixed: a minute begins at :00, ten seconds at :00, :10 …, a
// day at 00:00 UTC. The count of orders is Binance's unfilled order count: one up for an order, one
// down when it first fills as taker, five down when it first fills as maker, never below 0.
//
// An address that goes on after kRefusalsBeforeBan refusals in one minute is banned: two minutes,
// twice as long each time, three days at most; a quiet day forgives.
// Of IPv6 a client has a whole network, so its addresses count by their first 64 bits.
// Thread: any; one lock. Memory: at most kMaxAddresses are known; the one not seen for longest is
// forgotten, banned ones last.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/domain/types.h"
#include "core/market/order_view.h"
#include "services/gateway/api_error.h"

namespace bourse::gateway {

struct ThrottleLimits {
    std::int64_t weight_per_minute = 6'000;
    std::int64_t raw_requests_per_5_minutes = 300'000;
    std::int64_t connections_per_5_minutes = 300;  // WebSocket connections that are opened
    std::int64_t orders_per_10_seconds = 100;
    std::int64_t orders_per_day = 200'000;
};

// Of one account in place of the venue's; 0 allows none.
struct AccountOrderLimits {
    std::int64_t per_ten_seconds = 0, per_day = 0;
};

// How many orders count against an account now.
struct OrderCounts {
    std::int64_t ten_seconds = 0;
    std::int64_t day = 0;
};

class Throttle {
public:
    static constexpr int kRefusalsBeforeBan = 200;
    static constexpr std::size_t kMaxAddresses = 100'000;

    Throttle(const ThrottleLimits& limits = {}) : limits_(limits) {}

    const ThrottleLimits& limits() const { return limits_; }

    // The address's request as of now.
    struct Request {
        std::string_view address;
        std::int64_t weight = 0;
        Timestamp now;
    };
    // Counts a request and its weight; 429 or 418 when it is too much.
    Result<void> Admit(const Request& request);
    // As Admit, of a request that opens a WebSocket connection.
    Result<void> AdmitConnection(const Request& request);
    // Adds weight to an admitted request: it failed.
    void Charge(const Request& request);
    std::int64_t UsedWeight(std::string_view address, Timestamp now);

    void SetLimits(AccountId account, const AccountOrderLimits& limits);
    // Counts what one request places: an order, or the orders of a list. -1015, and nothing is
    // counted, when it is too many.
    Result<void> AddOrders(AccountId account, std::int64_t orders, Timestamp now);
    void OnFirstFill(AccountId account, market::Liquidity liquidity, Timestamp now);
    OrderCounts CountsOf(AccountId account, Timestamp now);

private:
    // A count that is 0 again in each window.
    struct Counter {
        std::int64_t window = 0;  // number of the window since 1970
        std::int64_t count = 0;

        std::int64_t& At(Timestamp now, std::int64_t width);
    };
    struct Address {
        std::string network;
        Counter weight, raw_requests, connections, refusals;
        Timestamp banned_until;
        int bans = 0;
    };
    struct Excess {
        std::string_view what;  // "Too much request weight used; current limit is "
        std::int64_t limit = 0;
        std::string_view unit;  // " request weight per 1 MINUTE"
        std::int64_t width = 0;
    };
    struct Account {
        Counter ten_seconds, day;
    };

    Address& AddressOf(std::string_view address, Timestamp now);
    void ForgetOne(Timestamp now);
    Result<void> Count(Address& address, const Request& request);
    static Unexpected<ApiError> RefuseRequest(
        Address& address, const Excess& excess, Timestamp now
    );

    const ThrottleLimits limits_;
    std::mutex mutex_;
    std::list<Address> addresses_;  // the one not seen for longest first
    std::unordered_map<std::string_view, std::list<Address>::iterator> by_network_;
    std::map<AccountId, AccountOrderLimits> account_limits_;
    std::map<AccountId, Account> accounts_;  // customers who traded: bounded by the engine
};

}  // namespace bourse::gateway
