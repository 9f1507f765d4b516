// StreamFixture: a real Exchange, the views and streams of one gateway thread on a free port, for
// tests. The market is test_market.h's. Time stands still until it is moved.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <random>
#include <string>

#include "core/exchange/exchange.h"
#include "platform/crypto/encoding.h"
#include "platform/http/server.h"
#include "services/engine/memory_journal.h"
#include "services/gateway/stream_hub.h"
#include "services/gateway/test_market.h"
#include "services/gateway/test_stream_client.h"
#include "services/gateway/web_socket_api.h"

namespace bourse::gateway {

class StreamFixture : public testing::Test {
protected:
    static constexpr AccountId kAlice{2}, kBob{3};
    static constexpr SymbolId kSymbol{0};
    static constexpr Timestamp kStart{1'700'000'000'000'000'000};
    static constexpr std::string_view kSecret = "a secret";

    StreamFixture() {
        keys_.Add("alice", {KeyId(1), kAlice, identity::kAllPermissions, Hmac(), PublicKey()});
        keys_.Add("bob", {KeyId(2), kBob, identity::kReadOnly, Hmac(), {}});
        identity::ApiKey brief{KeyId(3), kBob, identity::kAllPermissions, Hmac(), PublicKey()};
        brief.expires = Timestamp(kStart.raw() + 3'600'000'000'000);
        keys_.Add("brief", std::move(brief));
        Populate();
        server_.Start();
    }
    ~StreamFixture() override { server_.Stop(); }

    std::uint16_t port() const { return server_.port(); }
    std::int64_t milliseconds() const { return now_.raw() / 1'000'000; }

    // Runs `call` on the gateway thread and waits for it.
    template <class Call>
    void OnThread(Call call) {
        std::promise<void> done;
        server_.Post(http::ThreadIndex(0), [&] {
            call();
            done.set_value();
        });
        done.get_future().wait();
    }
    // Time of the connections: their pings, lifetimes and rates.
    void AdvanceConnections(std::chrono::milliseconds time) { connection_ms_ += time.count(); }
    // Time passes, then the streams of the period are sent.
    void Tick(std::int64_t milliseconds = 100) {
        now_ = Timestamp(now_.raw() + milliseconds * 1'000'000);
        OnThread([this] {
            hub_.OnTick();
            web_socket_api_.OnTick();
        });
    }
    void Second() {
        for (int i = 0; i < 10; ++i) Tick();
    }

    template <class T>
    void Apply(const T& command) {
        OnThread([&] { Fold(command); });
    }
    PlaceOrder Order(AccountId account, Side side, std::int64_t price, std::int64_t quantity) {
        auto order = MakeCommand<PlaceOrder>(account);
        order.instruction.symbol = kSymbol;
        order.instruction.side = side;
        order.instruction.type = OrderType::kLimit;
        order.instruction.price = Price(price);
        order.instruction.quantity = Quantity(quantity);
        order.instruction.client_order_id = ClientOrderId::From(std::to_string(++client_orders_));
        return order;
    }
    // A batch of random orders and cancels around one price.
    void ApplyRandomFlow(std::mt19937_64& random, int commands) {
        OnThread([&] {
            for (int i = 0; i < commands; ++i) {
                const auto below = [&](std::uint64_t n) {
                    return static_cast<std::int64_t>(random() % n);
                };
                const AccountId account = below(2) == 0 ? kAlice : kBob;
                if (below(3) == 0) {
                    auto cancel = MakeCommand<CancelOrder>(account);
                    cancel.reference.symbol = kSymbol;
                    cancel.reference.order =
                        OrderId(static_cast<std::uint64_t>(below(exchange_.sequence().raw()) + 1));
                    Fold(cancel);
                } else {
                    const Side side = below(2) == 0 ? Side::kBuy : Side::kSell;
                    Fold(Order(account, side, 2'000'000 + below(60), below(500) + 100));
                }
            }
            hub_.OnBatchEnd();
        });
    }
    // A batch of trades at one price that leave the book as it was.
    void ApplyTrades(int count) {
        OnThread([&] {
            for (int i = 0; i < count; ++i) {
                Fold(Order(kAlice, Side::kSell, 2'000'000, 100));
                Fold(Order(kBob, Side::kBuy, 2'000'000, 100));
            }
            hub_.OnBatchEnd();
        });
    }

