#include "platform/websocket/handshake.h"

#include <gtest/gtest.h>

#include <vector>

namespace bourse::websocket {
namespace {

struct Attempt {
    std::string_view method = "GET";
    std::string_view upgrade = "websocket";
    std::string_view version = "13";
    std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
    bool wants_upgrade = true;
};

int Status(const Attempt& attempt) {
    const std::vector<http::Header> headers = {
        {"Upgrade", attempt.upgrade},
        {"Sec-WebSocket-Version", attempt.version},
        {"Sec-WebSocket-Key", attempt.key},
    };
    http::Request request;
    request.method = attempt.method;
    request.headers = headers;
    request.wants_upgrade = attempt.wants_upgrade;
    const auto answer = AnswerHandshake(request);
    return answer ? 101 : answer.error().status;
}

// The example of RFC 6455, section 1.3.
TEST(Handshake, DerivesTheAcceptKey) {
    EXPECT_EQ(AcceptKey("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(Handshake, TakesAndRefuses) {
    EXPECT_EQ(Status({}), 101);
    EXPECT_EQ(Status({.upgrade = "WebSocket"}), 101);
    EXPECT_EQ(Status({.method = "POST"}), 426);
    EXPECT_EQ(Status({.upgrade = "h2c"}), 426);
    EXPECT_EQ(Status({.wants_upgrade = false}), 426);
    EXPECT_EQ(Status({.version = "8"}), 426);
    EXPECT_EQ(Status({.key = ""}), 400);
    EXPECT_EQ(Status({.key = "dGhlIHNhbXBsZSBub25jZQ="}), 400);
    EXPECT_EQ(Status({.key = "dGhlIHNhbXBsZSBub25jZ!=="}), 400);
    EXPECT_EQ(Status({.key = "dGhlIHNhbXBsZSBub25jZXh4"}), 400);
}

}  // namespace
}  // namespace bourse::websocket
