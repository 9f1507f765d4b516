#include "services/gateway/gateway.h"

#include <utility>
#include <vector>

#include "platform/http/server.h"
#include "services/gateway/shard.h"

namespace bourse::gateway {

struct Gateway::State {
    State(const GatewayOptions& options, std::shared_ptr<const identity::ApiKeys> keys)
        : shared{std::move(keys), Throttle(options.limits), {}, options.identity, options.policy, options.tls == nullptr ? Transport::kPlain : Transport::kTls, options.has_faults ? std::make_unique<Faults>() : nullptr, {}, options.admin},
          server(ServerOptions(options), [this](const auto& request, auto responder) {
              shards[static_cast<std::size_t>(request.thread)]->OnRequest(
                  request, std::move(responder)
              );
          }) {
        for (int i = 0; i < options.threads; ++i) {
            shards.push_back(std::make_unique<Shard>(shared));
        }
    }

    static http::ServerOptions ServerOptions(const GatewayOptions& options) {
        http::ServerOptions server_options;
        server_options.address = options.address;
        server_options.port = options.port;
        server_options.threads = options.threads;
        server_options.tls = options.tls;
        return server_options;
    }

    void ScheduleTick(int thread) {
        server.Schedule(http::ThreadIndex(thread), Shard::kTick, [this, thread] {
            shards[static_cast<std::size_t>(thread)]->OnTick(std::chrono::steady_clock::now());
            ScheduleTick(thread);
        });
    }

    Shared shared;
    std::vector<std::unique_ptr<Shard>> shards;  // by I/O thread
    http::Server server;                         // last: its threads use the rest
};

Gateway::Gateway(const GatewayOptions& options, std::shared_ptr<const identity::ApiKeys> keys)
    : state_(std::make_unique<State>(options, std::move(keys))) {}

Gateway::~Gateway() { Stop(); }

std::uint16_t Gateway::port() const { return state_->server.port(); }

void Gateway::Fold(std::span<const std::byte> events) {
    for (const auto& shard : state_->shards) shard->Fold(events);
    if (state_->shared.admin != nullptr) state_->shared.archive.Replay(events);
}

void Gateway::Start(engine::Engine& engine) {
    for (int thread = 0; thread < state_->server.threads(); ++thread) {
        const SessionId session(kFirstSession.raw() + static_cast<std::uint64_t>(thread));
        const auto defer = [&server = state_->server, thread](auto delay, auto task) {
            server.Schedule(http::ThreadIndex(thread), delay, std::move(task));
        };
        state_->shards[static_cast<std::size_t>(thread)]->Start(engine, session, defer);
        state_->ScheduleTick(thread);
    }
    state_->server.Start();
}

void Gateway::OnBatch(const std::shared_ptr<const engine::Batch>& batch) {
    for (int thread = 0; thread < state_->server.threads(); ++thread) {
        Shard* shard = state_->shards[static_cast<std::size_t>(thread)].get();
        state_->server.Post(http::ThreadIndex(thread), [shard, batch] { shard->OnBatch(batch); });
    }
}

void Gateway::Stop() { state_->server.Stop(); }

}  // namespace bourse::gateway
