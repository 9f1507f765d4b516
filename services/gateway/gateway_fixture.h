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

inline crypto::HmacSha256Key TestHmac() {
    return crypto::HmacSha256Key(crypto::AsBytes("a secret"));
}
inline crypto::Ed25519PrivateKey TestPrivateKey() {
    return crypto::Ed25519PrivateKey::FromSeed(crypto::Ed25519Raw{7});
}

// Of alice and bob, and one of alice that only reads.
inline std::shared_ptr<identity::ApiKeys> TestKeys() {
    auto keys = std::make_shared<identity::ApiKeys>();
    keys->Add(
        "alice",
        {KeyId(1),
         AccountId(2),
         identity::kAllPermissions,
         TestHmac(),
         TestPrivateKey().public_key()}
    );
    keys->Add("bob", {KeyId(2), AccountId(3), identity::kAllPermissions, TestHmac(), {}});
    keys->Add("reader", {KeyId(3), AccountId(2), identity::kReadOnly, TestHmac(), {}});
    return keys;
}

class GatewayFixture : public testing::Test {
protected:
    static constexpr AccountId kAlice{2}, kBob{3};

    explicit GatewayFixture(
        const TestMarket& market = {},
        const ThrottleLimits& limits = {},
        const GatewayOptions& options = {},
        std::shared_ptr<const identity::ApiKeys> keys = TestKeys()
    )
        : gateway_(Options(options, limits), std::move(keys)),
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
    static crypto::HmacSha256Key Hmac() { return TestHmac(); }
    static crypto::Ed25519PrivateKey PrivateKey() { return TestPrivateKey(); }
    std::uint16_t port() const { return gateway_.port(); }

    engine::MemoryJournal journal_;

private:
    static GatewayOptions Options(GatewayOptions options, const ThrottleLimits& limits) {
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
