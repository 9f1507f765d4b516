#include "services/gateway/sbe_encoder.h"

#include <gtest/gtest.h>

#include <span>

#include "platform/http/message.h"
#include "services/gateway/sbe_answer.h"

namespace bourse::gateway {
namespace {

constexpr std::string_view kPrice = "GET /api/v3/ticker/price";

std::optional<std::string> PriceTicker(std::string_view price) {
    const std::string json = R"({"symbol":"ABC","price":")" + std::string(price) + R"("})";
    return EncodeSbeAnswer(SpotSbeSchema(), kPrice, json);
}

std::string Hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text += kDigits[static_cast<unsigned char>(byte) >> 4];
        text += kDigits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

TEST(SbeEncoder, WritesHeaderBlockAndText) {
    // blockLength 9, template 209, schema 3, version 5; exponent -8, mantissa 1, "ABC".
    EXPECT_EQ(Hex(PriceTicker("0.00000001").value()), "0900d10003000500f8010000000000000003414243");
    EXPECT_EQ(
        Hex(PriceTicker("-0.00000001").value()), "0900d10003000500f8ffffffffffffffff03414243"
    );
}

TEST(SbeEncoder, ChoosesAnExponentThatKeepsEveryDigit) {
    const auto exponent = [](std::string_view price) {
        return static_cast<int>(static_cast<signed char>(PriceTicker(price).value()[8]));
    };
    EXPECT_EQ(exponent("1.00000000"), -8);
    EXPECT_EQ(exponent("0.000000001"), -9);
    EXPECT_EQ(exponent("92233720368.54775807"), -8);
    EXPECT_EQ(exponent("922337203685.5"), -1);  // with eight places it would not fit
}

TEST(SbeEncoder, RefusesWhatDoesNotFit) {
    EXPECT_FALSE(PriceTicker("9223372036854775808"));
    EXPECT_FALSE(PriceTicker("92233720368.54775808"));
    EXPECT_FALSE(PriceTicker("1e5"));
    EXPECT_FALSE(PriceTicker(""));
    EXPECT_FALSE(PriceTicker("."));
    EXPECT_FALSE(EncodeSbeAnswer(SpotSbeSchema(), kPrice, "no JSON"));
    EXPECT_FALSE(EncodeSbeAnswer(SpotSbeSchema(), "GET /nowhere", "{}"));
}

TEST(SbeEncoder, RefusesAMissingFigure) {
    constexpr std::string_view kTime = "GET /api/v3/time";
    EXPECT_TRUE(EncodeSbeAnswer(SpotSbeSchema(), kTime, R"({"serverTime":1})"));
    EXPECT_FALSE(EncodeSbeAnswer(SpotSbeSchema(), kTime, R"({"serverTime":null})"));
    EXPECT_FALSE(EncodeSbeAnswer(SpotSbeSchema(), kTime, R"({"serverTime":9223372036854775808})"));
    EXPECT_FALSE(EncodeSbeAnswer(SpotSbeSchema(), kTime, "{}"));
}

TEST(SbeSchema, RefusesWhatIsNoSchema) {
    EXPECT_ANY_THROW(SbeSchema::Parse(""));
    EXPECT_ANY_THROW(SbeSchema::Parse("<a/>"));
}

// Every operation that the schema names is one, and each says what it answers once for each form.
TEST(SbeSchema, NamesOperations) {
    int answers = 0;
    for (const SbeMessage& message : SpotSbeSchema().messages) {
        for (const std::string& name : message.answers) {
            ++answers;
            if (name.starts_with("session.")) continue;
            const std::size_t blank = name.find(' ');
            EXPECT_NE(FindOperation(name.substr(0, blank), name.substr(blank + 1)), nullptr)
                << name;
        }
    }
    EXPECT_GT(answers, 30);
}

http::Request Asking(std::span<const http::Header> headers) {
    http::Request request;
    request.headers = headers;
    return request;
}

TEST(SbeAnswer, IsJsonOr406WhereItIsOff) {
    const http::Header only[] = {{"Accept", "application/sbe"}, {"X-MBX-SBE", "3:5"}};
    const auto refused = FormatOf(Asking(only), nullptr, SbeSupport::kOff);
    EXPECT_FALSE(refused.is_sbe);
    ASSERT_TRUE(refused.refusal);
    EXPECT_EQ(refused.refusal->http_status, 406);
    EXPECT_EQ(refused.refusal->code, ErrorCode::kSbeDisabled);

    const http::Header both[] = {
        {"Accept", "application/sbe, application/json"}, {"X-MBX-SBE", "3:5"}};
    const auto json = FormatOf(Asking(both), nullptr, SbeSupport::kOff);
    EXPECT_FALSE(json.is_sbe || json.refusal);
    EXPECT_TRUE(FormatOf(Asking(both), nullptr, SbeSupport::kOn).is_sbe);

    constexpr std::string_view kQuery = "responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5";
    EXPECT_TRUE(ConnectionFormatOf(kQuery, SbeSupport::kOff).refusal);
    EXPECT_TRUE(ConnectionFormatOf(kQuery, SbeSupport::kOn).is_sbe);
}

// Whoever cannot be told what became of an order is told that it is unknown.
TEST(SbeAnswer, AnOrderWhoseAnswerDoesNotFitIsUnknown) {
    const Api::Response response{std::string(R"({"orderId":1})"), 0, {}};
    const auto placed = ToSbe(response, FindOperation("POST", "/api/v3/order"), {.is_sbe = true});
    EXPECT_EQ(placed.status, 504);
    const auto queried = ToSbe(response, FindOperation("GET", "/api/v3/order"), {.is_sbe = true});
    EXPECT_EQ(queried.status, 400);
}

}  // namespace
}  // namespace bourse::gateway
