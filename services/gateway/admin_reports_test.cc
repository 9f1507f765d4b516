// What auditors read.
#include "services/gateway/admin_fixture.h"
#include "services/gateway/event_archive.h"
#include "services/gateway/venue_monitor.h"

namespace bourse::gateway {
namespace {

using AdminReports = AdminFixture;

TEST_F(AdminReports, EveryoneIsToldWhoHeIs) {
    EXPECT_EQ(Read("olga", "session").body, R"({"user":"olga","role":"OPERATOR","mode":"prod"})");
    EXPECT_TRUE(Has(Read("anna", "session").body, R"("role":"AUDITOR")"));
    EXPECT_TRUE(Has(Read("alice", "session").body, R"("role":null)"));
    EXPECT_EQ(Read("", "session").status, 401);
}

TEST_F(AdminReports, TheTrialBalanceIsEven) {
    Trade(5);
    ASSERT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    const Answer balance = Read("anna", "ledger/trial-balance");
    EXPECT_TRUE(Has(balance.body, R"({"asset":"BTC","deposited":"200000000.00000000")"))
        << balance.body;
    EXPECT_TRUE(Has(balance.body, R"("held":"10000.00000000")")) << balance.body;
    EXPECT_FALSE(Has(balance.body, R"("commissions":"0.00000000")")) << balance.body;
    EXPECT_EQ(Occurrences(balance.body, R"("difference":"0.00000000")"), 2);
}

TEST_F(AdminReports, TheDashboardCounts) {
    Trade(5);
    ASSERT_EQ(Place(Limit("BTCUSDT", "10000")).status, 200);
    ASSERT_EQ(Place(Limit("BTCUSDT", "999999999")).status, 400);
    const Answer numbers = Read("anna", "dashboard");
    EXPECT_TRUE(Has(numbers.body, R"("orders":12,"trades":5,"rejects":1)")) << numbers.body;
    EXPECT_TRUE(Has(numbers.body, R"({"reason":"FilterPrice","count":1})")) << numbers.body;
    EXPECT_FALSE(Has(numbers.body, R"("holds":false)")) << numbers.body;
    ASSERT_EQ(Act("olga", "kill", "scope=VENUE").status, 200);
    EXPECT_TRUE(
        Has(Read("anna", "dashboard").body, R"({"name":"no kill switch is engaged","holds":false})")
    );
}

TEST_F(AdminReports, TheJournalIsSearched) {
    Trade(2);
    const Answer order = Place(Limit("BTCUSDT", "10000"));
    const std::string id = std::to_string(NumberIn(order.body, "orderId"));
    const Answer by_order = Read("anna", "ledger/journal?order=" + id);
    EXPECT_EQ(Occurrences(by_order.body, R"("sequence":)"), 1) << by_order.body;
    EXPECT_TRUE(Has(by_order.body, R"("kind":"PlaceOrder")")) << by_order.body;
    EXPECT_TRUE(
        Has(by_order.body,
            "OrderAccepted order " + id +
                " of account 2 BUY 1.00000000 at "
                "10000.00000000 of BTCUSDT")
    ) << by_order.body;
    const Answer deposits = Read("anna", "ledger/journal?account=3&kind=Deposit");
    EXPECT_EQ(Occurrences(deposits.body, R"("sequence":)"), 2) << deposits.body;
    const Answer of_bob = Read("anna", "ledger/journal?account=3&kind=PlaceOrder");
    EXPECT_EQ(Occurrences(of_bob.body, R"("sequence":)"), 2) << "his own takers";
    EXPECT_TRUE(Has(of_bob.body, "TradeExecuted 0.00100000 at 20000.00000000 of BTCUSDT"))
        << of_bob.body;
    const Answer one = Read("anna", "ledger/journal?limit=1");
    EXPECT_EQ(Occurrences(one.body, R"("sequence":)"), 1);
    const std::uint64_t next = NumberIn(one.body, "next");
    EXPECT_GT(next, 0U);
    const Answer rest = Read("anna", "ledger/journal?limit=200&before=" + std::to_string(next));
    EXPECT_TRUE(Has(rest.body, R"("next":null)")) << rest.body;
    EXPECT_TRUE(Has(rest.body, R"({"sequence":1,)")) << "to the first command";
    EXPECT_FALSE(Has(Read("anna", "ledger/journal?startTime=9000000000000").body, "sequence"));
    EXPECT_FALSE(Has(Read("anna", "ledger/journal?endTime=1").body, "sequence"));
}

TEST_F(AdminReports, UsersAreListedByName) {
    const Answer all = Read("anna", "users");
    EXPECT_LT(all.body.find("alice"), all.body.find("bob"));
    EXPECT_TRUE(Has(all.body, R"({"user":"olga","account":0,"role":"OPERATOR","status":"NOT_OPEN")")
    ) << all.body;
    const Answer some = Read("anna", "users?prefix=ol");
    EXPECT_TRUE(Has(some.body, "olga") && !Has(some.body, "otto")) << some.body;
    EXPECT_FALSE(Has(Read("anna", "users?after=olga").body, "olga"));
    EXPECT_EQ(Read("anna", "user?user=nobody").status, 404);
}

TEST_F(AdminReports, TheChainIsShownAndVerified) {
    const Answer log = Read("anna", "audit");
    const Answer verified = Read("anna", "audit/verify");
    EXPECT_TRUE(Has(verified.body, R"({"holds":true,"entries":3,"hash":")")) << verified.body;
    const std::size_t at = verified.body.find("\"hash\":");
    EXPECT_TRUE(Has(log.body, verified.body.substr(at, 70))) << log.body;
}

TEST(VenueMonitors, ForgetWhatIsOlderThanAMinute) {
    VenueMonitor monitor;
    wire::ByteBuffer buffer;
    wire::EventWriter writer(buffer);
    auto& applied = writer.Add<CommandApplied>();
    applied.command = CommandType::kPlaceOrder;
    applied.reason = RejectReason::kMarketHalted;
    applied.timestamp = Timestamp(1'000'000'000'000);
    const Timestamp seen(1'000'000'000'000 + 3'000'000);
    for (int i = 0; i < 100; ++i) monitor.OnBatch(buffer.bytes(), seen);
    const auto reading = monitor.Read(seen);
    EXPECT_EQ(reading.orders, 100U);
    EXPECT_EQ(reading.rejects_by_reason.at("MarketHalted"), 100U);
    EXPECT_EQ(reading.latency_max_ns, 3'000'000);
    EXPECT_EQ(reading.latency_p50_ns, 3'000'000) << "never above the longest";
    EXPECT_EQ(reading.latency_p99_ns, 3'000'000);
    EXPECT_EQ(monitor.Read(Timestamp(seen.raw() + 61'000'000'000)).orders, 0U);
}

TEST(EventArchives, KeepABoundedNumberOfBytes) {
    EventArchive archive;
    const std::size_t size = EventArchive::kMaxBytes / 4;
    for (std::uint64_t i = 1; i <= 9; ++i) {
        auto batch = std::make_shared<engine::Batch>();
        batch->first = batch->last = Sequence(i);
        wire::EventWriter writer(batch->events);
        writer.Add<CommandApplied>().sequence = Sequence(i);
        batch->commands.Extend(size);
        archive.OnBatch(batch);
    }
    const JournalPage page = archive.Search({});
    EXPECT_EQ(page.oldest, Sequence(7));
    EXPECT_EQ(page.commands.size(), 3U);
}

}  // namespace
}  // namespace bourse::gateway
