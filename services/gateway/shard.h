// Shard: what one I/O thread of the gateway owns: its views, its session with the engine, its REST
// API and its stream subscribers.
// Thread: its I/O thread's, but for Fold before Start.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "core/market/views.h"
#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "services/engine/engine.h"
#include "services/gateway/admin_api.h"
#include "services/gateway/command_link.h"
#include "services/gateway/fault_admin.h"
#include "services/gateway/fault_sessions.h"
#include "services/gateway/identity_api.h"
#include "services/gateway/rest_api.h"
#include "services/gateway/stream_hub.h"
#include "services/gateway/throttle.h"
#include "services/gateway/web_socket_api.h"
#include "services/identity/api_keys.h"

namespace bourse::gateway {

// What the shards of a gateway share.
struct Shared {
    std::shared_ptr<const identity::ApiKeys> keys;
    Throttle throttle;
    ListenKeys listen_keys{};
    identity::Identity* identity = nullptr;  // nullptr: people cannot sign in
    IdentityPolicy policy{};
    Transport transport{};
    std::unique_ptr<Faults> faults{};  // of `bourse dev` only
    NewestBatch newest_batch{};
    admin::Admin* admin = nullptr;  // nullptr: there are no operators
    // Of the first shard's making.
    VenueMonitor monitor{};
    EventArchive archive{};
};

// Session 0 keeps no answers, so the threads of a gateway count from 1.
inline constexpr SessionId kFirstSession{1};

class Shard {
public:
    explicit Shard(Shared& shared)
        : shared_(shared), hub_(views_, shared.listen_keys, SystemTime), views_(hub_) {}

    // Before Start.
    void Fold(std::span<const std::byte> events) { views_.Apply(events); }
    using Defer = std::function<void(std::chrono::milliseconds, std::function<void()>)>;
    // `defer` runs something later on this shard's thread.
    void Start(engine::Engine& engine, SessionId session, Defer defer);

    void OnRequest(const http::Request& request, http::Responder responder);
    void OnBatch(const std::shared_ptr<const engine::Batch>& batch);
    // Every kTick.
    void OnTick(TimePoint now);
    static constexpr std::chrono::milliseconds kTick{100};

private:
    void OnUpgrade(const http::Request& request, http::Responder responder);
    void StrikeStreams(TimePoint now);
    void StartAdmin(const Defer& defer);

    Shared& shared_;
    bool is_first_ = false;  // does what one shard of a gateway does
    StreamHub hub_;
    market::Views views_;
    std::optional<CommandLink> link_;
    std::optional<RestApi> rest_;
    std::optional<IdentityApi> identity_api_;
    std::optional<WebSocketApi> web_socket_api_;
    std::optional<FaultAdmin> fault_admin_;
    std::optional<AdminApi> admin_api_;
    FaultSessions fault_sessions_;
    std::uint64_t fault_cursor_ = 0;
    bool keeps_fault_time_ = false;  // of one shard only
};

}  // namespace bourse::gateway
