#include "services/gateway/stream_request.h"

#include <gtest/gtest.h>

namespace bourse::gateway {
namespace {

std::string ErrorOfMessage(std::string_view message) {
    const auto request = ParseStreamRequest(message);
    return request ? "none" : StreamErrorBody(request.error());
}

TEST(StreamRequest, NamesAndId) {
    const auto request =
        ParseStreamRequest(R"({"method":"SUBSCRIBE","params":["a@trade","b@depth"],"id":-7})");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, StreamMethod::kSubscribe);
    EXPECT_EQ(request->names, (std::vector<std::string>{"a@trade", "b@depth"}));
    EXPECT_EQ(StreamAnswer("null", request->id), R"({"result":null,"id":-7})");
}

TEST(StreamRequest, IdsKeepTheirType) {
    for (const std::string id : {"1", "18446744073709551615", R"("1")", R"("a-B_9")", "null"}) {
        const auto request =
            ParseStreamRequest(R"({"method":"LIST_SUBSCRIPTIONS","id":)" + id + "}");
        ASSERT_TRUE(request) << id;
        EXPECT_EQ(request->id, id);
    }
}

TEST(StreamRequest, Properties) {
    const auto request =
        ParseStreamRequest(R"({"method":"SET_PROPERTY","params":["combined",true],"id":1})");
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->combined);
    EXPECT_EQ(
        ErrorOfMessage(R"({"method":"SET_PROPERTY","params":["other",true],"id":1})"),
        R"({"code":0,"msg":"Unknown property","id":1})"
    );
    EXPECT_EQ(
        ErrorOfMessage(R"({"method":"SET_PROPERTY","params":["combined",1],"id":1})"),
        R"({"code":1,"msg":"Invalid value type: expected Boolean","id":1})"
    );
}

TEST(StreamRequest, Errors) {
    EXPECT_EQ(
        ErrorOfMessage("{"), R"({"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"})"
    );
    EXPECT_EQ(
        ErrorOfMessage(R"({"params":[],"id":"x"})"),
        R"({"code":2,"msg":"Invalid request: missing field `method`","id":"x"})"
    );
    for (const std::string_view message :
         {"[]",
          "1",
          R"({"method":"SUBSCRIBE","id":1})",
          R"({"method":"WHAT","id":1})",
          R"({"method":"SUBSCRIBE","params":[1],"id":1})",
          R"({"method":"SUBSCRIBE","params":"a","id":1})",
          R"({"method":"GET_PROPERTY","params":["combined",1],"id":1})",
          R"({"method":"GET_PROPERTY","params":[],"id":1})",
          R"({"method":"LIST_SUBSCRIPTIONS","id":1.5})",
          R"({"method":"LIST_SUBSCRIPTIONS","id":{}})",
          R"({"method":"LIST_SUBSCRIPTIONS","id":"a\"b"})"}) {
        EXPECT_NE(
            ErrorOfMessage(message).find(R"({"code":2,"msg":"Invalid request: )"), std::string::npos
        ) << message;
    }
}

}  // namespace
}  // namespace bourse::gateway
