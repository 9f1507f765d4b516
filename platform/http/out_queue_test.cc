#include "platform/http/out_queue.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "platform/http/channel.h"

namespace bourse::http {
namespace {

class OutQueueTest : public ::testing::Test {
protected:
    OutQueueTest() {
        const int small = 4'096;
        setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
    }
    ~OutQueueTest() override {
        close(ends_[0]);
        if (ends_[1] >= 0) close(ends_[1]);
    }

    OutQueue::Flushed Flush() { return queue_.Flush(channel_, scratch_); }

    std::string Received() {
        std::string all;
        char buffer[4'096];
        ssize_t count;
        while ((count = recv(ends_[1], buffer, sizeof(buffer), MSG_DONTWAIT)) > 0) {
            all.append(buffer, static_cast<std::size_t>(count));
        }
        return all;
    }

    static std::array<int, 2> SocketPair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
        return ends;
    }

    std::array<int, 2> ends_ = SocketPair();
    Channel channel_{ends_[0]};
    std::array<char, 256> scratch_;
    OutQueue queue_;
};

SharedText Shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

TEST_F(OutQueueTest, KeepsTheOrderOfBothKinds) {
    queue_.Tail() += "a";
    queue_.Push(Shared("b"));
    queue_.Tail() += "c";
    queue_.Tail() += "d";
    queue_.Push(Shared("e"));
    EXPECT_EQ(queue_.queued_bytes(), 5u);
    EXPECT_EQ(Flush(), OutQueue::Flushed::kDrained);
    EXPECT_EQ(Received(), "abcde");
    EXPECT_EQ(queue_.queued_bytes(), 0u);
}

TEST_F(OutQueueTest, SurvivesPartialWritesOfAnySize) {
    std::string expected, received;
    for (std::size_t i = 0; i < 2'000; ++i) {
        const std::string text(i % 700, static_cast<char>('a' + i % 26));
        expected += text;
        if (i % 3 == 0) {
            queue_.Tail() += text;
        } else {
            queue_.Push(Shared(text));
        }
    }
    bool was_blocked = false;
    while (Flush() == OutQueue::Flushed::kBlocked) {
        was_blocked = true;
        received += Received();
        EXPECT_EQ(queue_.queued_bytes(), expected.size() - received.size());
    }
    received += Received();
    EXPECT_TRUE(was_blocked);
    EXPECT_EQ(received, expected);
}

TEST_F(OutQueueTest, DropUnsentFinishesThePieceThePeerHasBegunToSee) {
    const std::string large(1 << 20, 'x');
    queue_.Push(Shared(large));
    queue_.Push(Shared("never sent"));
    ASSERT_EQ(Flush(), OutQueue::Flushed::kBlocked);
    queue_.Tail() += "never sent either";
    queue_.DropUnsent();
    queue_.Push(Shared("end"));
    std::string received;
    while (Flush() == OutQueue::Flushed::kBlocked) received += Received();
    received += Received();
    EXPECT_EQ(received, large + "end");
}

TEST_F(OutQueueTest, DropUnsentForgetsAllWhenNothingWasSent) {
    queue_.Push(Shared("a"));
    queue_.Tail() += "b";
    queue_.DropUnsent();
    EXPECT_EQ(queue_.queued_bytes(), 0u);
    EXPECT_EQ(Flush(), OutQueue::Flushed::kDrained);
    EXPECT_EQ(Received(), "");
}

TEST_F(OutQueueTest, SaysThatThePeerIsGone) {
    close(std::exchange(ends_[1], -1));
    queue_.Tail() += "a";
    EXPECT_EQ(Flush(), OutQueue::Flushed::kBroken);
}

}  // namespace
}  // namespace bourse::http
