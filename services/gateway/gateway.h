// Gateway: the exchange's face: REST, streams, and the web page, on one port.
//
// Each I/O thread has its own views, folded from the committed events, its own session with the
// engine and its own subscribers, so threads share nothing but keys and throttles.
//
// Life: construct; Fold the history (recovery); Start with the running engine; OnBatch for each
// committed batch; Stop.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "platform/http/tls.h"
#include "services/admin/admin.h"
#include "services/engine/engine.h"
#include "services/gateway/identity_api.h"
#include "services/gateway/throttle.h"
#include "services/identity/api_keys.h"

namespace bourse::gateway {

struct GatewayOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one
    int threads = 1;
    ThrottleLimits limits;
    std::shared_ptr<const http::TlsContext> tls{};  // none: plain HTTP and WS
    identity::Identity* identity = nullptr;         // outlives Stop; nullptr: people cannot sign in
    IdentityPolicy policy{};
    bool has_faults = false;        // on demand (faults.h): a venue for tests only
    admin::Admin* admin = nullptr;  // outlives Stop; nullptr, or without identity: no operators
};

class Gateway {
public:
    // Binds the port; throws std::system_error when it cannot be had.
    Gateway(const GatewayOptions& options, std::shared_ptr<const identity::ApiKeys> keys);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    std::uint16_t port() const;

    // Events before Start, in order: what recovery or a back-fill replays.
    void Fold(std::span<const std::byte> events);
    // Serves. The engine must outlive the gateway's Stop.
    void Start(engine::Engine& engine);
    // A committed batch. From the journal thread; never waits.
    void OnBatch(const std::shared_ptr<const engine::Batch>& batch);
    // Answers what is in flight, closes streams, ends the threads.
    void Stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bourse::gateway
