#include "services/gateway/rest_fixture.h"

namespace bourse::gateway {
namespace {

class WalletTest : public RestFixture {
protected:
    void Withdraw(std::int64_t units) {
        auto reserve = MakeCommand<ReserveWithdrawal>(kAlice);
        reserve.asset = AssetId(0);
        reserve.amount = Amount(units);
        Operate(reserve);
    }
    std::string Withdrawals(std::string_view parameters = "") {
        return Signed("alice", "GET", "/sapi/v1/capital/withdraw/history", parameters).body;
    }
    std::string Deposits(std::string_view parameters = "") {
        return Signed("alice", "GET", "/sapi/v1/capital/deposit/hisrec", parameters).body;
    }
};

bool Has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::size_t Count(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; ++at) ++count;
    return count;
}

TEST_F(WalletTest, Deposits) {
    const std::string all = Deposits();
    EXPECT_EQ(Count(all, R"("status":1)"), 2U) << all;
    EXPECT_LT(all.find(R"("coin":"USDT")"), all.find(R"("coin":"BTC")")) << "newest first";
    EXPECT_TRUE(Has(all, R"("amount":"10.00000000","coin":"BTC","network":"","address":"")"));
    EXPECT_TRUE(Has(all, R"("insertTime":1700000000000)"));
    EXPECT_EQ(Count(Deposits("coin=BTC"), "coin"), 1U);
    EXPECT_EQ(Deposits("coin=DOGE"), "[]");
    EXPECT_EQ(Deposits("status=0"), "[]");
    EXPECT_EQ(Deposits("txId=x"), "[]");
    EXPECT_EQ(Deposits("startTime=1700000000001"), "[]");
    EXPECT_EQ(Deposits("endTime=1699999999999"), "[]");
    EXPECT_TRUE(Has(Deposits("limit=1"), "USDT") && !Has(Deposits("limit=1"), "BTC"));
    EXPECT_TRUE(Has(Deposits("limit=1&offset=1"), "BTC"));
    EXPECT_EQ(Deposits("offset=2"), "[]");
}

TEST_F(WalletTest, WithdrawalsFromReservationToTheirEnd) {
    EXPECT_EQ(Withdrawals(), "[]");
    for (const std::int64_t units : {1, 2, 3}) Withdraw(units);
    Advance(1'000);
    auto settle = MakeCommand<SettleWithdrawal>(kVenueAccount);
    settle.withdrawal = WithdrawalId(1);
    Operate(settle);
    auto release = MakeCommand<ReleaseWithdrawal>(kVenueAccount);
    release.withdrawal = WithdrawalId(2);
    Operate(release);
    EXPECT_EQ(
        Withdrawals("status=6"),
        R"([{"id":"1","amount":"0.00000001","coin":"BTC","network":"","address":"",)"
        R"("addressTag":"","txId":"","transferType":0,"walletType":0,)"
        R"("transactionFee":"0.00000000","status":6,"applyTime":"2023-11-14 22:13:20",)"
        R"("completeTime":"2023-11-14 22:13:21","confirmNo":0,"info":"","txKey":""}])"
    );
    EXPECT_TRUE(Has(Withdrawals("status=3"), R"("id":"2")"));
    EXPECT_TRUE(Has(Withdrawals("status=4"), R"("id":"3")"));
    EXPECT_EQ(Count(Withdrawals(), R"("id")"), 3U);
    EXPECT_EQ(Signed("bob", "GET", "/sapi/v1/capital/withdraw/history").body, "[]");
}

TEST_F(WalletTest, AKeyIsToldWhatItMayDo) {
    const std::string path = "/sapi/v1/account/apiRestrictions";
    EXPECT_TRUE(
        Signed("alice", "GET", path)
            .body.starts_with(R"({"ipRestrict":false,"createTime":0,"enableReading":true,)"
                              R"("enableSpotAndMarginTrading":true,"enableWithdrawals":false,)")
    );
    EXPECT_TRUE(Has(Signed("reader", "GET", path).body, R"("enableSpotAndMarginTrading":false)"));
    EXPECT_FALSE(Has(Signed("reader", "GET", path).body, "tradingAuthorityExpirationTime"));
    const std::string bound = Signed("bound", "GET", path).body;
    EXPECT_TRUE(Has(bound, R"({"ipRestrict":true,)")) << bound;
    EXPECT_TRUE(Has(bound, R"("tradingAuthorityExpirationTime":1700000060000})")) << bound;
}

// By security type: what a key lacks is refused, whatever else is right.
TEST_F(WalletTest, PermissionsAreThoseOfTheOperation) {
    struct Case {
        std::string_view user;
        int trade, data, stream;  // status
    };
    const auto status = [&](std::string_view user, const char* method, const char* path) {
        return Signed(user, method, path, "symbol=BTCUSDT").status;
    };
    for (const auto& [user, trade, data, stream] :
         {Case{"alice", 400, 200, 200},
          Case{"reader", 401, 200, 200},
          Case{"trader", 400, 401, 401},
          Case{"listener", 401, 401, 200},
          Case{"elsewhere", 401, 401, 401}}) {
        EXPECT_EQ(status(user, "DELETE", "/api/v3/openOrders"), trade) << user;
        EXPECT_EQ(status(user, "GET", "/api/v3/openOrders"), data) << user;
        const std::string key = "X-MBX-APIKEY: " + std::string(user) + "\r\n";
        EXPECT_EQ(Send("POST", "/api/v3/userDataStream", key).status, stream) << user;
    }
    EXPECT_EQ(
        Signed("trader", "GET", "/api/v3/account").body,
        R"({"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."})"
    );
}

TEST_F(WalletTest, AnExpiredKeyIsRefused) {
    EXPECT_EQ(Signed("bound", "GET", "/api/v3/account").status, 200);
    Advance(59'999);
    EXPECT_EQ(Signed("bound", "GET", "/api/v3/account").status, 200);
    Advance(1);
    const HttpAnswer refused = Signed("bound", "GET", "/api/v3/account");
    EXPECT_EQ(refused.status, 401);
    EXPECT_TRUE(Has(refused.body, "-2015"));
    EXPECT_EQ(Send("POST", "/api/v3/userDataStream", "X-MBX-APIKEY: bound\r\n").status, 401);
}

TEST_F(WalletTest, WhatThereIsNoneOfIsToldTruly) {
    EXPECT_EQ(
        Get("/api/v3/executionRules").body, R"({"symbolRules":[{"symbol":"BTCUSDT","rules":[]}]})"
    );
    EXPECT_TRUE(Has(Get("/api/v3/executionRules?symbol=X").body, "-1121"));
    EXPECT_TRUE(Has(Get("/api/v3/executionRules?symbol=BTCUSDT&symbolStatus=TRADING").body, "-1128")
    );
    for (const char* path : {"/api/v3/referencePrice", "/api/v3/referencePrice/calculation"}) {
        const HttpAnswer answer = Get(std::string(path) + "?symbol=BTCUSDT");
        EXPECT_EQ(answer.status, 400);
        EXPECT_TRUE(Has(answer.body, R"("code":-2043,)")) << answer.body;
        EXPECT_TRUE(Has(Get(path).body, "-1102"));
    }
    const std::string allocations = "/api/v3/myAllocations";
    EXPECT_EQ(Signed("alice", "GET", allocations, "symbol=BTCUSDT&orderId=1&limit=5").body, "[]");
    EXPECT_TRUE(Has(
        Signed("alice", "GET", allocations, "symbol=BTCUSDT&orderId=1&startTime=1").body, "-1128"
    ));
    EXPECT_EQ(Signed("alice", "POST", "/sapi/v1/asset/get-funding-asset", "asset=BTC").body, "[]");
}

}  // namespace
}  // namespace bourse::gateway
