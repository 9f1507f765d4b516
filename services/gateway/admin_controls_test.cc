// Kill switches, and the lab.
#include "services/gateway/admin_fixture.h"

namespace bourse::gateway {
namespace {

using AdminControls = AdminFixture;

TEST_F(AdminControls, TheVenueStopsAtOnceAndResumesByTwo) {
    ASSERT_EQ(Act("olga", "assets", "asset=ETH").status, 200);
    const std::string second =
        "base=ETH&quote=USDT&tickSize=0.01&stepSize=0.0001&maxPrice=100000&maxQty=1000";
    ASSERT_EQ(Act("olga", "markets", "symbol=ETHUSDT&" + second).status, 200);
    ASSERT_EQ(Act("olga", "markets/mode", "symbol=ETHUSDT&mode=CANCEL_ONLY").status, 200);
    EXPECT_EQ(Act("olga", "kill", "scope=VENUE").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 400);
    EXPECT_EQ(Act("olga", "kill", "scope=VENUE").status, 409) << "twice";
    EXPECT_EQ(Act("olga", "markets/mode", "symbol=BTCUSDT&mode=TRADING").status, 409);
    EXPECT_EQ(Act("olga", "markets", "symbol=ETH2USDT&" + second).status, 409);
    EXPECT_TRUE(Has(Read("anna", "controls").body, R"("kills":[{"scope":"VENUE")"));
    const Answer released = ActByTwo("kill/release", "scope=VENUE");
    EXPECT_EQ(released.status, 200) << released.body;
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    EXPECT_EQ(Place(Limit("ETHUSDT", "3000")).status, 400) << "as it was before";
    EXPECT_TRUE(Has(Read("anna", "controls").body, R"("kills":[])"));
}

TEST_F(AdminControls, AMarketStaysStoppedWhileTheVenueIs) {
    EXPECT_EQ(Act("olga", "kill", "scope=MARKET&target=BTCUSDT").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 400);
    EXPECT_EQ(Act("olga", "kill", "scope=VENUE").status, 200);
    EXPECT_EQ(Act("olga", "kill/release", "scope=MARKET&target=BTCUSDT").status, 409);
    EXPECT_EQ(ActByTwo("kill/release", "scope=VENUE").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 400) << "its own switch";
    EXPECT_EQ(ActByTwo("kill/release", "scope=MARKET&target=BTCUSDT").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
}

TEST_F(AdminControls, AUserIsFrozenAndHasNoOpenOrders) {
    for (int i = 0; i < 3; ++i) ASSERT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    EXPECT_TRUE(Has(Read("anna", "user?user=alice").body, R"("openOrders":3)"));
    const Answer killed = Act("olga", "kill", "scope=USER&target=alice");
    EXPECT_EQ(killed.status, 200) << killed.body;
    const Answer user = Read("anna", "user?user=alice");
    EXPECT_TRUE(Has(user.body, R"("openOrders":0)")) << user.body;
    EXPECT_TRUE(Has(user.body, R"("status":"FROZEN")")) << user.body;
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 400);
    EXPECT_EQ(Act("olga", "users/unfreeze", "user=alice").status, 409);
    EXPECT_EQ(ActByTwo("kill/release", "scope=USER&target=alice").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
}

TEST_F(AdminControls, AKeyIsRevokedForGood) {
    EXPECT_EQ(Act("olga", "kill", "scope=KEY&target=nothing").status, 409);
    EXPECT_EQ(Act("olga", "kill", "scope=KEY&target=alice").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "10000")).status, 401);
    const Answer asked = Act("olga", "kill/release", "scope=KEY&target=alice");
    EXPECT_EQ(asked.status, 409) << asked.body;
    EXPECT_TRUE(venue_admin().state().revoked_keys().contains("alice"));
    EXPECT_TRUE(venue_admin().state().kills().empty()) << "nothing to release";
    EXPECT_EQ(Act("olga", "keys/revoke", "apiKey=bob").status, 200);
    EXPECT_EQ(Act("olga", "keys/revoke", "apiKey=bob").status, 409) << "it is gone";
}

TEST_F(AdminControls, FaultsAreAddedAndRecorded) {
    EXPECT_EQ(Act("olga", "lab/faults", "fault=unknown&times=1").status, 200);
    EXPECT_TRUE(Has(Read("anna", "lab/faults").body, "unknown"));
    EXPECT_TRUE(Has(Read("anna", "audit").body, R"("act":"fault.add")"));
    EXPECT_EQ(Act("anna", "lab/faults", "fault=unknown&times=1").status, 403);
    EXPECT_EQ(As("olga", "DELETE", "/admin/api/lab/faults").status, 200);
    EXPECT_FALSE(Has(Read("anna", "lab/faults").body, "\"unknown\""));
}

}  // namespace
}  // namespace bourse::gateway
