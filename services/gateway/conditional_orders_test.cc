// Orders that wait for something, through a whole gateway: what they answer, how queries and user
// data show them, and what becomes of them.
#include <gtest/gtest.h>

#include "services/gateway/api_client_fixture.h"

namespace bourse::gateway {
namespace {

constexpr std::string_view kOrder = "/api/v3/order";

class ConditionalOrders : public ApiClientFixture {
protected:
    static TestMarket Market() {
        TestMarket market;
        market.symbol.reference_price = Price(2'000'000);
        market.taker = Rate(0);
        market.maker = Rate(0);
        return market;
    }
    ConditionalOrders() : ApiClientFixture(Market()), events_(port(), "/ws-api/v3") {
        const std::string time = std::to_string(Milliseconds());
        const std::string text = "apiKey=alice&timestamp=" + time;
        events_.Ask(
            R"({"id":1,"method":"userDataStream.subscribe.signature","params":{"apiKey":"alice",)"
            R"("timestamp":)" +
            time + R"(,"signature":")" + crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text))) +
            "\"}}"
        );
    }

    ApiAnswer Place(const std::string& parameters, std::string_view user = "alice") {
        const std::string all = "symbol=BTCUSDT&" + parameters;
        return Done({"POST", kOrder, all, user});
    }
    // Alice's, by client order id.
    ApiAnswer Query(const std::string& id) {
        const std::string parameters = "symbol=BTCUSDT&origClientOrderId=" + id;
        return Done({"GET", kOrder, parameters});
    }
    // Until a query shows it.
    void Await(const std::string& id, std::string_view shown) {
        while (!Query(id).Has(shown)) {
        }
    }
    void TradeAt(const std::string& price) {
        Place("side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=" + price, "bob");
        Place("side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=" + price, "bob");
    }
    // The next event of alice that has this; fails when the events end without.
    std::string NextEvent(std::string_view part) {
        std::string event = events_.Next();
        while (!event.empty() && event.find(part) == std::string::npos) event = events_.Next();
        EXPECT_FALSE(event.empty()) << part;
        return event;
    }

    // What exchangeInfo says, once it shows them.
    ApiAnswer SetFilters(const SymbolFilters& filters, std::string_view shown) {
        auto change = MakeCommand<ChangeFilters>(kVenueAccount);
        change.symbol = SymbolId(0);
        change.filters = filters;
        Submit(wire::Command(change));
        ApiAnswer info;
        while (!info.Has(shown)) info = Rest({"GET", "/api/v3/exchangeInfo", "symbol=BTCUSDT", ""});
        return info;
    }

