#include "platform/websocket/session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "platform/http/server.h"
#include "platform/http/test_client.h"
#include "platform/websocket/test_frames.h"

namespace bourse::websocket {
namespace {

using std::chrono::milliseconds;

// Time that passes when it is told to, for any thread.
class ManualClock {
public:
    http::TimePoint Now() const { return http::TimePoint(milliseconds(now_)); }
    void Advance(milliseconds time) { now_ += time.count(); }
    std::function<http::TimePoint()> source() const {
        return [this] { return Now(); };
    }

private:
    std::atomic<std::int64_t> now_ = 1'000'000;
};

// Answers messages with themselves; "close" and "frames" are commands. /ws upgrades, others are
// 404.
class Exchange {
public:
    explicit Exchange(SessionOptions options = {}, milliseconds write_timeout = milliseconds(500))
        : options_(std::move(options)),
          server_(ServerOptions(write_timeout), [this](const auto& request, auto responder) {
              if (request.path != "/ws") return responder.Answer({.status = 404});
              Accept(request, std::move(responder), options_, std::make_unique<Echo>(*this));
          }) {
        server_.Start();
    }

    http::Server& server() { return server_; }
    // Of the server's only thread.
    const std::set<Session*>& sessions() const { return sessions_; }

    // Runs `call` on the I/O thread and waits for it.
    template <class Call>
    void OnThread(Call call) {
        std::atomic<bool> done = false;
        server_.Post(http::ThreadIndex(0), [&] {
            call();
            done = true;
            done.notify_one();
        });
        done.wait(false);
    }

    // "code reason" of the first session that closed.
    std::string WaitClosed() {
        closed_.wait(false);
        return close_text_;
    }
    std::size_t pongs() const { return pongs_; }

private:
    class Echo final : public Listener {
    public:
        explicit Echo(Exchange& owner) : owner_(owner) {}
        void OnOpen(Session& session) override { owner_.sessions_.insert(&session); }
        void OnFrame(Session&) override { ++frames_; }
        void OnPong(Session&, std::string_view) override { ++owner_.pongs_; }
        void OnLifetimeNotice(Session& session) override { session.SendText("soon"); }
        void OnMessage(Session& session, const Incoming& message) override {
            if (message.payload == "close") return session.Close(CloseCode::kNormal, "asked");
            if (message.payload == "throw") throw std::runtime_error("defect");
            if (message.payload == "frames") return session.SendText(std::to_string(frames_));
            session.SendText(message.payload);
        }
        void OnClosed(Session& session, CloseCode code, std::string_view reason) override {
            owner_.sessions_.erase(&session);
            if (owner_.closed_) return;
            owner_.close_text_.append(std::to_string(static_cast<int>(code)));
            owner_.close_text_.append(" ").append(reason);
            owner_.closed_ = true;
            owner_.closed_.notify_all();
        }

    private:
        Exchange& owner_;
        int frames_ = 0;
    };

    static http::ServerOptions ServerOptions(milliseconds write_timeout) {
        http::ServerOptions options;
        options.limits.linger_timeout = milliseconds(50);
        options.limits.write_timeout = write_timeout;
        return options;
    }

    const SessionOptions options_;
    std::set<Session*> sessions_;
    std::string close_text_;
    std::atomic<bool> closed_ = false;
    std::atomic<std::size_t> pongs_ = 0;
    http::Server server_;  // last: it stops before the rest goes
};

constexpr std::string_view kUpgrade =
    "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

class Client {
public:
    explicit Client(Exchange& exchange, int receive_buffer = 0)
        : client_(exchange.server().port(), receive_buffer) {
        client_.Send(kUpgrade);
        handshake_ = client_.ReadUntil("\r\n\r\n");
    }

    const std::string& handshake() const { return handshake_; }
    http::TestClient& raw() { return client_; }
    void Send(Opcode opcode, std::string_view payload) { client_.Send(Encode(opcode, payload)); }
    void Send(const ClientFrame& frame) { client_.Send(Encode(frame)); }

