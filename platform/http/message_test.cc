#include "platform/http/message.h"

#include <gtest/gtest.h>

namespace bourse::http {
namespace {

std::string Encoded(const Response& response, const Framing& framing = {}) {
    std::string out;
    EncodeResponse(response, framing, "Date: now\r\n", out);
    return out;
}

TEST(Message, EncodesAnAnswer) {
    EXPECT_EQ(
        Encoded(
            {.status = 429, .body = "{}", .content_type = "t/s", .headers = "Retry-After: 1\r\n"}
        ),
        "HTTP/1.1 429 Too Many Requests\r\nDate: now\r\nContent-Type: t/s\r\nContent-Length: 2\r\n"
        "Retry-After: 1\r\n\r\n{}"
    );
}

TEST(Message, SaysWhetherTheConnectionStays) {
    EXPECT_EQ(Encoded({}).find("Connection"), std::string::npos);
    EXPECT_NE(Encoded({}, {.keep_alive = false}).find("Connection: close\r\n"), std::string::npos);
    EXPECT_NE(
        Encoded({}, {.version_1_0 = true}).find("Connection: keep-alive\r\n"), std::string::npos
    );
}

TEST(Message, SomeAnswersHaveNoBody) {
    EXPECT_EQ(Encoded({.status = 100}), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(
        Encoded({.status = 101, .headers = "Upgrade: websocket\r\n"}),
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    );
    EXPECT_EQ(Encoded({.status = 204}), "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n");
    EXPECT_EQ(Encoded({.status = 304, .body = "x"}).find("Content-Length"), std::string::npos);
    EXPECT_TRUE(Encoded({.body = "abc"}, {.head = true}).ends_with("Content-Length: 3\r\n\r\n"));
}

TEST(Message, ComparesNamesWithoutCase) {
    EXPECT_TRUE(EqualIgnoringCase("X-MBX-APIKEY", "x-mbx-apikey"));
    EXPECT_FALSE(EqualIgnoringCase("X-MBX-APIKEY", "x-mbx-apike"));
    EXPECT_FALSE(EqualIgnoringCase("a@", "a`")) << "letters only";
}

}  // namespace
}  // namespace bourse::http
