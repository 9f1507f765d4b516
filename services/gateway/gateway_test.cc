#include "services/gateway/gateway.h"

#include "services/gateway/gateway_fixture.h"

namespace bourse::gateway {
namespace {

class GatewayTest : public GatewayFixture {};

constexpr std::string_view kOk = R"({"status":"ok"})";
constexpr std::string_view kStopped =
    R"({"status":"unavailable","reason":"the engine has stopped or failed: it takes no commands"})";

TEST_F(GatewayTest, IsReadyAsLongAsTheEngineTakesCommands) {
    EXPECT_TRUE(Ask("GET", "/health/ready").starts_with("HTTP/1.1 200 "));
    EXPECT_TRUE(Ask("GET", "/health/ready").ends_with(kOk));
    engine_.Stop();
    EXPECT_TRUE(Ask("GET", "/health/ready").starts_with("HTTP/1.1 503 "));
    EXPECT_TRUE(Ask("GET", "/health/ready").ends_with(kStopped));
    EXPECT_TRUE(Ask("GET", "/health/live").ends_with(kOk));
}

TEST_F(GatewayTest, IsNotReadyWhenTheJournalFailed) {
    journal_.failing_append = 1;
    Submit(CommandsOf({}).front());
    AwaitFailure();
    EXPECT_TRUE(Ask("GET", "/health/ready").ends_with(kStopped));
}

TEST_F(GatewayTest, AListenKeyIsKnownToAllThreads) {
    const std::string opened = Ask("POST", "/api/v3/userDataStream", "alice");
    const std::string key = opened.substr(opened.find(R"({"listenKey":")") + 14, 64);
    for (int i = 0; i < 8; ++i) {
        TestStreamClient client(port(), "/ws/" + key);
        Trade(1);
        EXPECT_NE(client.Next().find(R"("e":"executionReport")"), std::string::npos);
    }
}

TEST_F(GatewayTest, AnAddressMayOpen300ConnectionsIn5Minutes) {
    int opened = 0;
    std::string refused;
    // Twice as many: the window may end between.
    for (int i = 0; i < 601 && refused.empty(); ++i) {
        const bool is_stream = i % 2 == 0;
        TestStreamClient client(port(), is_stream ? "/ws/0" : "/ws-api/v3");
        if (client.handshake().starts_with("HTTP/1.1 101 ")) {
            ++opened;
        } else {
            refused = client.handshake();
        }
    }
    EXPECT_GE(opened, 300);
    EXPECT_TRUE(refused.starts_with("HTTP/1.1 429 ")) << refused;
    EXPECT_NE(refused.find("Retry-After: "), std::string::npos) << refused;
}

}  // namespace
}  // namespace bourse::gateway
