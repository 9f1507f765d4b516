#include "services/admin/admin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <future>

namespace bourse::admin {
namespace {

class AdminTest : public testing::Test {
protected:
    AdminTest() {
        std::string name = testing::TempDir() + "bourse-admin-XXXXXX";
        directory_ = mkdtemp(name.data());
        Open();
    }
    ~AdminTest() override {
        admin_.reset();
        std::filesystem::remove_all(directory_);
    }

    void Open() {
        admin_.reset();
        auto opened = Admin::Open({directory_, [this] { return Timestamp(++now_); }});
        ASSERT_TRUE(opened) << opened.error();
        admin_ = *std::move(opened);
    }
    template <class T>
    static Admin::Result<T> Await(const std::function<void(Admin::Handler<T>)>& start) {
        auto result = std::make_shared<std::promise<Admin::Result<T>>>();
        start([result](Admin::Result<T> given) { result->set_value(std::move(given)); });
        return result->get_future().get();
    }
    Admin::Result<AuditEntry> Record(AuditRecord record) {
        return Await<AuditEntry>([&](auto handler) { admin_->Record(record, handler); });
    }
    Admin::Result<ChainHead> Verify() {
        return Await<ChainHead>([&](auto handler) { admin_->Verify(handler); });
    }
    static AuditRecord Of(Phase phase, std::string_view act, std::string details) {
        AuditRecord record;
        record.phase = phase;
        record.who = "olga";
        record.act = act;
        record.details = std::move(details);
        record.why = "a test";
        return record;
    }
    // Changes the file behind the process' back.
    void Tamper(const char* statement) {
        admin_.reset();
        sql::DatabaseOptions options;
        options.path = (directory_ / "audit.sqlite").string();
        auto database = sql::Database::Open(options);
        ASSERT_TRUE(database.has_value());
        ASSERT_TRUE(database->Execute(statement).has_value());
    }
    std::string WhyNotOpen() {
        auto opened = Admin::Open({directory_, [] { return Timestamp(1); }});
        return opened ? "" : opened.error();
    }

    std::filesystem::path directory_;
    std::atomic<std::int64_t> now_ = 0;
    std::unique_ptr<Admin> admin_;
};

TEST_F(AdminTest, EntriesAreChainedAndOutliveTheProcess) {
    const auto first = Record(Of(Phase::kBegun, "market.mode", "mode=HALT&symbol=BTCUSDT"));
    const auto second = Record(Of(Phase::kDone, "market.mode", "mode=HALT&symbol=BTCUSDT"));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->previous, first->hash);
    EXPECT_EQ(second->number, EntryNumber(2));
    Open();
    EXPECT_EQ(admin_->head().hash, second->hash);
    const auto verified = Verify();
    ASSERT_TRUE(verified) << verified.error();
    EXPECT_EQ(verified->number, EntryNumber(2));
    const auto newest = Await<std::vector<AuditEntry>>([&](auto handler) {
        admin_->Before(EntryNumber(0), 1, handler);
    });
    ASSERT_TRUE(newest);
    ASSERT_EQ(newest->size(), 1U);
    EXPECT_EQ(newest->front().record.details, "mode=HALT&symbol=BTCUSDT");
}

TEST_F(AdminTest, WhatIsChangedTakenOutOrPutInIsFound) {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(Record(Of(Phase::kDone, "market.mode", "")));
    EXPECT_EQ((admin_.reset(), WhyNotOpen()), "") << "the control";
    Tamper("UPDATE audit SET why = 'another' WHERE number = 2");
    EXPECT_EQ(WhyNotOpen(), "audit: entry 2 is not what was written");
    Tamper("UPDATE audit SET why = 'a test' WHERE number = 2");
    EXPECT_EQ(WhyNotOpen(), "") << "as it was";
    Tamper("DELETE FROM audit WHERE number = 2");
    EXPECT_EQ(WhyNotOpen(), "audit: entry 2 is missing");
    Tamper(
        "INSERT INTO audit SELECT 2, time_ns, phase, about, who, address, act, details, why, "
        "outcome, previous, hash FROM audit WHERE number = 1"
    );
    EXPECT_EQ(WhyNotOpen(), "audit: entry 2 is not what was written");
}

TEST_F(AdminTest, RolesComeFromTheLog) {
    ASSERT_TRUE(admin_->EnsureRole("olga", Role::kOperator));
    ASSERT_TRUE(admin_->EnsureRole("olga", Role::kAuditor)) << "changes nothing";
    EXPECT_EQ(admin_->RoleOf("olga"), Role::kOperator);
    EXPECT_EQ(admin_->RoleOf("alice"), std::nullopt);
    ASSERT_TRUE(Record(Of(Phase::kBegun, kSetRole, "role=AUDITOR&user=alice")));
    EXPECT_EQ(admin_->RoleOf("alice"), std::nullopt) << "only begun";
    ASSERT_TRUE(Record(Of(Phase::kDone, kSetRole, "role=AUDITOR&user=alice")));
    EXPECT_EQ(admin_->RoleOf("alice"), Role::kAuditor);
    Open();
    EXPECT_EQ(admin_->RoleOf("alice"), Role::kAuditor);
    EXPECT_EQ(admin_->state().OperatorCount(), 1U);
    ASSERT_TRUE(Record(Of(Phase::kDone, kSetRole, "role=NONE&user=alice")));
    EXPECT_EQ(admin_->RoleOf("alice"), std::nullopt);
}

TEST_F(AdminTest, ARequestIsAnsweredOnce) {
    const auto asked = Record(Of(Phase::kRequested, "user.credit", "amount=1&asset=BTC&user=bob"));
    ASSERT_TRUE(asked);
    EXPECT_EQ(admin_->state().pending().size(), 1U);
    AuditRecord approval = Of(Phase::kApproved, "user.credit", "");
    approval.about = asked->number;
    ASSERT_TRUE(Record(approval));
    EXPECT_TRUE(admin_->state().pending().empty());
    const auto again = Record(approval);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), "no such request waits");
    for (std::size_t i = 0; i < Admin::kMaxPending; ++i) {
        ASSERT_TRUE(Record(Of(Phase::kRequested, "user.credit", "")));
    }
    EXPECT_FALSE(Record(Of(Phase::kRequested, "user.credit", "")));
}

TEST_F(AdminTest, KillSwitchesStayUntilTheyAreReleased) {
    AuditRecord engaged = Of(Phase::kDone, kEngage, "scope=MARKET&target=BTCUSDT");
    engaged.outcome = "BTCUSDT=TRADING";
    ASSERT_TRUE(Record(engaged));
    ASSERT_TRUE(Record(engaged)) << "a second time";
    Open();
    const VenueState state = admin_->state();
    ASSERT_EQ(state.kills().size(), 1U);
    EXPECT_EQ(state.FindKill("MARKET", "BTCUSDT")->before, "BTCUSDT=TRADING");
    EXPECT_EQ(state.FindKill("MARKET", "ETHUSDT"), nullptr);
    ASSERT_TRUE(Record(Of(Phase::kDone, kRelease, "scope=MARKET&target=BTCUSDT")));
    EXPECT_TRUE(admin_->state().kills().empty());
}

TEST(Details, AreReadAsAForm) {
    EXPECT_EQ(DetailOf("a=1&b=x%20y", "b"), "x y");
    EXPECT_EQ(DetailOf("a=1&b=x%20y%", "b"), "x%20y%") << "as it is written";
    EXPECT_EQ(DetailOf("a=1&b=2", "c"), "");
    EXPECT_EQ(DetailOf("", "a"), "");
}

}  // namespace
}  // namespace bourse::admin
