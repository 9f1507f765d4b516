#include "services/gateway/stream_hub.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "services/gateway/client_book.h"
#include "services/gateway/stream_fixture.h"

namespace bourse::gateway {
namespace {

class Streams : public StreamFixture {};

TEST_F(Streams, PathsAndNames) {
    for (const std::string_view target :
         {"/ws",
          "/ws/0",
          "/ws/btcusdt%40trade/btcusdt@depth",
          "/stream",
          "/stream?streams=btcusdt@trade/btcusdt@kline_1m@+08:00"}) {
        TestStreamClient client(port(), target);
        EXPECT_TRUE(client.handshake().starts_with("HTTP/1.1 101")) << target;
    }
    TestStreamClient other(port(), "/wsx");
    EXPECT_TRUE(other.handshake().starts_with("HTTP/1.1 404")) << other.handshake();
    TestStreamClient client(port(), "/stream?streams=btcusdt%40kline_1d%40%2B08:00%2F0/a@+b");
    EXPECT_EQ(
        client.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":1})"),
        R"({"result":["0","a@+b","btcusdt@kline_1d@+08:00"],"id":1})"
    );
}

TEST_F(Streams, ControlMessages) {
    TestStreamClient client(port(), "/ws");
    EXPECT_EQ(
        client.Ask(R"({"method":"SUBSCRIBE","params":["btcusdt@trade","x@trade"],"id":"s"})"),
        R"({"result":null,"id":"s"})"
    );
    EXPECT_EQ(
        client.Ask(R"({"method":"UNSUBSCRIBE","params":["x@trade","y"],"id":null})"),
        R"({"result":null,"id":null})"
    );
    EXPECT_EQ(
        client.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":3})"),
        R"({"result":["btcusdt@trade"],"id":3})"
    );
    EXPECT_EQ(
        client.Ask(R"({"method":"SET_PROPERTY","params":["combined",true],"id":4})"),
        R"({"result":null,"id":4})"
    );
    EXPECT_EQ(
        client.Ask(R"({"method":"GET_PROPERTY","params":["combined"],"id":5})"),
        R"({"result":true,"id":5})"
    );
    client.Send("{}");
    EXPECT_EQ(client.Next(), "1008 Too many requests");
}

TEST_F(Streams, FiveMessagesASecond) {
    TestStreamClient client(port(), "/ws");
    for (int second = 0; second < 3; ++second) {
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(
                client.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":1})"), R"({"result":[],"id":1})"
            );
        }
        AdvanceConnections(std::chrono::seconds(1));
    }
    for (int i = 0; i < 6; ++i) client.Send(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(client.Next(), R"({"result":[],"id":1})");
    EXPECT_EQ(client.Next(), "1008 Too many requests");
}

TEST_F(Streams, ALifeOfADayEndsWithANotice) {
    TestStreamClient raw(port(), "/ws/0?timeUnit=MICROSECOND"), combined(port(), "/stream");
    for (TestStreamClient* client : {&raw, &combined}) {
        client->Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    }
    AdvanceConnections(std::chrono::hours(24) - std::chrono::seconds(10));
    EXPECT_EQ(raw.Next(), R"({"e":"serverShutdown","E":1700000000000000})");
    EXPECT_EQ(
        combined.Next(),
        R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1700000000000}})"
    );
    AdvanceConnections(std::chrono::seconds(10));
    EXPECT_EQ(raw.Next(), "1001 lifetime over");
    EXPECT_EQ(combined.Next(), "1001 lifetime over");
}

TEST_F(Streams, AtMost1024Names) {
    TestStreamClient client(port(), "/ws");
    for (int part = 0; part < 3; ++part) {
        std::string names;
        for (int i = 0; i < 400; ++i) {
            names.append(i == 0 ? "\"" : ",\"");
            names.append(std::to_string(part * 400 + i)).append("\"");
        }
        client.Send(R"({"method":"SUBSCRIBE","params":[)" + names + R"(],"id":1})");
    }
    EXPECT_EQ(client.Next(), R"({"result":null,"id":1})");
    EXPECT_EQ(client.Next(), R"({"result":null,"id":1})");
    EXPECT_EQ(client.Next(), "1008 Too many streams");
}

