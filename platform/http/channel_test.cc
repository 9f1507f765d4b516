#include "platform/http/channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "platform/http/out_queue.h"
#include "platform/http/test_tls_client.h"

namespace bourse::http {
namespace {

using Outcome = Channel::Outcome;

// Two ends of one socket in one thread: neither waits.
class TlsChannelTest : public testing::Test {
protected:
    ~TlsChannelTest() override {
        for (const int end : ends_) close(end);
    }

    static std::array<int, 2> SocketPair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        const int small = 4'096;
        for (const int end : ends) setsockopt(end, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
        return ends;
    }

    void Shake() {
        Outcome outcome = Outcome::kWantsRead;
        bool is_client_done = false;
        for (int i = 0; i < 100 && !(is_client_done && outcome == Outcome::kDone); ++i) {
            is_client_done = client_.Handshake();
            if (outcome != Outcome::kDone) outcome = channel_.Handshake();
        }
        ASSERT_TRUE(is_client_done);
        ASSERT_EQ(outcome, Outcome::kDone);
    }

    TestIdentity identity_;
    std::array<int, 2> ends_ = SocketPair();
    Channel channel_{ends_[0], identity_.context.get()};
    TestTlsClient client_{ends_[1], identity_.authority.certificate_pem, {}};
    std::vector<char> scratch_ = std::vector<char>(65'536);
};

TEST_F(TlsChannelTest, BytesGoBothWays) {
    Shake();
    ASSERT_TRUE(client_.Send("question"));
    const auto read = channel_.Read(scratch_);
    ASSERT_EQ(read.outcome, Outcome::kDone);
    EXPECT_EQ(std::string_view(scratch_.data(), read.bytes), "question");
    EXPECT_EQ(channel_.Read(scratch_).outcome, Outcome::kWantsRead);
    EXPECT_EQ(channel_.Write(std::string_view("answer")).bytes, 6u);
    std::string received;
    EXPECT_TRUE(client_.Receive(received));
    EXPECT_EQ(received, "answer");
}

TEST_F(TlsChannelTest, ReadsAllRecordsThatAreThere) {
    Shake();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(client_.Send("record"));
    EXPECT_EQ(channel_.Read(scratch_).bytes, 18u);
}

TEST_F(TlsChannelTest, WhatItHasTakenArrivesWhateverIsDroppedBehind) {
    Shake();
    OutQueue queue;
    const auto push = [&](char letter) {
        queue.Push(std::make_shared<const std::string>(50'000, letter));
    };
    push('a');
    push('b');
    ASSERT_EQ(queue.Flush(channel_, scratch_), OutQueue::Flushed::kBlocked);
    queue.DropUnsent();
    push('c');
    std::string received;
    auto flushed = OutQueue::Flushed::kBlocked;
    for (int i = 0; i < 1'000 && flushed == OutQueue::Flushed::kBlocked; ++i) {
        while (client_.Receive(received)) {
        }
        flushed = queue.Flush(channel_, scratch_);
    }
    while (client_.Receive(received)) {
    }
    EXPECT_EQ(flushed, OutQueue::Flushed::kDrained);
    const std::size_t kept = received.find('c');
    ASSERT_NE(kept, std::string::npos);
    EXPECT_EQ(received.substr(kept), std::string(50'000, 'c'));
    EXPECT_EQ(received.find_first_not_of('a'), kept);
    EXPECT_EQ(kept, 50'000u);  // a piece that has begun goes out whole
}

TEST_F(TlsChannelTest, AnEndIsSaidAndHeard) {
    Shake();
    SSL_shutdown(client_.native_handle());
    EXPECT_EQ(channel_.Read(scratch_).outcome, Outcome::kClosed);
    channel_.Finish();
    std::string received;
    EXPECT_FALSE(client_.Receive(received));
    EXPECT_NE(SSL_get_shutdown(client_.native_handle()) & SSL_RECEIVED_SHUTDOWN, 0);
}

TEST_F(TlsChannelTest, GarbageBreaksIt) {
    Shake();
    ASSERT_EQ(send(ends_[1], "\x17\x03\x03\x00\x05wrong", 10, 0), 10);
    EXPECT_EQ(channel_.Read(scratch_).outcome, Outcome::kBroken);
    EXPECT_EQ(channel_.Write(std::string_view("x")).outcome, Outcome::kBroken);
}

TEST_F(TlsChannelTest, PlainTextIsFoundBeforeTheHandshakeOnly) {
    EXPECT_EQ(channel_.Handshake(), Outcome::kWantsRead);
    ASSERT_EQ(send(ends_[1], "GET / HTTP/1.1\r\n", 16, 0), 16);
    EXPECT_EQ(channel_.Handshake(), Outcome::kPlainText);
    EXPECT_FALSE(channel_.has_tls());
    EXPECT_EQ(channel_.Read(scratch_).bytes, 16u);
}

TEST_F(TlsChannelTest, APeerThatAsksForKeysAndDoesNotReadIsCutOff) {
    Shake();
    Outcome outcome = Outcome::kWantsRead;
    int asked = 0;
    while (asked < 100'000 && outcome == Outcome::kWantsRead) {
        SSL_key_update(client_.native_handle(), SSL_KEY_UPDATE_REQUESTED);
        asked += SSL_do_handshake(client_.native_handle());
        outcome = channel_.Read(scratch_).outcome;
    }
    EXPECT_EQ(outcome, Outcome::kBroken) << asked;
}

}  // namespace
}  // namespace bourse::http
