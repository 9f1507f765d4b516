#include "services/gateway/listen_keys.h"

#include "services/gateway/rest_fixture.h"

namespace bourse::gateway {
namespace {

constexpr AccountId kAlice{2}, kBob{3};
constexpr Timestamp kStart{1'700'000'000'000'000'000};

Timestamp After(std::int64_t ns) { return Timestamp(kStart.raw() + ns); }

TEST(ListenKeys, AnAccountHasOneAndAskingExtendsIt) {
    ListenKeys keys;
    const std::string key = keys.Open(kAlice, kStart);
    EXPECT_EQ(key.size(), 64U);
    EXPECT_NE(keys.Open(kBob, kStart), key);
    EXPECT_EQ(keys.Open(kAlice, After(ListenKeys::kValidity - 1)), key);
    const auto grant = keys.Find(key, After(ListenKeys::kValidity));
    ASSERT_TRUE(grant.has_value());
    EXPECT_EQ(grant->account, kAlice);
    EXPECT_EQ(grant->valid_until, After(2 * ListenKeys::kValidity - 1));
}

TEST(ListenKeys, LivesAnHour) {
    ListenKeys keys;
    const std::string key = keys.Open(kAlice, kStart);
    EXPECT_TRUE(keys.Find(key, After(ListenKeys::kValidity - 1)).has_value());
    EXPECT_FALSE(keys.Find(key, After(ListenKeys::kValidity)).has_value());
    EXPECT_FALSE(keys.Extend(key, kAlice, After(ListenKeys::kValidity)));
    EXPECT_TRUE(keys.Extend(key, kAlice, After(ListenKeys::kValidity - 1)));
    EXPECT_TRUE(keys.Find(key, After(ListenKeys::kValidity)).has_value());
    EXPECT_NE(keys.Open(kAlice, After(3 * ListenKeys::kValidity)), key);
    EXPECT_FALSE(keys.Find(key, kStart).has_value());
}

TEST(ListenKeys, IsItsAccountsToExtendAndClose) {
    ListenKeys keys;
    const std::string key = keys.Open(kAlice, kStart);
    EXPECT_FALSE(keys.Extend(key, kBob, kStart));
    EXPECT_FALSE(keys.Close(key, kBob, kStart));
    EXPECT_FALSE(keys.Close("", kAlice, kStart));
    EXPECT_TRUE(keys.Close(key, kAlice, kStart));
    EXPECT_FALSE(keys.Find(key, kStart).has_value());
    EXPECT_FALSE(keys.Close(key, kAlice, kStart));
    EXPECT_NE(keys.Open(kAlice, kStart), key);
}

constexpr std::string_view kUnknownKey = R"({"code":-1125,"msg":"This listenKey does not exist."})";

class ListenKeyRest : public RestFixture {
protected:
    HttpAnswer Ask(std::string_view method, std::string_view user, std::string_view query = "") {
        const std::string key = "X-MBX-APIKEY: " + std::string(user) + "\r\n";
        return Send(method, std::string("/api/v3/userDataStream").append(query), key);
    }
    // The key of {"listenKey":"…"}.
    static std::string KeyOf(const HttpAnswer& answer) { return answer.body.substr(14, 64); }
};

TEST_F(ListenKeyRest, OpensExtendsAndCloses) {
    const HttpAnswer opened = Ask("POST", "reader");
    EXPECT_EQ(opened.status, 200) << opened.body;
    EXPECT_NE(opened.head.find("X-MBX-USED-WEIGHT-1M: 2\r\n"), std::string::npos);
    const std::string query = "?listenKey=" + KeyOf(opened);
    EXPECT_EQ(Ask("POST", "alice").body, opened.body);
    EXPECT_EQ(Ask("PUT", "alice", query).body, "{}");
    EXPECT_EQ(Ask("PUT", "bob", query).body, kUnknownKey);
    EXPECT_EQ(Ask("DELETE", "alice", query).body, "{}");
    EXPECT_EQ(Ask("DELETE", "alice", query).body, kUnknownKey);
    EXPECT_EQ(Ask("PUT", "alice", query).body, kUnknownKey);
    EXPECT_NE(Ask("POST", "alice").body, opened.body);
}

TEST_F(ListenKeyRest, NeedsAKeyAndReadsAForm) {
    EXPECT_EQ(Ask("POST", "mallory").status, 401);
    EXPECT_EQ(Send("POST", "/api/v3/userDataStream").status, 401);
    EXPECT_NE(Ask("PUT", "alice").body.find("-1102"), std::string::npos);
    const std::string form = "listenKey=" + KeyOf(Ask("POST", "alice"));
    EXPECT_EQ(Send("PUT", "/api/v3/userDataStream", "X-MBX-APIKEY: alice\r\n", form).body, "{}");
}

}  // namespace
}  // namespace bourse::gateway
