// Order lists through a whole gateway: answers, queries, user data and counts.
#include "services/gateway/rest_order_lists.h"

#include <gtest/gtest.h>

#include "services/gateway/api_client_fixture.h"

namespace bourse::gateway {
namespace {

class RestOrderLists : public ApiClientFixture {
protected:
    static TestMarket Market() {
        TestMarket market;
        market.symbol.reference_price = Price(2'000'000);
        market.taker = market.maker = Rate(0);
        return market;
    }
    RestOrderLists() : ApiClientFixture(Market()), events_(port(), "/ws-api/v3") {
        const std::string time = std::to_string(Milliseconds());
        const std::string text = "apiKey=alice&timestamp=" + time;
        events_.Ask(
            R"({"id":1,"method":"userDataStream.subscribe.signature","params":{"apiKey":"alice",)"
            R"("timestamp":)" +
            time + R"(,"signature":")" + crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text))) +
            "\"}}"
        );
    }
    ApiAnswer Query(const std::string& id) {
        const std::string parameters = "symbol=BTCUSDT&origClientOrderId=" + id;
        return Done({"GET", "/api/v3/order", parameters});
    }
    void Await(const std::string& id, std::string_view shown) {
        while (!Query(id).Has(shown)) {
        }
    }
    ApiAnswer QueryList(const std::string& id) {
        const std::string parameters = "origClientOrderId=" + id;
        return Done({"GET", "/api/v3/orderList", parameters});
    }
    void Place(const std::string& parameters, std::string_view user) {
        const std::string all = "symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&" + parameters;
        Done({"POST", "/api/v3/order", all, user});
    }
    std::string NextEvent(std::string_view part) {
        std::string event = events_.Next();
        while (!event.empty() && event.find(part) == std::string::npos) event = events_.Next();
        EXPECT_FALSE(event.empty()) << part;
        return event;
    }

