// The safety of one's own account, over HTTP.
#include <chrono>
#include <thread>

#include "services/gateway/admin_fixture.h"
#include "services/gateway/identity_answers.h"
#include "services/identity/totp.h"

namespace bourse::gateway {
namespace {

class IdentitySecurity : public AdminFixture {
protected:
    static std::string Code(const std::string& secret) {
        const std::int64_t now_s = SystemTime().raw() / 1'000'000'000;
        return identity::TotpCode(secret, now_s / identity::kTotpStepSeconds);
    }
    static std::string Text(std::string_view json, std::string_view key) {
        const std::string start = "\"" + std::string(key) + "\":\"";
        const std::size_t at = json.find(start);
        if (at == std::string_view::npos) return "";
        const std::size_t begin = at + start.size();
        return std::string(json.substr(begin, json.find('"', begin) - begin));
    }
    Answer SignInAlice(const std::string& more) {
        return As("", "POST", "/identity/sign-in", "name=alice&password=secret" + more);
    }
};

TEST_F(IdentitySecurity, AHolderFreezesHisAccount) {
    EXPECT_EQ(Place(Limit("BTCUSDT", "100")).status, 200);
    EXPECT_EQ(As("alice", "POST", "/identity/freeze").status, 400);
    EXPECT_EQ(As("alice", "POST", "/identity/freeze", "password=guess").status, 401);
    EXPECT_EQ(Place(Limit("BTCUSDT", "100")).status, 200) << "a wrong password freezes nothing";
    EXPECT_EQ(As("alice", "POST", "/identity/freeze", "password=secret").status, 200);
    EXPECT_EQ(Place(Limit("BTCUSDT", "100")).status, 400);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    Answer shown;
    do {  // another thread of the gateway may answer, and hear of it a moment later
        shown = As("alice", "GET", "/identity/security");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    } while (!Has(shown.body, "\"frozen\":true") && std::chrono::steady_clock::now() < deadline);
    EXPECT_TRUE(Has(shown.body, "\"frozen\":true")) << shown.body;
}

TEST_F(IdentitySecurity, ASecondFactorFromBeginToEnd) {
    EXPECT_EQ(As("alice", "POST", "/identity/totp", "password=guess").status, 401);
    const Answer begun = As("alice", "POST", "/identity/totp", "password=secret");
    ASSERT_EQ(begun.status, 200) << begun.body;
    const std::string secret = identity::FromBase32(Text(begun.body, "secret"));
    EXPECT_TRUE(Has(begun.body, "otpauth://totp/bourse:alice?secret="));
    EXPECT_EQ(SignInAlice("").status, 200) << "not confirmed, it is not asked for";

    EXPECT_EQ(As("alice", "POST", "/identity/totp/confirm", "code=12").status, 401);
    const std::string code = Code(secret);
    const Answer confirmed = As("alice", "POST", "/identity/totp/confirm", "code=" + code);
    ASSERT_EQ(confirmed.status, 200) << confirmed.body;
    const Answer without = SignInAlice("");
    EXPECT_EQ(without.status, 401);
    EXPECT_TRUE(Has(without.body, "\"needs\":\"code\"")) << without.body;
    EXPECT_FALSE(Has(without.head, "Set-Cookie"));
    EXPECT_EQ(SignInAlice("&code=" + code).status, 401) << "it counted already";
    const std::size_t first = confirmed.body.find("[\"") + 2;
    const std::string recovery = confirmed.body.substr(first, 19);
    EXPECT_EQ(SignInAlice("&code=" + recovery).status, 200);
    EXPECT_EQ(SignInAlice("&code=" + recovery).status, 401);
    const Answer shown = As("alice", "GET", "/identity/security");
    EXPECT_TRUE(Has(shown.body, "\"totp\":true,\"recoveryCodes\":9")) << shown.body;
    EXPECT_TRUE(Has(shown.body, "WRONG_CODE"));
    EXPECT_FALSE(Has(As("bob", "GET", "/identity/security").body, "WRONG_CODE"));
}

TEST_F(IdentitySecurity, ANewPasswordEndsTheOtherSessions) {
    const Answer other = SignInAlice("");
    const std::size_t begin = other.head.find("Set-Cookie: ") + 12;
    const std::string cookie = other.head.substr(begin, other.head.find(';', begin) - begin);
    const auto is_signed_in = [&] {
        const std::string head = "X-Bourse-Session: 1\r\nCookie: " + cookie + "\r\n";
        return Has(Send("GET", "/identity/session", head, "").body, "alice");
    };
    EXPECT_TRUE(is_signed_in());
    const std::string form = "password=secret&newPassword=a+wholly+new+password";
    EXPECT_EQ(As("alice", "POST", "/identity/password", form).status, 200);
    EXPECT_FALSE(is_signed_in());
    EXPECT_EQ(As("alice", "GET", "/identity/security").status, 200);
    EXPECT_EQ(SignInAlice("").status, 401);
}

TEST(IdentityAnswers, OnlyWhatIsDurableIsDone) {
    using identity_answers::ResponseTo;
    using Outcome = Answer::Outcome;
    EXPECT_EQ(ResponseTo({Outcome::kApplied}).status, 200);
    const auto refused = ResponseTo({Outcome::kApplied, RejectReason::kUnknownAccount});
    EXPECT_EQ(refused.status, 409);
    EXPECT_NE(refused.body.find("UnknownAccount"), std::string::npos) << refused.body;
    const auto unknown = ResponseTo({Outcome::kUnknown});
    EXPECT_EQ(unknown.status, 503);
    EXPECT_EQ(unknown.body.find("nothing was done"), std::string::npos) << unknown.body;
    EXPECT_NE(ResponseTo({Outcome::kBusy}).body.find("nothing was done"), std::string::npos);
}

}  // namespace
}  // namespace bourse::gateway