    // "opcode:payload" of the next frame, a close as "8:code reason"; empty when closed.
    std::string Next() {
        const std::string head = client_.Read(2);
        if (head.size() < 2) return "";
        std::size_t size = static_cast<std::uint8_t>(head[1]);
        if (size == 126) {
            const std::string length = client_.Read(2);
            size = static_cast<std::size_t>(static_cast<std::uint8_t>(length[0])) << 8 |
                   static_cast<std::uint8_t>(length[1]);
        }
        const int opcode = head[0] & 0x0f;
        std::string payload = client_.Read(size);
        std::string text = std::to_string(opcode).append(":");
        if (opcode == 8 && payload.size() >= 2) {
            const int code =
                static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
            text.append(std::to_string(code)).append(" ");
            payload.erase(0, 2);
        }
        return text.append(payload);
    }

private:
    http::TestClient client_;
    std::string handshake_;
};

TEST(Session, UpgradesAndEchoes) {
    Exchange exchange;
    Client client(exchange);
    EXPECT_TRUE(client.handshake().starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_NE(client.handshake().find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos);
    EXPECT_EQ(client.handshake().find("deflate"), std::string::npos);
    client.Send(Opcode::kText, "hello");
    EXPECT_EQ(client.Next(), "1:hello");
    const std::string long_text(5'000, 'x');
    client.Send(Opcode::kText, long_text);
    EXPECT_EQ(client.Next(), "1:" + long_text);
    client.Send({.payload = "ab", .final = false});
    client.Send(Opcode::kPing, "between");
    client.Send(Opcode::kContinuation, "cd");
    EXPECT_EQ(client.Next(), "10:between");
    EXPECT_EQ(client.Next(), "1:abcd");
    client.Send(Opcode::kText, "frames");
    EXPECT_EQ(client.Next(), "1:6") << "fragments and pings count";
}

TEST(Session, FramesMayFollowTheUpgradeAtOnce) {
    Exchange exchange;
    http::TestClient client(exchange.server().port());
    client.Send(std::string(kUpgrade) + Encode(Opcode::kText, "early"));
    client.ReadUntil("\r\n\r\n");
    EXPECT_EQ(
        client.Read(7),
        "\x81\x05"
        "early"
    );
}

TEST(Session, ARefusedUpgradeStaysHttp) {
    Exchange exchange;
    http::TestClient client(exchange.server().port());
    std::string elsewhere(kUpgrade);
    elsewhere.replace(elsewhere.find("/ws"), 3, "/no");
    client.Send(elsewhere + "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.ReadResponse().starts_with("HTTP/1.1 404 "));
    EXPECT_TRUE(client.ReadResponse().starts_with("HTTP/1.1 426 "));
}

TEST(Session, ClosesWithAReasonOnBrokenRules) {
    const std::string too_big(9'000, 'x');
    const std::pair<ClientFrame, std::string> corpus[] = {
        {{.payload = "a", .masked = false}, "1002 frame not masked"},
        {{.payload = "a", .reserved = 0x40}, "1002 reserved bit set"},
        {{.payload = "\xff"}, "1007 invalid UTF-8"},
        {{.payload = too_big}, "1009 message too big"},
    };
    for (const auto& [frame, expected] : corpus) {
        Exchange exchange;
        Client client(exchange);
        client.Send(frame);
        client.Send(Opcode::kText, "not handled any more");
        EXPECT_EQ(client.Next(), "8:" + expected);
        EXPECT_TRUE(client.raw().IsClosedByServer());
        EXPECT_EQ(exchange.WaitClosed(), expected);
    }
}

TEST(Session, BothSidesMayClose) {
    {
        Exchange exchange;
        Client client(exchange);
        client.Send(
            Opcode::kClose,
            "\x03\xe8"
            "bye"
        );
        EXPECT_EQ(client.Next(), "8:1000 ");
        EXPECT_EQ(exchange.WaitClosed(), "1000 bye");
    }
    Exchange exchange;
    Client client(exchange);
    client.Send(Opcode::kText, "close");
    EXPECT_EQ(client.Next(), "8:1000 asked");
    client.Send(Opcode::kClose, "\x03\xe8");
    EXPECT_TRUE(client.raw().IsClosedByServer());
    EXPECT_EQ(exchange.WaitClosed(), "1000 asked");
}

TEST(Session, DoesNotWaitForEverForTheCloseOfThePeer) {
    ManualClock clock;
    Exchange exchange({.now = clock.source()});
    Client client(exchange);
    client.Send(Opcode::kText, "close");
    EXPECT_EQ(client.Next(), "8:1000 asked");
    clock.Advance(milliseconds(5'001));
    EXPECT_EQ(exchange.WaitClosed(), "1000 asked");
}

TEST(Session, TellsOfAPeerThatVanishes) {
    Exchange exchange;
    Client client(exchange);
    client.raw().Close();
    EXPECT_EQ(exchange.WaitClosed(), "1006 ");
}

TEST(Session, AListenerThatThrowsFailsAlone) {
    Exchange exchange;
    Client other(exchange);
    Client client(exchange);
    client.Send(Opcode::kText, "throw");
    EXPECT_TRUE(client.raw().IsClosedByServer());
    other.Send(Opcode::kText, "alive");
    EXPECT_EQ(other.Next(), "1:alive");
}

// What was sent before it is handled.
void AwaitEcho(Client& client) {
    client.Send(Opcode::kText, "echo");
    ASSERT_EQ(client.Next(), "1:echo");
}

TEST(Session, MatchingPongsKeepItOpen) {
    ManualClock clock;
    Exchange exchange({.now = clock.source()});
    Client client(exchange);
    AwaitEcho(client);
    for (int i = 1; i <= 50; ++i) {
        clock.Advance(milliseconds(20'000));
        const std::string expected = std::string("9:").append(std::to_string(i));
        ASSERT_EQ(client.Next(), expected);
        client.Send(Opcode::kPong, expected.substr(2));
        client.Send(Opcode::kPong, "unsolicited");
        AwaitEcho(client);
    }
    EXPECT_EQ(exchange.pongs(), 100u);
}

TEST(Session, OtherPongsDoNot) {
    ManualClock clock;
    Exchange exchange({.now = clock.source()});
    Client client(exchange);
    AwaitEcho(client);
    for (int i = 1; i <= 3; ++i) {
        clock.Advance(milliseconds(20'000));
        const std::string ping = client.Next();
        ASSERT_EQ(ping, std::string("9:").append(std::to_string(i)));
        client.Send(Opcode::kPong, "");
        client.Send(Opcode::kPong, "999999");
        client.Send(Opcode::kPong, ping.substr(2).append("x"));
        AwaitEcho(client);
    }
    clock.Advance(milliseconds(1));
    EXPECT_EQ(client.Next(), "8:1008 no pong");
}

TEST(Session, ALatePongCounts) {
    ManualClock clock;
    Exchange exchange({.now = clock.source()});
    Client client(exchange);
    AwaitEcho(client);
    for (int i = 1; i <= 3; ++i) {
        clock.Advance(milliseconds(20'000));
        ASSERT_EQ(client.Next(), std::string("9:").append(std::to_string(i)));
    }
    client.Send(Opcode::kPong, "1");
    AwaitEcho(client);
    clock.Advance(milliseconds(1));
    AwaitEcho(client);
    clock.Advance(milliseconds(60'000));
    EXPECT_EQ(client.Next(), "8:1008 no pong");
}

TEST(Session, EndsAtItsLifetimeAndSaysSoBefore) {
    constexpr milliseconds kDay{86'400'000}, kNotice{10'000};
    ManualClock clock;
    Exchange exchange({.ping_interval = 2 * kDay, .pong_timeout = 2 * kDay, .now = clock.source()});
    Client client(exchange);
    clock.Advance(kDay - kNotice - milliseconds(1));
    AwaitEcho(client);
    clock.Advance(milliseconds(1));
    EXPECT_EQ(client.Next(), "1:soon");
    clock.Advance(kNotice - milliseconds(1));
    AwaitEcho(client);
    clock.Advance(milliseconds(1));
    EXPECT_EQ(client.Next(), "8:1001 lifetime over");
}

TEST(Session, StopSaysGoodbye) {
    Exchange exchange;
    Client client(exchange);
    std::thread stopping([&] { exchange.server().Stop(); });
    EXPECT_EQ(client.Next(), "8:1001 server shutdown");
    client.Send(Opcode::kClose, "\x03\xe9");
    client.raw().IsClosedByServer();
    client.raw().Close();
    stopping.join();
    EXPECT_EQ(exchange.WaitClosed(), "1001 server shutdown");
}

TEST(Session, OneFrameReachesAllSubscribersInOrder) {
    constexpr std::size_t kSubscribers = 200;
    constexpr int kMessages = 500;
    Exchange exchange;
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < kSubscribers; ++i) {
        clients.push_back(std::make_unique<Client>(exchange));
    }
    long holders = 0;
    exchange.OnThread([&] {
        ASSERT_EQ(exchange.sessions().size(), kSubscribers);
        for (int i = 0; i < kMessages; ++i) {
            const SharedFrame frame = EncodeTextFrame(std::to_string(i));
            for (Session* session : exchange.sessions()) session->Send(frame);
            holders = frame.use_count();
        }
    });
    EXPECT_EQ(holders, static_cast<long>(kSubscribers) + 1) << "shared, not copied";
    for (const auto& client : clients) {
        for (int i = 0; i < kMessages; ++i) {
            ASSERT_EQ(client->Next(), std::string("1:").append(std::to_string(i)));
        }
    }
}

// It gets what it had begun to read, then the reason; the others notice nothing.
TEST(Session, ASlowReaderIsDroppedWithBoundedMemory) {
    constexpr std::size_t kBound = 64 * 1024;
    Exchange exchange({.max_queued_bytes = kBound});
    Client slow(exchange, 4'096);
    Client honest(exchange);
    const std::string payload(1'000, 'x');
    std::size_t received = 0, sent = 0, most_queued = 0;
    while (sent < 20'000) {
        exchange.OnThread([&] {
            const SharedFrame frame = EncodeTextFrame(payload);
            for (int i = 0; i < 10; ++i) {
                for (Session* session : exchange.sessions()) session->Send(frame);
                ++sent;
            }
            for (Session* session : exchange.sessions()) {
                most_queued = std::max(most_queued, session->queued_bytes());
            }
        });
        while (received < sent) {
            ASSERT_EQ(honest.Next().size(), payload.size() + 2);
            ++received;
        }
    }
    EXPECT_GT(most_queued, kBound / 2) << "the bound was not reached";
    EXPECT_LE(most_queued, kBound);
    EXPECT_EQ(exchange.WaitClosed(), "1008 slow consumer");
    honest.Send(Opcode::kText, "alive");
    EXPECT_EQ(honest.Next(), "1:alive");
}

TEST(Session, ASlowReaderThatComesBackLearnsTheReason) {
    Exchange exchange({.max_queued_bytes = 64 * 1024});
    Client slow(exchange, 4'096);
    const SharedFrame frame = EncodeTextFrame(std::string(1'000, 'x'));
    exchange.OnThread([&] {
        Session& session = **exchange.sessions().begin();
        for (int i = 0; i < 64; ++i) session.Send(frame);
    });
    exchange.OnThread([&] {
        Session& session = **exchange.sessions().begin();
        for (int i = 0; i < 10'000; ++i) session.Send(frame);
    });
    std::string next;
    while ((next = slow.Next()).starts_with("1:")) EXPECT_EQ(next.size(), 1'002u);
    EXPECT_EQ(next, "8:1008 slow consumer");
}

// However little is queued for it, and though more might be.
TEST(Session, AReaderThatStaysBehindLearnsTheReason) {
    constexpr std::size_t kMore = 16'000'000, kLess = 1'000'000;  // than the kernel holds
    const milliseconds longer(600'000);                           // than it takes to read on
    Exchange exchange({.max_queued_bytes = 2 * kMore, .behind_timeout = milliseconds(100)}, longer);
    Client stuck(exchange, 4'096);
    std::size_t queued = 0;
    exchange.OnThread([&] {
        const SharedFrame frame = EncodeTextFrame(std::string(1'000, 'x'));
        for (; queued < kMore; queued = (*exchange.sessions().begin())->queued_bytes()) {
            (*exchange.sessions().begin())->Send(frame);
        }
    });
    while (queued > kLess) {
        std::this_thread::sleep_for(milliseconds(1));
        exchange.OnThread([&] { queued = (*exchange.sessions().begin())->queued_bytes(); });
    }
    std::string next;
    while ((next = stuck.Next()).starts_with("1:")) EXPECT_EQ(next.size(), 1'002u);
    EXPECT_EQ(next, "8:1008 slow consumer");
}

}  // namespace
}  // namespace bourse::websocket