    TestStreamClient events_;
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << (text)

TEST_F(ConditionalOrders, AStopLossLimitWaitsTriggersAndRests) {
    const std::string order =
        "side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&price=18000&stopPrice=19000"
        "&newClientOrderId=s1&strategyId=7&strategyType=1000001";
    const ApiAnswer placed = Place(order + "&newOrderRespType=FULL");
    EXPECT_HAS(placed.text, R"("status":"NEW","timeInForce":"GTC","type":"STOP_LOSS_LIMIT")");
    EXPECT_HAS(placed.text, R"("workingTime":-1,"fills":[],"stopPrice":"19000.00000000")");
    EXPECT_HAS(placed.text, R"("strategyId":7,"strategyType":1000001)");

    const ApiAnswer waiting = Query("s1");
    EXPECT_HAS(waiting.text, R"("stopPrice":"19000.00000000","icebergQty":"0.00000000")");
    EXPECT_HAS(waiting.text, R"("isWorking":false,"workingTime":-1)");
    EXPECT_HAS(waiting.text, R"("strategyId":7,"strategyType":1000001)");
    const ApiAnswer open = Done({"GET", "/api/v3/openOrders", "symbol=BTCUSDT"});
    EXPECT_EQ(open.text, "[" + waiting.text + "]");
    const ApiAnswer depth = Rest({"GET", "/api/v3/depth", "symbol=BTCUSDT", ""});
    EXPECT_HAS(depth.text, R"("bids":[],"asks":[]})");
    const std::string accepted = NextEvent("executionReport");
    EXPECT_HAS(accepted, R"("o":"STOP_LOSS_LIMIT")");
    EXPECT_HAS(accepted, R"("p":"18000.00000000","P":"19000.00000000")");
    EXPECT_HAS(accepted, R"("x":"NEW","X":"NEW")");
    EXPECT_HAS(accepted, R"("w":false)");
    EXPECT_HAS(accepted, R"("j":7,"J":1000001)");

    TradeAt("19000");
    Await("s1", R"("isWorking":true)");
    EXPECT_HAS(Query("s1").text, R"("type":"STOP_LOSS_LIMIT")");
    const std::string triggered = NextEvent("executionReport");
    EXPECT_HAS(triggered, R"("x":"NEW","X":"NEW")");
    EXPECT_HAS(triggered, R"("w":true)");
    while (!Rest({"GET", "/api/v3/depth", "symbol=BTCUSDT", ""})
                .Has(R"("asks":[["18000.00000000","1.00000000"]])")) {
    }
}

TEST_F(ConditionalOrders, ATriggeredStopLossTakesAndGivesItsCountBack) {
    const auto count = [&] { return Done({"GET", "/api/v3/rateLimit/order", ""}).text; };
    Place("side=BUY&type=LIMIT&timeInForce=GTC&quantity=2&price=18500", "bob");
    const ApiAnswer placed =
        Place("side=SELL&type=STOP_LOSS&quantity=1&stopPrice=19000&newClientOrderId=s2");
    EXPECT_FALSE(placed.Has("status")) << placed.text;  // ACK
    EXPECT_HAS(count(), R"("interval":"DAY","intervalNum":1,"limit":200000,"count":1)");
    TradeAt("18900");
    Await("s2", R"("status":"FILLED")");
    while (count().find(R"("limit":200000,"count":0)") == std::string::npos) {
    }
    EXPECT_HAS(Query("s2").text, R"("cummulativeQuoteQty":"18500.00000000")");
    NextEvent(R"("x":"NEW","X":"NEW")");
    EXPECT_HAS(NextEvent(R"("x":"NEW","X":"NEW")"), R"("w":true)");
    EXPECT_HAS(NextEvent(R"("x":"TRADE","X":"FILLED")"), R"("L":"18500.00000000")");
}

TEST_F(ConditionalOrders, ATriggeredStopThatFindsNobodyExpires) {
    Place("side=SELL&type=STOP_LOSS&quantity=1&stopPrice=19000&newClientOrderId=s3");
    TradeAt("19000");
    Await("s3", R"("status":"EXPIRED")");
    EXPECT_HAS(Query("s3").text, R"("expiryReason":")");
    EXPECT_HAS(NextEvent(R"("x":"EXPIRED")"), R"("eR":")");
}

TEST_F(ConditionalOrders, StopsOfBothSidesAreCancelledUntriggered) {
    for (const char* order :
         {"side=SELL&type=TAKE_PROFIT&quantity=1&stopPrice=21000&newClientOrderId=t",
          "side=BUY&type=TAKE_PROFIT_LIMIT&timeInForce=GTC&price=19500&quantity=1&stopPrice=19000"
          "&newClientOrderId=t",
          "side=BUY&type=STOP_LOSS&quantity=1&stopPrice=21000&newClientOrderId=t"}) {
        Place(order);
        const ApiAnswer canceled =
            Done({"DELETE", kOrder, "symbol=BTCUSDT&origClientOrderId=t&newClientOrderId=c"});
        EXPECT_HAS(canceled.text, R"("origClientOrderId":"t")");
        EXPECT_HAS(canceled.text, R"("status":"CANCELED")");
        EXPECT_HAS(canceled.text, R"("stopPrice":")");
        EXPECT_HAS(NextEvent(R"("x":"CANCELED")"), R"("c":"c")");
    }
    const ApiAnswer account = Done({"GET", "/api/v3/account", ""});
    EXPECT_HAS(
        account.text, R"({"asset":"BTC","free":"100000000.00000000","locked":"0.00000000"})"
    );
    EXPECT_HAS(
        account.text, R"({"asset":"USDT","free":"100000000.00000000","locked":"0.00000000"})"
    );
}

TEST_F(ConditionalOrders, AnIcebergShowsAPartAtATime) {
    const auto depth = [&] { return Rest({"GET", "/api/v3/depth", "symbol=BTCUSDT", ""}).text; };
    const ApiAnswer placed = Place(
        "side=SELL&type=LIMIT&timeInForce=GTC&quantity=5&price=20000&icebergQty=2"
        "&newClientOrderId=ice"
    );
    EXPECT_HAS(placed.text, R"("origQty":"5.00000000")");
    EXPECT_HAS(placed.text, R"("icebergQty":"2.00000000")");
    EXPECT_HAS(NextEvent("executionReport"), R"("q":"5.00000000","p":"20000.00000000",)");
    EXPECT_HAS(depth(), R"("asks":[["20000.00000000","2.00000000"]])");
    EXPECT_HAS(Query("ice").text, R"("icebergQty":"2.00000000")");

    Place("side=BUY&type=MARKET&quantity=3.5", "bob");
    EXPECT_HAS(NextEvent(R"("x":"TRADE")"), R"("l":"2.00000000")");
    EXPECT_HAS(NextEvent(R"("x":"TRADE")"), R"("F":"2.00000000")");
    EXPECT_HAS(depth(), R"("asks":[["20000.00000000","0.50000000"]])");
    Place("side=BUY&type=MARKET&quantity=1", "bob");
    EXPECT_HAS(depth(), R"("asks":[["20000.00000000","0.50000000"]])");
    EXPECT_HAS(Query("ice").text, R"("executedQty":"4.50000000")");
}

TEST_F(ConditionalOrders, IcebergsAreThereForEveryTypeThatRests) {
    const std::pair<std::string, std::string_view> kOrders[] = {
        {"side=SELL&type=LIMIT_MAKER&price=21000", R"("asks":[["21000.00000000","1.00000000"]])"},
        {"side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&price=18000&stopPrice=19000",
         R"("asks":[])"},
        {"side=BUY&type=TAKE_PROFIT_LIMIT&timeInForce=GTC&price=18000&stopPrice=19000",
         R"("bids":[])"},
    };
    for (const auto& [order, shown] : kOrders) {
        const std::string all = order + "&quantity=3&icebergQty=1&newOrderRespType=RESULT";
        EXPECT_HAS(Place(all).text, R"("icebergQty":"1.00000000")");
        EXPECT_HAS(Rest({"GET", "/api/v3/depth", "symbol=BTCUSDT", ""}).text, shown);
        Done({"DELETE", "/api/v3/openOrders", "symbol=BTCUSDT"});
    }
}

// By the filter, of an order and of the test of one.
TEST_F(ConditionalOrders, OpenIcebergsAreCounted) {
    SymbolFilters filters = Market().symbol.filters;
    filters.max_iceberg_orders = 1;
    const ApiAnswer info =
        SetFilters(filters, R"({"filterType":"MAX_NUM_ICEBERG_ORDERS","maxNumIcebergOrders":1})");
    const std::string order =
        "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=3&price=21000&icebergQty=1";
    EXPECT_HAS(info.text, R"("icebergAllowed":true)");
    EXPECT_HAS(info.text, R"({"filterType":"ICEBERG_PARTS","limit":100})");
    Done({"POST", "/api/v3/order/test", order});
    Done({"POST", kOrder, order});
    for (const std::string_view path : {"/api/v3/order/test", "/api/v3/order"}) {
        const ApiAnswer refused = Rest({"POST", path, order});
        EXPECT_EQ(refused.status, 400) << path;
        EXPECT_HAS(refused.text, "Filter failure: MAX_NUM_ICEBERG_ORDERS");
    }
}

// Alice has a hundred million BTC.
TEST_F(ConditionalOrders, APositionHasALimit) {
    SymbolFilters filters = Market().symbol.filters;
    filters.position_max = Amount(100'000'002'00000000);
    SetFilters(filters, R"({"filterType":"MAX_POSITION","maxPosition":"100000002.00000000"})");
    const std::string order = "symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&price=19000&side=";
    Done({"POST", kOrder, order + "BUY&quantity=1.5"});
    Done({"POST", "/api/v3/order/test", order + "BUY&quantity=0.5"});
    for (const std::string_view path : {"/api/v3/order/test", "/api/v3/order"}) {
        const ApiAnswer refused = Rest({"POST", path, order + "BUY&quantity=0.50001"});
        EXPECT_EQ(refused.status, 400) << path;
        EXPECT_HAS(refused.text, R"({"code":-1013,"msg":"Filter failure: MAX_POSITION"})");
    }
    Done({"POST", kOrder, order + "SELL&quantity=1&selfTradePreventionMode=EXPIRE_MAKER"});
    Done({"POST", kOrder, order + "BUY&quantity=0.5"});
}

TEST_F(ConditionalOrders, ATrailingStopFollowsTriggersAndRests) {
    const ApiAnswer placed = Place(
        "side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&price=18000&trailingDelta=500"
        "&newClientOrderId=f1&newOrderRespType=RESULT"
    );
    EXPECT_HAS(placed.text, R"("trailingDelta":500,"trailingTime":1)");
    const std::string accepted = NextEvent(R"("x":"NEW")");
    EXPECT_HAS(accepted, R"("P":"0.00000000")");
    EXPECT_HAS(accepted, R"("d":500,"D":1)");
    EXPECT_HAS(Query("f1").text, R"("trailingDelta":500,"trailingTime":1)");
    TradeAt("22000");
    TradeAt("20901");
    EXPECT_HAS(Query("f1").text, R"("isWorking":false)");
    TradeAt("20900");
    Await("f1", R"("isWorking":true)");
    EXPECT_HAS(NextEvent(R"("x":"NEW")"), R"("w":true)");
}

TEST_F(ConditionalOrders, ATrailingStopWithAStopPriceWaitsForIt) {
    const ApiAnswer placed = Place(
        "side=BUY&type=TAKE_PROFIT&quantity=1&stopPrice=19000&trailingDelta=1000"
        "&newClientOrderId=f2&newOrderRespType=RESULT"
    );
    EXPECT_HAS(placed.text, R"("trailingDelta":1000,"trailingTime":-1)");
    EXPECT_EQ(NextEvent(R"("x":"NEW")").find(R"("D":)"), std::string::npos);
    TradeAt("19000");
    Await("f2", R"("trailingTime":1)");
    Place("side=SELL&type=LIMIT&timeInForce=GTC&quantity=2&price=20900", "bob");
    Place("side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=20900", "bob");
    Await("f2", R"("status":"FILLED")");
}

TEST_F(ConditionalOrders, TheSocketPlacesThemToo) {
    const ApiAnswer placed = Socket(
        {"POST",
         kOrder,
         "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&price=18000"
         "&stopPrice=19000&newOrderRespType=RESULT"}
    );
    EXPECT_EQ(placed.status, 200) << placed.text;
    EXPECT_HAS(placed.text, R"("type":"STOP_LOSS_LIMIT")");
    EXPECT_HAS(placed.text, R"("workingTime":-1)");
}

}  // namespace
}  // namespace bourse::gateway
