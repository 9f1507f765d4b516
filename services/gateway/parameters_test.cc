#include "services/gateway/parameters.h"

#include <gtest/gtest.h>

namespace bourse::gateway {
namespace {

Parameters From(std::string_view query, std::string_view body = "") {
    auto parameters = Parameters::FromForms(query, body);
    CHECK(parameters.has_value());
    return *parameters;
}

// The code of the first error, 0 when there is none.
int Code(const Parameters& parameters) {
    const auto read = parameters.Finish();
    return read ? 0 : static_cast<int>(read.error().code);
}

TEST(ParametersTest, QueryWinsOverBody) {
    Parameters parameters = From("a=1&b=%2Bx", "a=2&c=+");
    EXPECT_EQ(parameters.Require("a"), "1");
    EXPECT_EQ(parameters.Require("b"), "+x");
    EXPECT_EQ(Code(parameters), -1104);
    EXPECT_EQ(parameters.Require("c"), " ");
    EXPECT_EQ(Code(parameters), 0);
}

TEST(ParametersTest, RefusesFormsThatAreNone) {
    for (const std::string_view form : {"a=1&a=2", "a=%2", "a=%zz", "%=1"}) {
        EXPECT_FALSE(Parameters::FromForms(form, "")) << form;
        EXPECT_FALSE(Parameters::FromForms("", form)) << form;
    }
    std::string many;
    for (std::size_t i = 0; i <= Parameters::kMaxCount; ++i)
        many.append("p").append(std::to_string(i)).append("&");
    EXPECT_FALSE(Parameters::FromForms(many, ""));
}

TEST(ParametersTest, TellsHowManyWereRead) {
    Parameters parameters = From("a=1&b=2&c=3");
    parameters.Find("a");
    EXPECT_EQ(
        parameters.Finish().error().message,
        "Not all sent parameters were read; read '1' parameter(s) but was sent '3'."
    );
}

TEST(ParametersTest, KeepsTheFirstError) {
    Parameters parameters = From("a=&n=x");
    EXPECT_EQ(parameters.Find("a"), std::nullopt);
    EXPECT_EQ(parameters.FindInteger("n"), std::nullopt);
    EXPECT_EQ(parameters.Require("absent"), "");
    EXPECT_EQ(parameters.Finish().error().message, "Parameter 'a' was empty.");
    EXPECT_EQ(Code(parameters), -1105);
}

TEST(ParametersTest, ReadsDecimals) {
    constexpr DecimalRule kRule{{5, 2}, 4, "PRICE_FILTER"};  // steps of 0.05
    struct Case {
        std::string_view text;
        std::optional<std::int64_t> count;
        int code;
    };
    constexpr Case kCases[] = {
        {"0.05", 1, 0},
        {"10", 200, 0},
        {"1.500000", 30, 0},
        {"0", 0, 0},
        {"0.01", std::nullopt, -1013},
        {"0.001", std::nullopt, -1013},
        {"0.0001", std::nullopt, -1013},
        {"0.00001", std::nullopt, -1111},
        {"-1", std::nullopt, -1100},
        {"1e3", std::nullopt, -1100},
        {".5", std::nullopt, -1100},
        {"1,5", std::nullopt, -1100},
        {"99999999999999999999", std::nullopt, -1108},
    };
    for (const auto& [text, count, code] : kCases) {
        Parameters parameters = From("price=" + std::string(text));
        EXPECT_EQ(parameters.FindDecimal("price", kRule), count) << text;
        EXPECT_EQ(Code(parameters), code) << text;
    }
}

TEST(ParametersTest, ReadsTimesByMagnitude) {
    EXPECT_EQ(ParseTime("0"), Timestamp(0));
    EXPECT_EQ(ParseTime("1700000000000"), Timestamp(1'700'000'000'000'000'000));
    EXPECT_EQ(ParseTime("1700000000000001"), Timestamp(1'700'000'000'000'001'000));
    for (const std::string_view text : {"", "-1", "1.5", "9999999999999999999", "x"}) {
        EXPECT_EQ(ParseTime(text), std::nullopt) << text;
    }
}

TEST(ParametersTest, DrawsLimitsIntoTheirRange) {
    EXPECT_EQ(From("").FindLimit("limit", {}), 500U);
    EXPECT_EQ(From("limit=0").FindLimit("limit", {}), 1U);
    EXPECT_EQ(From("limit=7").FindLimit("limit", {}), 7U);
    EXPECT_EQ(From("limit=1001").FindLimit("limit", {}), 1'000U);
}

TEST(ParametersTest, ReadsLists) {
    using List = std::vector<std::string>;
    EXPECT_EQ(From(R"(s=["A","B"])").FindList("s"), (List{"A", "B"}));
    EXPECT_EQ(From(R"(s=[ "A" , "B" ])").FindList("s"), (List{"A", "B"}));
    EXPECT_EQ(From("s=SPOT").FindList("s"), List{"SPOT"});
    EXPECT_EQ(From("").FindList("s"), std::nullopt);
    for (const char* text :
         {"[", "[]", "[A]", R"(["A",])", R"(["A" "B"])", R"(["A)", R"(["\u0041"])", R"([""])"}) {
        Parameters parameters = From("s=" + std::string(text));
        EXPECT_EQ(parameters.FindList("s"), std::nullopt) << text;
        EXPECT_EQ(Code(parameters), -1100) << text;
    }
    Parameters repeated = From(R"(s=["A","A"])");
    EXPECT_EQ(repeated.FindList("s"), std::nullopt);
    EXPECT_EQ(Code(repeated), -1151);
    std::string many = "s=[\"0\"";
    for (std::size_t i = 1; i <= Parameters::kMaxListSize; ++i) {
        many.append(",\"").append(std::to_string(i)).append("\"");
    }
    Parameters too_many = From(many + "]");
    EXPECT_EQ(too_many.FindList("s"), std::nullopt);
    EXPECT_EQ(Code(too_many), -1101);
}

}  // namespace
}  // namespace bourse::gateway
