// What one connection was told, every other one knows, on the threads of a whole gateway.
#include "services/gateway/newest_batch.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "core/exchange/exchange.h"
#include "services/engine/memory_journal.h"
#include "services/gateway/api_client_fixture.h"
#include "services/gateway/rest_api.h"

namespace bourse::gateway {
namespace {

class NewestBatchTest : public ApiClientFixture {
protected:
    NewestBatchTest() : ApiClientFixture({}, {.orders_per_10_seconds = 1'000}) {}

    // An order placed and cancelled over and over, each time asked for over other connections.
    int TimesUnknown(int orders, Transport reading) {
        int unknown = 0;
        for (int i = 0; i < orders; ++i) {
            const std::string id = std::to_string(i);
            const std::string placing =
                "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=15000"
                "&newOrderRespType=ACK&newClientOrderId=" +
                id;
            Done({"POST", "/api/v3/order", placing});
            const std::string order = "symbol=BTCUSDT&origClientOrderId=" + id;
            if (Send(reading, {"GET", "/api/v3/order", order}).status != 200) ++unknown;
            Done({"DELETE", "/api/v3/order", order});
        }
        return unknown;
    }
};

TEST_F(NewestBatchTest, APlacedOrderIsKnownToEveryConnection) {
    EXPECT_EQ(TimesUnknown(100, Transport::kRest), 0);
    EXPECT_EQ(TimesUnknown(100, Transport::kSocket), 0);
}

// One thread of a gateway, by hand; the engine is never started.
class Behind : public testing::Test {
protected:
    Behind() { Fold(); }

    void Fold() {
        wire::ByteBuffer events;
        auto asset = MakeCommand<DefineAsset>(kVenueAccount);
        asset.definition = {Name::From("A" + std::to_string(exchange_.sequence().raw())), 8, 0};
        exchange_.Apply(wire::Command(asset), {exchange_.sequence().Next(), Timestamp(1)}, events);
        views_.Apply(events.bytes());
        api_.OnBatch();
    }
    // "GET /api/v3/ping", which says nothing but that it was made.
    void Ask() {
        Api::Request request;
        request.operation = FindOperation("GET", "/api/v3/ping");
        request.address = "192.0.2.1";
        api_.Execute(std::move(request), [this](const Api::Response&) { ++answers_; });
    }

    NewestBatch newest_;
    int answers_ = 0;
    exchange::Exchange exchange_;

private:
    static engine::EngineOptions StoppedEngine() {
        engine::EngineOptions options;
        options.on_fault = [](const engine::JournalError&) { std::abort(); };
        options.on_snapshot_fault = [](const std::string&) {};
        return options;
    }

    market::ViewObserver observer_;
    market::Views views_{observer_};
    identity::ApiKeys keys_;
    Throttle throttle_;
    ListenKeys listen_keys_;
    engine::MemoryJournal journal_;
    engine::NoSnapshots snapshots_;
    engine::SystemClock clock_;
    engine::Engine engine_{exchange::Exchange(), journal_, snapshots_, clock_, StoppedEngine()};
    CommandLink link_{engine_, SessionId(1)};
    Api api_{
        {views_,
         link_,
         throttle_,
         listen_keys_,
         Authenticator(keys_, SystemTime),
         nullptr,
         {},
         &newest_}};
};

TEST_F(Behind, CallsWaitForWhatAnotherThreadHasShown) {
    newest_.Raise(exchange_.sequence());
    Ask();
    EXPECT_EQ(answers_, 1);
    newest_.Raise(Sequence(exchange_.sequence().raw() + 2));
    Ask();
    Ask();
    EXPECT_EQ(answers_, 1);
    Fold();
    EXPECT_EQ(answers_, 1);
    Fold();
    EXPECT_EQ(answers_, 3);
}

TEST(NewestBatch, NeverGoesBack) {
    NewestBatch newest;
    std::thread other([&] {
        for (std::uint64_t i = 1; i <= 10'000; i += 2) newest.Raise(Sequence(i));
    });
    for (std::uint64_t i = 2; i <= 10'000; i += 2) {
        newest.Raise(Sequence(i));
        EXPECT_GE(newest.last(), Sequence(i));
    }
    other.join();
    EXPECT_EQ(newest.last(), Sequence(10'000));
    newest.Raise(Sequence(3));
    EXPECT_EQ(newest.last(), Sequence(10'000));
}

}  // namespace
}  // namespace bourse::gateway
