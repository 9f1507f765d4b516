#include "services/gateway/rest_fixture.h"

namespace bourse::gateway {
namespace {

class OrderRecords : public RestFixture {
protected:
    std::string Matches(std::string_view user, const std::string& parameters) {
        return Signed(user, "GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT&" + parameters)
            .body;
    }
    std::string Amendments(std::string_view user, const std::string& parameters) {
        return Signed(user, "GET", "/api/v3/order/amendments", "symbol=BTCUSDT" + parameters).body;
    }
};

// Order 1 rests; order 2 meets it with the mode.
std::string Limit(std::string_view side, std::string_view mode) {
    return std::string("type=LIMIT&timeInForce=GTC&quantity=0.5&price=20000&side=")
        .append(side)
        .append("&selfTradePreventionMode=")
        .append(mode);
}

TEST_F(OrderRecords, PreventedMatchesByMode) {
    const std::string head =
        R"([{"symbol":"BTCUSDT","preventedMatchId":1,"takerOrderId":2,"makerSymbol":"BTCUSDT",)"
        R"("makerOrderId":1,"tradeGroupId":-1,"selfTradePreventionMode":"EXPIRE_MAKER",)"
        R"("price":"20000.00000000","makerPreventedQuantity":"0.50000000",)"
        R"("transactTime":1700000000000}])";
    Place("alice", Limit("SELL", "NONE"));
    Place("alice", Limit("BUY", "EXPIRE_MAKER"));
    EXPECT_EQ(Matches("alice", "preventedMatchId=1"), head);
    EXPECT_EQ(Matches("alice", "orderId=1"), head);
    EXPECT_EQ(Matches("alice", "orderId=2&fromPreventedMatchId=1&limit=1"), head);
    EXPECT_EQ(Matches("alice", "orderId=2&fromPreventedMatchId=2"), "[]");
    EXPECT_EQ(Matches("alice", "orderId=3"), "[]");
    EXPECT_EQ(Matches("bob", "preventedMatchId=1"), "[]");

    Place("alice", Limit("SELL", "EXPIRE_TAKER"));
    const std::string taker = Matches("alice", "preventedMatchId=2");
    EXPECT_NE(
        taker.find(R"("takerPreventedQuantity":"0.50000000","transactTime")"), std::string::npos
    ) << taker;
    Place("alice", Limit("SELL", "EXPIRE_BOTH"));
    const std::string both = Matches("alice", "preventedMatchId=3");
    EXPECT_NE(
        both.find(R"("takerPreventedQuantity":"0.50000000","makerPreventedQuantity":"0.50000000")"),
        std::string::npos
    ) << both;
}

TEST_F(OrderRecords, PreventedMatchesNeedOneOfTwoIds) {
    for (const char* parameters :
         {"limit=1", "orderId=1&preventedMatchId=1", "preventedMatchId=1&fromPreventedMatchId=1"}) {
        EXPECT_NE(Matches("alice", parameters).find("-1128"), std::string::npos) << parameters;
    }
}

TEST_F(OrderRecords, AmendmentsOfAnOrder) {
    Place("alice", Limit("SELL", "NONE") + "&newClientOrderId=a");
    EXPECT_EQ(Amendments("alice", "&orderId=1"), "[]");
    const std::string path = "/api/v3/order/amend/keepPriority";
    Signed("alice", "PUT", path, "symbol=BTCUSDT&orderId=1&newQty=0.4&newClientOrderId=b");
    Signed("alice", "PUT", path, "symbol=BTCUSDT&orderId=1&newQty=0.3&newClientOrderId=c");
    const std::string second =
        R"({"symbol":"BTCUSDT","orderId":1,"executionId":3,"origClientOrderId":"b",)"
        R"("newClientOrderId":"c","origQty":"0.40000000","newQty":"0.30000000",)"
        R"("time":1700000000000}])";
    EXPECT_EQ(
        Amendments("alice", "&orderId=1"),
        R"([{"symbol":"BTCUSDT","orderId":1,"executionId":2,"origClientOrderId":"a",)"
        R"("newClientOrderId":"b","origQty":"0.50000000","newQty":"0.40000000",)"
        R"("time":1700000000000},)" +
            second
    );
    EXPECT_EQ(Amendments("alice", "&orderId=1&fromExecutionId=3"), "[" + second);
    EXPECT_EQ(Amendments("bob", "&orderId=1"), "[]");
    EXPECT_NE(Amendments("alice", "").find("-1102"), std::string::npos);
}

}  // namespace
}  // namespace bourse::gateway
