// GatewayFixture: the whole of a process but its disk: an engine on a journal in memory, and a
// gateway of two threads before it, for tests. The market is test_market.h's, the time the
// system's.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "services/engine/memory_journal.h"
#include "services/gateway/gateway.h"
#include "services/gateway/test_market.h"
#include "services/gateway/test_stream_client.h"

namespace bourse::gateway {

class GatewayFixture : public testing::Test {
protected:
    static constexpr AccountId kAlice{2}, kBob{3};
    static constexpr std::string_view kSecret = "a secret";

    explicit GatewayFixture(const TestMarket& market = {}, const ThrottleLimits& limits = {})
        : gateway_(Options(limits), Keys()),
          engine_(exchange::Exchange(), journal_, snapshots_, clock_, EngineOptions()) {
        engine_.Subscribe([this](const std::shared_ptr<const engine::Batch>& batch) {
            gateway_.OnBatch(batch);
            const std::lock_guard lock(mutex_);
            committed_ = batch->last;
            changed_.notify_all();
        });
        gateway_.Start(engine_);
        engine_.Start();
        for (const wire::Command& command : CommandsOf(market)) Submit(command);
        AwaitCommits();
    }
    ~GatewayFixture() override {
        gateway_.Stop();
        engine_.Stop();
    }

    void Submit(const wire::Command& command) {
        ASSERT_EQ(engine_.Submit(command.bytes()), engine::Submitted::kAccepted);
        ++submitted_;
    }
    // Until all that was submitted has gone to the gateway.
    void AwaitCommits() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return committed_.raw() == submitted_; });
    }
    // Until the engine has failed in what was submitted last.
    void AwaitFailure() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return has_failed_; });
    }
    // Trades of alice and bob that leave the book as it was.
    void Trade(int count) {
        for (int i = 0; i < count; ++i) {
            for (const auto& [account, side] :
                 {std::pair(kAlice, Side::kSell), std::pair(kBob, Side::kBuy)}) {
                auto order = MakeCommand<PlaceOrder>(account);
                order.instruction.symbol = SymbolId(0);
                order.instruction.side = side;
                order.instruction.type = OrderType::kLimit;
                order.instruction.price = Price(2'000'000);
                order.instruction.quantity = Quantity(100);
                order.instruction.client_order_id = ClientOrderId::From(std::to_string(submitted_));
                Submit(wire::Command(order));
            }
        }
        AwaitCommits();
    }
    // An order that stays in the book.
    void Rest() {
        auto order = MakeCommand<PlaceOrder>(kAlice);
        order.instruction.symbol = SymbolId(0);
        order.instruction.side = Side::kBuy;
        order.instruction.type = OrderType::kLimit;
        order.instruction.price = Price(1'000'000);
        order.instruction.quantity = Quantity(1);
        order.instruction.client_order_id = ClientOrderId::From(std::to_string(submitted_));
        Submit(wire::Command(order));
    }
    // Ends the gateway, as its process does.
    void Stop() { gateway_.Stop(); }
    std::string Ask(std::string_view method, std::string_view target, std::string_view key = "") {
        http::TestClient client(port());
        client.Send(std::string(method)
                        .append(" ")
                        .append(target)
                        .append(" HTTP/1.1\r\nHost: x\r\nX-MBX-APIKEY: ")
                        .append(key)
                        .append("\r\n\r\n"));
        return client.ReadResponse();
    }
    static crypto::HmacSha256Key Hmac() { return crypto::HmacSha256Key(crypto::AsBytes(kSecret)); }
    static crypto::Ed25519PrivateKey PrivateKey() {
        return crypto::Ed25519PrivateKey::FromSeed(crypto::Ed25519Raw{7});
    }
    std::uint16_t port() const { return gateway_.port(); }

    engine::MemoryJournal journal_;

private:
    static std::shared_ptr<const identity::ApiKeys> Keys() {
        auto keys = std::make_shared<identity::ApiKeys>();
        keys->Add(
            "alice",
            {KeyId(1), kAlice, identity::kAllPermissions, Hmac(), PrivateKey().public_key()}
        );
        keys->Add("bob", {KeyId(2), kBob, identity::kAllPermissions, Hmac(), {}});
        keys->Add("reader", {KeyId(3), kAlice, identity::kReadOnly, Hmac(), {}});
        return keys;
    }
    static GatewayOptions Options(const ThrottleLimits& limits) {
        GatewayOptions options;
        options.port = 0;
        options.threads = 2;
        options.limits = limits;
        return options;
    }
    engine::EngineOptions EngineOptions() {
        engine::EngineOptions options;
        options.on_fault = [this](const engine::JournalError&) {
            const std::lock_guard lock(mutex_);
            has_failed_ = true;
            changed_.notify_all();
        };
        options.on_snapshot_fault = [](const std::string&) {};
        return options;
    }

    engine::NoSnapshots snapshots_;
    engine::SystemClock clock_;
    Gateway gateway_;
    std::uint64_t submitted_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    Sequence committed_;
    bool has_failed_ = false;

protected:
    engine::Engine engine_;
};

}  // namespace bourse::gateway
