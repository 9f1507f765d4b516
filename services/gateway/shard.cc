#include "services/gateway/shard.h"

#include <utility>

#include "services/gateway/engine_call.h"
#include "services/gateway/health.h"
#include "services/gateway/web_page.h"

namespace bourse::gateway {

void Shard::Start(engine::Engine& engine, SessionId session, Defer defer) {
    is_first_ = session == kFirstSession;
    link_.emplace(engine, session);
    rest_.emplace(RestContext{
        views_,
        *link_,
        *shared_.keys,
        shared_.throttle,
        shared_.listen_keys,
        SystemTime,
        shared_.identity,
        shared_.faults.get(),
        defer,
        &shared_.newest_batch});
    if (shared_.identity != nullptr) {
        identity_api_.emplace(IdentityContext{
            *shared_.identity,
            *link_,
            views_,
            shared_.throttle,
            shared_.policy,
            shared_.transport,
            [defer](auto task) { defer(std::chrono::milliseconds(0), std::move(task)); }});
    }
    FaultSessions* sessions = shared_.faults == nullptr ? nullptr : &fault_sessions_;
    web_socket_api_.emplace(WebSocketApiContext{rest_->api(), hub_.user_data(), {}, sessions});
    if (sessions != nullptr) {
        hub_.WatchSessions(fault_sessions_);
        fault_admin_.emplace(*shared_.faults, views_, *link_);
        keeps_fault_time_ = is_first_;
    }
    if (shared_.admin != nullptr && shared_.identity != nullptr) StartAdmin(defer);
}

void Shard::StartAdmin(const Defer& defer) {
    admin_api_.emplace(AdminContext{
        *shared_.admin,
        *shared_.identity,
        views_,
        *link_,
        shared_.throttle,
        shared_.monitor,
        shared_.archive,
        shared_.policy.mode,
        fault_admin_ ? &*fault_admin_ : nullptr,
        [defer](auto task) { defer(std::chrono::milliseconds(0), std::move(task)); }});
    if (is_first_) admin_api_->Restore();
}

void Shard::OnRequest(const http::Request& request, http::Responder responder) {
    if (request.wants_upgrade) return OnUpgrade(request, std::move(responder));
    if (rest_->Serves(request.path)) return rest_->OnRequest(request, std::move(responder));
    if (identity_api_ && IdentityApi::Serves(request.path)) {
        return identity_api_->OnRequest(request, std::move(responder));
    }
    if (admin_api_ && AdminApi::Serves(request.path)) {
        return admin_api_->OnRequest(request, std::move(responder));
    }
    if (fault_admin_ && FaultAdmin::Serves(request.path)) {
        return fault_admin_->OnRequest(request, std::move(responder));
    }
    if (auto health = ServeHealth(request, *link_, std::chrono::steady_clock::now())) {
        return responder.Answer(std::move(*health));
    }
    responder.Answer(EmbeddedSite().Serve(request));
}

void Shard::OnUpgrade(const http::Request& request, http::Responder responder) {
    if (fault_admin_ && shared_.faults->IsInMaintenance(std::chrono::steady_clock::now())) {
        return responder.Answer(
            {.status = 503,
             .body = R"({"code":-1016,"msg":"This service is no longer available."})"}
        );
    }
    if (WebSocketApi::Serves(request.path)) {
        return web_socket_api_->Accept(request, std::move(responder));
    }
    const Timestamp now = SystemTime();
    const auto admitted = shared_.throttle.AdmitConnection({request.remote_address, 0, now});
    if (admitted) return hub_.Accept(request, std::move(responder));
    const auto used = shared_.throttle.UsedWeight(request.remote_address, now);
    responder.Answer(ToHttp({Unexpected{admitted.error()}, used, {}}));
}

void Shard::OnBatch(const std::shared_ptr<const engine::Batch>& batch) {
    const auto events = batch->events.bytes();
    shared_.newest_batch.Raise(batch->last);
    views_.Apply(events);
    hub_.OnBatchEnd();
    if (is_first_) CreditTriggeredFills(rest_->api().context(), events);
    link_->OnEvents(events);
    rest_->api().OnBatch();
    if (!is_first_ || !admin_api_) return;
    shared_.monitor.OnBatch(events, SystemTime());
    shared_.archive.OnBatch(batch);
}

void Shard::OnTick(TimePoint now) {
    link_->OnTick(now);
    if (fault_admin_) StrikeStreams(now);
    hub_.OnTick();
    web_socket_api_->OnTick();
}

void Shard::StrikeStreams(TimePoint now) {
    if (keeps_fault_time_) fault_admin_->OnTick(now);
    for (const auto& strike : shared_.faults->StreamStrikes(fault_cursor_)) {
        if (strike.kind == FaultKind::kDrop) {
            fault_sessions_.Drop();
        } else if (strike.kind == FaultKind::kHalfOpen) {
            fault_sessions_.Silence();
        } else {
            hub_.OnStrike(strike);
        }
    }
}

}  // namespace bourse::gateway
