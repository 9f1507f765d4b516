#include <fstream>

#include "platform/websocket/session.h"
#include "services/gateway/gateway_fixture.h"

namespace bourse::gateway {
namespace {

// The trades that a reader of a trade stream has seen.
struct TradesSeen {
    std::int64_t count = 0;
    bool is_gapless = true;
    std::string end;  // the first text that was no trade
};

TradesSeen ReadTrades(TestStreamClient& client, std::int64_t first, std::int64_t count) {
    TradesSeen seen;
    for (; seen.count < count; ++seen.count) {
        const std::string text = client.Next();
        const std::size_t at = text.find(R"("t":)");
        if (at == std::string::npos) {
            seen.end = text;
            break;
        }
        if (std::stoll(text.substr(at + 4)) != first + seen.count) seen.is_gapless = false;
    }
    return seen;
}

// Bytes that a subscriber can be owed before it is dropped: our queue, and what the kernel takes.
std::int64_t BytesHeldMost() {
    std::ifstream limits("/proc/sys/net/ipv4/tcp_wmem");
    std::int64_t least = 0, standard = 0, most = 0;
    limits >> least >> standard >> most;
    return static_cast<std::int64_t>(websocket::SessionOptions().max_queued_bytes) + most;
}

class SlowReader : public GatewayFixture {};

TEST_F(SlowReader, IsDroppedAndTheOthersLoseNothing) {
    constexpr std::int64_t kBatch = 500;         // of it nobody is owed too much
    constexpr std::int64_t kBytesOfTrade = 150;  // at least
    const std::int64_t batches = BytesHeldMost() / (kBatch * kBytesOfTrade) + 1;
    TestStreamClient slow(port(), "/ws/btcusdt@trade", 4'096);
    std::vector<TestStreamClient> prompt;
    for (int i = 0; i < 2; ++i) prompt.emplace_back(port(), "/ws/btcusdt@trade");
    for (std::int64_t batch = 0; batch < batches; ++batch) {
        Trade(kBatch);
        for (TestStreamClient& client : prompt) {
            const TradesSeen seen = ReadTrades(client, 1 + batch * kBatch, kBatch);
            ASSERT_EQ(seen.count, kBatch) << "batch " << batch << ": " << seen.end;
            ASSERT_TRUE(seen.is_gapless) << "batch " << batch;
        }
    }
    const TradesSeen seen = ReadTrades(slow, 1, batches * kBatch);
    EXPECT_LT(seen.count, batches * kBatch);
    EXPECT_TRUE(seen.is_gapless);
    // Whoever is blocked for longer than the server's patience is not told any more.
    EXPECT_TRUE(seen.end == "1008 slow consumer" || seen.end.empty()) << seen.end;
    EXPECT_TRUE(Ask("GET", "/health/ready").starts_with("HTTP/1.1 200 "));
}

// The control of the test above: reading late is no reason, and a trade that is missing is noticed.
TEST_F(SlowReader, LosesNothingWithinTheBound) {
    constexpr std::int64_t kTrades = 1'000;
    TestStreamClient late(port(), "/ws/btcusdt@trade", 4'096),
        careless(port(), "/ws/btcusdt@trade");
    Trade(kTrades);
    const TradesSeen seen = ReadTrades(late, 1, kTrades);
    EXPECT_EQ(seen.count, kTrades);
    EXPECT_TRUE(seen.is_gapless);
    careless.Next();
    EXPECT_FALSE(ReadTrades(careless, 1, kTrades - 1).is_gapless);
}

}  // namespace
}  // namespace bourse::gateway