TEST_F(Streams, PayloadsOfOneTrade) {
    TestStreamClient client(
        port(), "/ws/btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker?timeUnit=MICROSECOND"
    );
    TestStreamClient wrapped(port(), "/stream?streams=btcusdt@trade");
    Tick();
    Apply(Order(kAlice, Side::kSell, 2'000'000, 100'000));
    Apply(Order(kBob, Side::kBuy, 2'000'001, 40'000));
    OnThread([this] { hub().OnBatchEnd(); });
    EXPECT_EQ(
        client.Next(),
        R"({"e":"trade","E":1700000000100000,"s":"BTCUSDT","t":1,"p":"20000.00000000",)"
        R"("q":"0.40000000","T":1700000000100000,"m":false,"M":true})"
    );
    EXPECT_EQ(
        client.Next(),
        R"({"e":"aggTrade","E":1700000000100000,"s":"BTCUSDT","a":1,"p":"20000.00000000",)"
        R"("q":"0.40000000","f":1,"l":1,"T":1700000000100000,"m":false,"M":true})"
    );
    EXPECT_EQ(
        client.Next(),
        R"({"u":2,"s":"BTCUSDT","b":"0.00000000","B":"0.00000000","a":"20000.00000000",)"
        R"("A":"0.60000000"})"
    );
    EXPECT_EQ(
        wrapped.Next(),
        R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1700000000100,"s":"BTCUSDT","t":1,)"
        R"("p":"20000.00000000","q":"0.40000000","T":1700000000100,"m":false,"M":true}})"
    );
}

TEST_F(Streams, TimedPayloads) {
    Apply(Order(kAlice, Side::kSell, 2'000'000, 100'000));
    Apply(Order(kBob, Side::kBuy, 2'000'000, 40'000));
    const auto first = [this](std::string_view name) {
        TestStreamClient client(port(), std::string("/ws/").append(name));
        std::string text;
        for (int i = 0; i < 20; ++i) Tick();
        return client.Next();
    };
    EXPECT_EQ(
        first("btcusdt@depth5@100ms"),
        R"({"lastUpdateId":2,"bids":[],"asks":[["20000.00000000","0.60000000"]]})"
    );
    EXPECT_TRUE(
        first("btcusdt@miniTicker")
            .ends_with(
                R"("s":"BTCUSDT","c":"20000.00000000","o":"20000.00000000","h":"20000.00000000",)"
                R"("l":"20000.00000000","v":"0.40000000","q":"8000.00000000"})"
            )
    );
    EXPECT_TRUE(first("!miniTicker@arr").starts_with(R"([{"e":"24hrMiniTicker","E":)"));
    EXPECT_TRUE(first("btcusdt@ticker").starts_with(R"({"e":"24hrTicker","E":)"));
    EXPECT_TRUE(first("btcusdt@ticker_1h").starts_with(R"({"e":"1hTicker","E":)"));
    EXPECT_NE(
        first("btcusdt@avgPrice").find(R"("i":"5m","w":"20000.00000000","T":1700000000000})"),
        std::string::npos
    );
}

TEST_F(Streams, AKlineIsClosedOnce) {
    Apply(Order(kAlice, Side::kSell, 2'000'000, 100'000));
    Apply(Order(kBob, Side::kBuy, 2'000'000, 40'000));
    TestStreamClient client(port(), "/ws/btcusdt@kline_1m");
    for (int i = 0; i < 1'200; ++i) Tick();
    int closed = 0;
    for (int i = 0; i < 62; ++i) {
        const std::string text = client.Next();
        ASSERT_TRUE(text.starts_with(R"({"e":"kline")")) << text;
        if (text.find(R"("x":true)") != std::string::npos) ++closed;
        if (closed == 1 && text.find(R"("x":true)") != std::string::npos) {
            EXPECT_NE(text.find(R"("f":1,"L":1,)"), std::string::npos) << text;
        } else if (closed == 2) {
            EXPECT_NE(text.find(R"("f":-1,"L":-1,)"), std::string::npos) << text;
        }
    }
    EXPECT_EQ(closed, 2);
}

TEST_F(Streams, DiffsRebuildTheBook) {
    std::mt19937_64 random(20'240'601);
    TestStreamClient client(port(), "/ws/btcusdt@depth@100ms");
    simdjson::dom::parser parser;
    ApplyRandomFlow(random, 300);
    Tick();
    ApplyRandomFlow(random, 50);  // in the snapshot, and in the next event too
    const auto text_of = [this](const market::DepthView& depth) {
        return PartialDepthEvent(
            {views().catalog().symbol(kSymbol), TimeUnit::kMillisecond, kStart}, depth, 5'000
        );
    };
    const auto snapshot = [&] {
        std::string text;
        OnThread([&] { text = text_of(views().market(kSymbol).depth); });
        return ClientBook(parser.parse(text).value());
    };
    ClientBook book = snapshot();
    std::uint64_t expected_first = 1;
    for (int round = 0; round < 50; ++round) {
        ApplyRandomFlow(random, 40);
        Tick();
    }
    const ClientBook end = snapshot();
    ASSERT_GT(end.levels(), 10U);
    while (book.last_update_id() < end.last_update_id()) {
        auto event = parser.parse(client.Next());
        EXPECT_EQ(event["U"].get_uint64().value(), expected_first);
        ASSERT_TRUE(book.Apply(event.value()));
        expected_first = event["u"].get_uint64().value() + 1;
    }
    EXPECT_EQ(book, end);
}

// The control of the test above: a client that misses an event can tell.
TEST_F(Streams, AMissingDiffIsNoticed) {
    std::mt19937_64 random(1);
    TestStreamClient client(port(), "/ws/btcusdt@depth@100ms");
    simdjson::dom::parser parser;
    for (int i = 0; i < 3; ++i) {
        ApplyRandomFlow(random, 40);
        Tick();
    }
    ClientBook book;
    ASSERT_TRUE(book.Apply(parser.parse(client.Next()).value()));
    client.Next();
    EXPECT_FALSE(book.Apply(parser.parse(client.Next()).value()));
}

TEST_F(Streams, AllSubscribersGetTheSameBytes) {
    std::vector<TestStreamClient> clients;
    for (int i = 0; i < 200; ++i) {
        clients.emplace_back(port(), "/ws/btcusdt@trade/btcusdt@depth@100ms");
    }
    std::mt19937_64 random(2);
    ApplyRandomFlow(random, 200);
    Tick();
    std::vector<std::string> seen;
    while (seen.empty() || seen.back().find("depthUpdate") == std::string::npos) {
        seen.push_back(clients.front().Next());
    }
    for (std::size_t i = 1; i < clients.size(); ++i) {
        for (const std::string& text : seen) ASSERT_EQ(clients[i].Next(), text);
    }
    OnThread([&] { EXPECT_EQ(hub().delivered(), seen.size() * clients.size()); });
}

TEST_F(Streams, ASlowReaderIsDroppedAndOthersAreNot) {
    TestStreamClient slow(port(), "/ws/btcusdt@trade", 4'096);
    constexpr int kRounds = 600;  // 60,000 trades: more than the kernel holds and we queue
    for (int round = 0; round < kRounds; ++round) ApplyTrades(100);
    int seen = 0;
    std::string text = slow.Next();
    for (; text.starts_with(R"({"e":"trade")"); text = slow.Next()) ++seen;
    EXPECT_EQ(text, "1008 slow consumer");
    EXPECT_LT(seen, kRounds * 100);
    TestStreamClient prompt(port(), "/ws/btcusdt@trade");
    ApplyTrades(1);
    EXPECT_TRUE(prompt.Next().starts_with(R"({"e":"trade")"));
}

// Of a partial book the next one stands for all before, so a slow reader misses some and stays.
TEST_F(Streams, ASlowReaderOfPartialBooksIsPassedOver) {
    TestStreamClient slow(port(), "/ws/btcusdt@depth20@100ms", 4'096);
    std::mt19937_64 random(3);
    ApplyRandomFlow(random, 400);
    constexpr std::uint64_t kRounds = 5'000;  // books of over 1 kB: more than the kernel holds
    for (std::uint64_t round = 0; round < kRounds; ++round) {
        Apply(Order(kAlice, Side::kBuy, 1'999'999, 100));
        Tick();
    }
    std::uint64_t delivered = 0;
    OnThread([&] { delivered = hub().delivered(); });
    EXPECT_LT(delivered, kRounds);
    for (std::uint64_t i = 0; i < delivered; ++i) {
        ASSERT_TRUE(slow.Next().starts_with(R"({"lastUpdateId":)")) << i << " of " << delivered;
    }
    Apply(Order(kAlice, Side::kBuy, 1'999'999, 100));
    Tick();
    EXPECT_TRUE(slow.Next().starts_with(R"({"lastUpdateId":)"));
}

}  // namespace
}  // namespace bourse::gateway