    TestStreamClient events_;
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

constexpr std::string_view kOco =
    "symbol=BTCUSDT&side=SELL&quantity=1&listClientOrderId=l1&newOrderRespType=FULL"
    "&aboveType=LIMIT_MAKER&abovePrice=21000&aboveClientOrderId=above"
    "&belowType=STOP_LOSS_LIMIT&belowStopPrice=19000&belowPrice=18000&belowTimeInForce=GTC"
    "&belowClientOrderId=below";

TEST_F(RestOrderLists, AnOcoIsPlacedQueriedAndCancelled) {
    const ApiAnswer placed = Done({"POST", "/api/v3/orderList/oco", kOco});
    EXPECT_TRUE(placed.text.starts_with(
        R"({"orderListId":1,"contingencyType":"OCO","listStatusType":"EXEC_STARTED",)"
        R"("listOrderStatus":"EXECUTING","listClientOrderId":"l1","transactionTime":)"
    )) << placed.text;
    EXPECT_HAS(
        placed.text,
        R"("symbol":"BTCUSDT","orders":[{"symbol":"BTCUSDT","orderId":1,"clientOrderId":"below"},)"
        R"({"symbol":"BTCUSDT","orderId":2,"clientOrderId":"above"}],"orderReports":[{)"
    );
    EXPECT_HAS(placed.text, R"("orderId":1,"orderListId":1,"clientOrderId":"below")");
    EXPECT_HAS(placed.text, R"("type":"LIMIT_MAKER")");
    EXPECT_FALSE(placed.Has("fills")) << placed.text;
    EXPECT_NE(placed.head.find("X-MBX-ORDER-COUNT-1D: 2\r\n"), std::string::npos) << placed.head;

    const std::string started = NextEvent("listStatus");
    EXPECT_HAS(started, R"("s":"BTCUSDT","g":1,"c":"OCO","l":"EXEC_STARTED","L":"EXECUTING")");
    EXPECT_HAS(started, R"("r":"NONE","C":"l1")");
    EXPECT_HAS(
        started, R"("O":[{"s":"BTCUSDT","i":1,"c":"below"},{"s":"BTCUSDT","i":2,"c":"above"}])"
    );

    const ApiAnswer list = QueryList("l1");
    EXPECT_EQ(Done({"GET", "/api/v3/openOrderList", ""}).text, "[" + list.text + "]");
    EXPECT_EQ(Done({"GET", "/api/v3/allOrderList", ""}).text, "[" + list.text + "]");
    EXPECT_HAS(Query("below").text, R"("orderListId":1)");

    const ApiAnswer canceled =
        Done({"DELETE", "/api/v3/orderList", "symbol=BTCUSDT&orderListId=1&newClientOrderId=c"});
    EXPECT_HAS(canceled.text, R"("listStatusType":"ALL_DONE","listOrderStatus":"ALL_DONE")");
    EXPECT_HAS(canceled.text, R"("orderReports":[{"symbol":"BTCUSDT","origClientOrderId":"below")");
    EXPECT_HAS(canceled.text, R"("clientOrderId":"c")");
    EXPECT_EQ(Done({"GET", "/api/v3/openOrderList", ""}).text, "[]");
    EXPECT_HAS(NextEvent("listStatus"), R"("l":"ALL_DONE","L":"ALL_DONE")");
}

TEST_F(RestOrderLists, TheFirstFillOfAnOcoExpiresTheOther) {
    Done({"POST", "/api/v3/orderList/oco", kOco});
    Place("side=BUY&quantity=0.4&price=21000", "bob");
    Await("below", R"("status":"EXPIRED")");
    EXPECT_HAS(Query("below").text, R"("expiryReason":"OCO_TRIGGER")");
    EXPECT_HAS(NextEvent(R"("x":"EXPIRED")"), R"("eR":"OCO_TRIGGER")");
    EXPECT_HAS(QueryList("l1").text, R"("listOrderStatus":"EXECUTING")");
    Place("side=BUY&quantity=0.6&price=21000", "bob");
    Await("above", R"("status":"FILLED")");
    EXPECT_HAS(NextEvent("listStatus"), R"("l":"ALL_DONE")");
    while (!QueryList("l1").Has(R"("listOrderStatus":"ALL_DONE")")) {
    }
    const ApiAnswer trades = Done({"GET", "/api/v3/myTrades", "symbol=BTCUSDT"});
    EXPECT_HAS(trades.text, R"("orderId":2,"orderListId":1)");
}

TEST_F(RestOrderLists, CancellingALegCancelsTheListAndCancelAllReportsIt) {
    Done({"POST", "/api/v3/orderList/oco", kOco});
    const ApiAnswer canceled =
        Done({"DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=above"});
    EXPECT_HAS(canceled.text, R"({"symbol":"BTCUSDT","origClientOrderId":"above")");
    Await("below", R"("status":"CANCELED")");
    Done({"POST", "/api/v3/orderList/oco", kOco});
    Place("side=SELL&quantity=1&price=30000&newClientOrderId=single", "alice");
    const ApiAnswer all = Done({"DELETE", "/api/v3/openOrders", "symbol=BTCUSDT"});
    EXPECT_HAS(all.text, R"({"orderListId":2,"contingencyType":"OCO","listStatusType":"ALL_DONE")");
    EXPECT_HAS(all.text, R"("orderReports":[{)");
    EXPECT_HAS(all.text, R"("origClientOrderId":"single")");
}

TEST_F(RestOrderLists, AnOtoReleasesItsPendingLegWhenItIsFilled) {
    const ApiAnswer placed = Done(
        {"POST",
         "/api/v3/orderList/oto",
         "symbol=BTCUSDT&listClientOrderId=l2&newOrderRespType=RESULT&workingType=LIMIT"
         "&workingSide=BUY&workingQuantity=1&workingPrice=19000&workingTimeInForce=GTC"
         "&workingClientOrderId=w&pendingType=LIMIT_MAKER&pendingSide=SELL&pendingQuantity=1"
         "&pendingPrice=22000&pendingClientOrderId=p"}
    );
    EXPECT_HAS(placed.text, R"("contingencyType":"OTO")");
    EXPECT_HAS(placed.text, R"("status":"PENDING_NEW")");
    Await("p", R"("status":"PENDING_NEW")");
    EXPECT_HAS(Query("p").text, R"("isWorking":false,"workingTime":-1)");
    EXPECT_HAS(NextEvent(R"("c":"p")"), R"("x":"NEW","X":"PENDING_NEW")");
    Place("side=SELL&quantity=1&price=19000", "bob");
    Await("p", R"("isWorking":true)");
    EXPECT_HAS(Query("p").text, R"("status":"NEW")");
    EXPECT_HAS(NextEvent(R"("x":"NEW","X":"NEW","r":"NONE","i":2)"), R"("c":"p")");
}

TEST_F(RestOrderLists, LegsMayBeIcebergs) {
    const std::string oco = "symbol=BTCUSDT&side=SELL&quantity=3&newOrderRespType=RESULT&";
    const std::string above = "aboveType=LIMIT_MAKER&abovePrice=21000&aboveIcebergQty=2&";
    const std::string below =
        "belowType=STOP_LOSS_LIMIT&belowStopPrice=19000&belowPrice=18000&belowIcebergQty=1";
    const ApiAnswer placed =
        Done({"POST", "/api/v3/orderList/oco", oco + above + below + "&belowTimeInForce=GTC"});
    EXPECT_HAS(placed.text, R"("icebergQty":"1.00000000")");
    EXPECT_HAS(placed.text, R"("icebergQty":"2.00000000")");
    const ApiAnswer depth = ApiClientFixture::Rest({"GET", "/api/v3/depth", "symbol=BTCUSDT", ""});
    EXPECT_HAS(depth.text, R"("asks":[["21000.00000000","2.00000000"]])");

    const std::string impatient = oco + above + below + "&belowTimeInForce=IOC";
    const ApiAnswer refused = ApiClientFixture::Rest({"POST", "/api/v3/orderList/oco", impatient});
    EXPECT_EQ(refused.status, 400);
    EXPECT_HAS(refused.text, R"("code":-1160)");
}

TEST_F(RestOrderLists, AnOtocoCountsThreeOrdersAndHoldsNothingOnceCancelled) {
    const ApiAnswer placed = Done(
        {"POST",
         "/api/v3/orderList/otoco",
         "symbol=BTCUSDT&listClientOrderId=l3&workingType=LIMIT&workingSide=BUY&workingQuantity=1"
         "&workingPrice=19000&workingTimeInForce=GTC&workingClientOrderId=w&pendingSide=SELL"
         "&pendingQuantity=1&pendingAboveType=LIMIT_MAKER&pendingAbovePrice=22000"
         "&pendingBelowType=STOP_LOSS&pendingBelowStopPrice=18000"}
    );
    EXPECT_NE(placed.head.find("X-MBX-ORDER-COUNT-1D: 3\r\n"), std::string::npos) << placed.head;
    EXPECT_HAS(placed.text, R"("orderId":3)");
    Done({"DELETE", "/api/v3/orderList", "symbol=BTCUSDT&listClientOrderId=l3"});
    while (!QueryList("l3").Has(R"("listOrderStatus":"ALL_DONE")")) {
    }
    const ApiAnswer account = Done({"GET", "/api/v3/account", ""});
    EXPECT_HAS(
        account.text, R"({"asset":"USDT","free":"100000000.00000000","locked":"0.00000000"})"
    );
}

TEST_F(RestOrderLists, TheDeprecatedFormIsAnOcoOverBothTransports) {
    for (const Transport transport : {Transport::kRest, Transport::kSocket}) {
        const ApiAnswer placed = Send(
            transport,
            {"POST",
             "/api/v3/order/oco",
             "symbol=BTCUSDT&side=BUY&quantity=1&price=19000&stopPrice=21000&stopLimitPrice=21500"
             "&stopLimitTimeInForce=GTC&newOrderRespType=RESULT"}
        );
        EXPECT_EQ(placed.status, 200) << placed.text;
        EXPECT_HAS(placed.text, R"("contingencyType":"OCO")");
        EXPECT_HAS(placed.text, R"("type":"STOP_LOSS_LIMIT")");
        EXPECT_HAS(placed.text, R"("type":"LIMIT_MAKER")");
    }
}

}  // namespace
}  // namespace bourse::gateway
