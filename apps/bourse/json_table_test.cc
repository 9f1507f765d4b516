#include "apps/bourse/json_table.h"

#include <gtest/gtest.h>

namespace bourse::apps {
namespace {

TEST(JsonTable, AListIsATable) {
    EXPECT_EQ(
        JsonTable(R"([{"asset":"BTC","decimals":8},{"asset":"LONGER","more":1}])"),
        "asset   decimals\nBTC     8\nLONGER  -\n"
    );
    EXPECT_EQ(JsonTable("[]"), "none\n");
    EXPECT_EQ(JsonTable(R"(["a",1,null])"), "a; 1; -\n");
}

TEST(JsonTable, AnObjectIsALineAField) {
    EXPECT_EQ(
        JsonTable(R"({"a":"x","list":[],"deep":{"p":1},"rows":[{"k":true}]})"),
        "a     x\nlist\ndeep  {\"p\":1}\nrows:\nk\ntrue\n"
    );
}

TEST(JsonTable, WhatIsNoJsonIsPrintedAsItIs) { EXPECT_EQ(JsonTable("<html>"), "<html>\n"); }

TEST(JsonTable, TextsAreFound) {
    EXPECT_EQ(JsonText(R"({"msg":"no \"x\""})", "msg"), "no \"x\"");
    EXPECT_EQ(JsonText(R"({"msg":1})", "msg"), std::nullopt);
    EXPECT_EQ(JsonText("x", "msg"), std::nullopt);
}

TEST(JsonTable, WhatIsNotAsItShouldBeIsNamed) {
    EXPECT_EQ(FirstUneven(R"({"assets":[{"asset":"BTC","difference":"0.00000000"}]})"), "");
    EXPECT_EQ(
        FirstUneven(
            R"({"assets":[{"asset":"A","difference":"0.0"},{"asset":"B","difference":"-0.1"}]})"
        ),
        "B"
    );
    EXPECT_EQ(FirstUneven(R"({"assets":[{}]})"), "an asset");
    EXPECT_EQ(FirstBroken(R"({"invariants":[{"name":"a","holds":true}]})"), "");
    EXPECT_EQ(FirstBroken(R"({"invariants":[{"name":"a","holds":false}]})"), "broken: a");
    EXPECT_EQ(FirstBroken(R"({"invariants":[{}]})"), "cannot be read");
}

}  // namespace
}  // namespace bourse::apps
