// Operation: one thing that may be asked of the exchange, whatever transport it came over, and the
// call of one. A query answers at once from the views; an action sends a command and answers when
// its events are durable.
// Thread: the gateway thread's.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/market/views.h"
#include "services/gateway/api_error.h"
#include "services/gateway/authenticator.h"
#include "services/gateway/command_link.h"
#include "services/gateway/faults.h"
#include "services/gateway/listen_keys.h"
#include "services/gateway/newest_batch.h"
#include "services/gateway/parameters.h"
#include "services/gateway/throttle.h"

namespace bourse::gateway {

enum class TimeUnit : std::uint8_t { kMillisecond, kMicrosecond };
enum class Interface : std::uint8_t { kRest, kWebSocket };

// What operations work with; all of it outlives every call.
struct ApiContext {
    const market::Views& views;
    CommandLink& link;
    Throttle& throttle;
    ListenKeys& listen_keys;
    Authenticator authenticator;
    // Of `bourse dev` only: what goes wrong on demand, and the way to run something later.
    Faults* faults = nullptr;
    std::function<void(std::chrono::milliseconds, std::function<void()>)> defer{};
    // What the gateway's other threads have shown; nullptr: there are none.
    const NewestBatch* newest_batch = nullptr;
};

struct Call {
    Parameters parameters;
    TimeUnit unit = TimeUnit::kMillisecond;
    Interface interface = Interface::kRest;  // that it came over
    Timestamp now;                           // never before the views' time
    const identity::ApiKey* key = nullptr;   // who asks; nullptr: Security::kNone
    RequestWindow window;

    AccountId account() const { return key->account; }
    // A time as the client wants it.
    std::int64_t Time(Timestamp time) const {
        return time.raw() / (unit == TimeUnit::kMillisecond ? 1'000'000 : 1'000);
    }
};

// JSON, or why not.
using Reply = Result<std::string>;
using ReplyHandler = std::function<void(Reply)>;  // called once, now or later

using Query = Reply (*)(const ApiContext&, Call&);
using Act = void (*)(const ApiContext&, Call, ReplyHandler);

enum class Security : std::uint8_t {
    kNone,
    kUserStream,  // a key, without signature and time
    kUserData,
    kTrade,
};
enum class Charging : std::uint8_t { kAlways, kOnFailure };
enum class OrderCounting : std::uint8_t { kNone, kPlacement };  // kPlacement: answers tell counts

struct Operation {
    std::string_view method, path;   // of REST
    std::string_view socket_method;  // of the WebSocket API; empty: it has none
    std::int64_t (*weight)(const Parameters&) = nullptr;
    Query query = nullptr;  // either a query or an action
    Act act = nullptr;
    Charging charging = Charging::kAlways;
    OrderCounting counting = OrderCounting::kNone;
    Security security = Security::kNone;  // as the authorization matrix says (authorization.h)
};

// All there are.
std::span<const Operation> Operations();

// nullptr when there is none. Such as ("GET", "/api/v3/ping").
const Operation* FindOperation(std::string_view method, std::string_view path);
// Such as "order.place".
const Operation* FindOperation(std::string_view socket_method);

}  // namespace bourse::gateway