    void Revoke(std::string_view user) { EXPECT_TRUE(keys_.Revoke(user)); }

    // A signed request of the WebSocket API; parameters by name.
    std::string Signed(std::string_view method, std::string_view user) {
        const std::string text = SignedText(user);
        const std::string signature = crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text)));
        return Request(method, user, signature);
    }
    std::string SignedByEd25519(std::string_view method, std::string_view user) {
        const std::string text = SignedText(user);
        return Request(
            method, user, crypto::EncodeBase64(PrivateKey().Sign(crypto::AsBytes(text)))
        );
    }

    static crypto::HmacSha256Key Hmac() { return crypto::HmacSha256Key(crypto::AsBytes(kSecret)); }
    static crypto::Ed25519PrivateKey PrivateKey() {
        return crypto::Ed25519PrivateKey::FromSeed(crypto::Ed25519Raw{7});
    }
    static crypto::Ed25519PublicKey PublicKey() { return PrivateKey().public_key(); }

    StreamHub& hub() { return hub_; }
    ListenKeys& listen_keys() { return listen_keys_; }
    Timestamp now() const { return now_; }
    const market::Views& views() const { return views_; }

private:
    // By name, as signatures want it.
    std::string SignedText(std::string_view user) {
        return std::string("apiKey=")
            .append(user)
            .append("&returnRateLimits=false&timestamp=")
            .append(std::to_string(milliseconds()));
    }
    std::string Request(
        std::string_view method, std::string_view user, const std::string& signature
    ) {
        return std::string(R"({"id":"1","method":")")
            .append(method)
            .append(R"(","params":{"returnRateLimits":false,"apiKey":")")
            .append(user)
            .append(R"(","timestamp":)")
            .append(std::to_string(milliseconds()))
            .append(R"(,"signature":")")
            .append(signature)
            .append(R"("}})");
    }
    // Commands go to the exchange directly; over the API none is taken.
    static engine::EngineOptions StoppedEngine() {
        engine::EngineOptions options;
        options.on_fault = [](const engine::JournalError&) { std::abort(); };
        options.on_snapshot_fault = [](const std::string&) {};
        return options;
    }
    template <class T>
    void Fold(const T& command) {
        wire::ByteBuffer events;
        exchange_.Apply(wire::Command(command), {exchange_.sequence().Next(), now_}, events);
        views_.Apply(events.bytes());
    }
    void Populate() {
        TestMarket market;
        market.symbol.filters.max_orders = 10'000;
        for (const wire::Command& command : CommandsOf(market)) Fold(command);
    }

    websocket::SessionOptions SessionOptions() {
        websocket::SessionOptions options;
        options.pong_timeout = std::chrono::hours(48);
        options.ping_interval = std::chrono::hours(48);
        options.now = [this] { return http::TimePoint(std::chrono::milliseconds(connection_ms_)); };
        return options;
    }

    Timestamp now_ = kStart;
    std::atomic<std::int64_t> connection_ms_ = 1'000'000;
    exchange::Exchange exchange_;
    identity::ApiKeys keys_;
    Throttle throttle_;
    ListenKeys listen_keys_;
    StreamHub hub_{views_, listen_keys_, [this] { return now_; }, SessionOptions()};
    market::Views views_{hub_};
    engine::MemoryJournal journal_;
    engine::NoSnapshots snapshots_;
    engine::SystemClock clock_;
    engine::Engine engine_{exchange::Exchange(), journal_, snapshots_, clock_, StoppedEngine()};
    CommandLink link_{engine_, SessionId(1)};
    Api api_{
        {views_, link_, throttle_, listen_keys_, Authenticator(keys_, [this] { return now_; })}};
    WebSocketApi web_socket_api_{{api_, hub_.user_data(), SessionOptions()}};
    std::uint64_t client_orders_ = 0;
    http::Server server_{{}, [this](const http::Request& request, http::Responder responder) {
                             if (WebSocketApi::Serves(request.path)) {
                                 return web_socket_api_.Accept(request, std::move(responder));
                             }
                             hub_.Accept(request, std::move(responder));
                         }};
};

}  // namespace bourse::gateway
