// RestFixture: a real engine on a journal in memory, with REST in front of it on a free port, for
// tests. The market is test_market.h's, maker 0.1 %, taker 0.2 %; alice and bob with 10 BTC and
// 1,000,000 USDT each. The clock stands still until it is moved, so answers can be compared to the
// byte.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <string_view>

#include "core/market/views.h"
#include "platform/crypto/encoding.h"
#include "platform/http/server.h"
#include "platform/http/test_client.h"
#include "services/engine/memory_journal.h"
#include "services/gateway/rest_api.h"
#include "services/gateway/test_market.h"

namespace bourse::gateway {

struct HttpAnswer {
    int status = 0;
    std::string head, body;
};

class RestFixture : public testing::Test {
protected:
    static constexpr std::int64_t kStart = 1'700'000'000'000;  // ms
    static constexpr AccountId kAlice{2}, kBob{3};
    static constexpr std::string_view kSecret = "a secret";

    explicit RestFixture(const ThrottleLimits& limits = {})
        : throttle_(limits), engine_(Populated(), journal_, snapshots_, clock_, EngineOptions()) {
        AddKey("alice", {KeyId(1), kAlice, identity::kAllPermissions, Hmac(), PublicKey()});
        AddKey("bob", {KeyId(2), kBob, identity::kAllPermissions, Hmac(), {}});
        AddKey("reader", {KeyId(3), kAlice, identity::kReadOnly, Hmac(), {}});
        AddKey("trader", {KeyId(4), kAlice, {identity::Permission::kTrade}, Hmac(), {}});
        AddKey("listener", {KeyId(5), kAlice, {identity::Permission::kUserStream}, Hmac(), {}});
        identity::ApiKey bound{KeyId(6), kAlice, identity::kAllPermissions, Hmac(), {}};
        bound.addresses = {*identity::AddressRange::Parse("127.0.0.0/8")};
        bound.expires = Timestamp((kStart + 60'000) * 1'000'000);
        AddKey("bound", std::move(bound));
        identity::ApiKey elsewhere{KeyId(7), kAlice, identity::kAllPermissions, Hmac(), {}};
        elsewhere.addresses = {*identity::AddressRange::Parse("192.0.2.0/24")};
        AddKey("elsewhere", std::move(elsewhere));
        link_.emplace(engine_, SessionId(1));
        rest_.emplace(RestContext{
            views_, *link_, keys_, throttle_, listen_keys_, [this] { return Now(); }});
        engine_.Subscribe([this](const std::shared_ptr<const engine::Batch>& batch) {
            server_.Post(http::ThreadIndex(0), [this, batch] {
                views_.Apply(batch->events.bytes());
                link_->OnEvents(batch->events.bytes());
            });
        });
        engine_.Start();
        server_.Start();
    }
    ~RestFixture() override {
        engine_.Stop();
        server_.Stop();
    }

    Timestamp Now() { return clock_.Now(); }
    std::int64_t Milliseconds() { return Now().raw() / 1'000'000; }
    void Advance(std::int64_t milliseconds) { clock_.now += milliseconds * 1'000'000; }

    // An operator's command, done when this returns.
    template <class T>
    void Operate(const T& command) {
        ASSERT_EQ(engine_.Submit(wire::Command(command).bytes()), engine::Submitted::kAccepted);
        const Sequence before = applied_;
        while (applied_ == before) applied_ = AppliedSequence();
    }

    HttpAnswer Send(
        std::string_view method,
        std::string_view target,
        std::string_view headers = "",
        std::string_view body = ""
    ) {
        http::TestClient client(server_.port());
        std::string request(method);
        request.append(" ").append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(headers);
        if (!body.empty()) {
            request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
        }
        client.Send(request.append("\r\n").append(body));
        const std::string text = client.ReadResponse();
        const std::size_t end = text.find("\r\n\r\n");
        return {std::stoi(text.substr(9, 3)), text.substr(0, end + 2), text.substr(end + 4)};
    }
    HttpAnswer Get(std::string_view target) { return Send("GET", target); }
    // A call by HMAC with a timestamp, all in the query string.
    HttpAnswer Signed(
        std::string_view user,
        std::string_view method,
        std::string_view path,
        std::string_view parameters = ""
    ) {
        std::string query(parameters);
        if (!query.empty()) query += '&';
        query += "timestamp=" + std::to_string(Milliseconds());
        const std::string signature = crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(query)));
        const std::string key = "X-MBX-APIKEY: " + std::string(user) + "\r\n";
        return Send(method, std::string(path) + "?" + query + "&signature=" + signature, key);
    }
    HttpAnswer Place(std::string_view user, std::string_view parameters) {
        return Signed(user, "POST", "/api/v3/order", "symbol=BTCUSDT&" + std::string(parameters));
    }

    static crypto::HmacSha256Key Hmac() { return crypto::HmacSha256Key(crypto::AsBytes(kSecret)); }
    static crypto::Ed25519PrivateKey PrivateKey() {
        return crypto::Ed25519PrivateKey::FromSeed(crypto::Ed25519Raw{7});
    }
    static crypto::Ed25519PublicKey PublicKey() { return PrivateKey().public_key(); }

private:
    struct ManualClock final : engine::Clock {
        Timestamp Now() override { return Timestamp(now); }
        std::atomic<std::int64_t> now{kStart * 1'000'000};
    };

    static engine::EngineOptions EngineOptions() {
        engine::EngineOptions options;
        options.on_fault = [](const engine::JournalError&) { std::abort(); };
        options.on_snapshot_fault = [](const std::string&) {};
        return options;
    }

    void AddKey(std::string name, identity::ApiKey key) {
        keys_.Add(std::move(name), std::move(key));
    }

    exchange::Exchange Populated() {
        engine::Sequencer sequencer{exchange::Exchange()};
        TestMarket market;
        market.symbol.filters.notional_min = Amount(5'00000000);
        market.taker = Rate(200'000);
        market.base = Amount(10'00000000);
        market.quote = Amount(1'000'000'00000000);
        for (const wire::Command& command : CommandsOf(market)) sequencer.Apply(command, Now());
        const auto batch = sequencer.Seal();
        const auto appended =
            journal_.Append({batch->first, batch->last, 1, batch->commands.bytes()});
        CHECK(appended.has_value());
        views_.Apply(batch->events.bytes());
        applied_ = batch->last;
        return sequencer.TakeExchange();
    }
    Sequence AppliedSequence() {
        std::promise<Sequence> applied;
        server_.Post(http::ThreadIndex(0), [&] { applied.set_value(views_.applied_sequence()); });
        return applied.get_future().get();
    }

    ManualClock clock_;
    market::ViewObserver observer_;
    market::Views views_{observer_};
    engine::MemoryJournal journal_;
    engine::NoSnapshots snapshots_;
    Sequence applied_;
    identity::ApiKeys keys_;

protected:
    Throttle throttle_;
    ListenKeys listen_keys_;

private:
    engine::Engine engine_;
    std::optional<CommandLink> link_;
    std::optional<RestApi> rest_;
    http::Server server_{{}, [this](const http::Request& request, http::Responder responder) {
                             rest_->OnRequest(request, std::move(responder));
                         }};
};

}  // namespace bourse::gateway
