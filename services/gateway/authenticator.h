// Authenticator: who sent a request, and whether it is fresh. Checks in this order: a key that can
// be one (-2014), that is known, has not expired and may do this from there (-2015), the mandatory
// parameters (-1102), the signature (-1022), the time (-1021). Thread: any, as long as the clock
// is; what it refers to must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/types.h"
#include "services/gateway/api_error.h"
#include "services/gateway/parameters.h"
#include "services/identity/api_keys.h"

namespace bourse::gateway {

using WallClock = std::function<Timestamp()>;

// When a request was signed, and how long it may travel.
struct RequestWindow {
    Timestamp timestamp;
    std::int64_t nanoseconds = 0;
};

struct Credentials {
    std::string_view key_name;           // empty: none was sent
    identity::SignedText signed_text{};  // without the signature
    std::string_view address{};          // that the request came from
    std::string_view encoded_text{};     // what some clients sign in its place; empty: nothing
};

struct Authenticated {
    const identity::ApiKey* key = nullptr;
    RequestWindow window;
};

class Authenticator {
public:
    // nullopt: any key will do.
    using Needed = std::optional<identity::Permission>;

    Authenticator(const identity::ApiKeys& keys, WallClock now) : keys_(&keys), now_(now) {}

    // The key that is named, if it may come from there. Reads no parameter.
    Result<const identity::ApiKey*> FindKey(const Credentials& credentials, Needed needed) const;
    // Whether a key that was found before may still do this.
    Result<void> CheckKey(const identity::ApiKey& key, Needed needed) const;
    // Reads `timestamp`, `recvWindow` and `signature`.
    Result<Authenticated> Authenticate(
        const Credentials& credentials, Needed needed, Parameters& parameters
    ) const;
    // Reads `timestamp` and `recvWindow` of a request that needs no signature: its connection has
    // logged on.
    Result<RequestWindow> CheckTime(Parameters& parameters) const;
    // Whether it is still fresh, right before a command leaves.
    Result<void> CheckWindow(const RequestWindow& window) const;

    Timestamp Now() const { return now_(); }

private:
    Result<RequestWindow> ReadWindow(Parameters& parameters) const;

    const identity::ApiKeys* keys_;
    WallClock now_;
};

// The form without its pair `signature`, the other bytes as they were sent.
std::string WithoutSignature(std::string_view form);

}  // namespace bourse::gateway
