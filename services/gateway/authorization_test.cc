// The authorization matrix, walked on a running gateway: every route by every kind of caller.
#include "services/gateway/authorization.h"

#include <set>

#include "services/gateway/admin_fixture.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {
namespace {

enum class Caller : std::uint8_t { kNoOne, kOtherUser, kReadKey, kTrader, kAuditor, kOperator };
constexpr Caller kCallers[] = {
    Caller::kNoOne,
    Caller::kOtherUser,
    Caller::kReadKey,
    Caller::kTrader,
    Caller::kAuditor,
    Caller::kOperator};

// As the header's table says.
bool May(Access access, Caller caller) {
    const bool has_session =
        caller == Caller::kOtherUser || caller == Caller::kAuditor || caller == Caller::kOperator;
    switch (access) {
        case Access::kEveryone:
            return true;
        case Access::kOwnPage:
            return has_session || caller == Caller::kNoOne;
        case Access::kSignedIn:
            return has_session;
        case Access::kUserStream:
        case Access::kRead:
            return caller != Caller::kNoOne;
        case Access::kTrade:
            return caller != Caller::kNoOne && caller != Caller::kReadKey;
        case Access::kAudit:
            return caller == Caller::kAuditor || caller == Caller::kOperator;
        case Access::kOperate:
            return caller == Caller::kOperator;
        case Access::kLoopback:
            return !has_session;
    }
    return false;
}

class Authorization : public AdminFixture {
protected:
    // With nothing that the route needs beside who asks.
    Answer Call(const RouteAccess& route, Caller caller) {
        const std::string now = std::to_string(SystemTime().raw() / 1'000'000);
        const std::string path(route.path);
        const bool is_stream = path.starts_with("/ws") || path == "/stream";
        if (is_stream) return {path == "/stream" ? 400 : 426, "", ""};
        switch (caller) {
            case Caller::kNoOne:
                return route.access == Access::kLoopback ? Send(route.method, path, "")
                                                         : As("", route.method, path);
            case Caller::kReadKey:
            case Caller::kTrader: {
                const std::string form = "timestamp=" + now;
                const std::string signature = crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(form)));
                const std::string name = caller == Caller::kReadKey ? "reader" : "alice";
                const std::string query = route.access == Access::kUserStream
                                              ? ""
                                              : "?" + form + "&signature=" + signature;
                return Send(route.method, path + query, "X-MBX-APIKEY: " + name + "\r\n");
            }
            case Caller::kOtherUser:
                return Page("bob", route, now);
            case Caller::kAuditor:
                return Page("anna", route, now);
            case Caller::kOperator:
                return Page("olga", route, now);
        }
        return {};
    }
    // Its Origin says that it is a page.
    Answer Page(std::string_view user, const RouteAccess& route, const std::string& now) {
        std::string target(route.path);
        if (target.starts_with("/api/") || target.starts_with("/sapi/")) {
            if (route.access != Access::kUserStream) target += "?timestamp=" + now;
        }
        if (route.access != Access::kLoopback) return As(user, route.method, target);
        return Send(route.method, target, "X-Bourse-Session: 1\r\nOrigin: http://x\r\n");
    }
    // Whoever may gets further than the question who he is.
    static bool IsForRights(const Answer& answer) {
        return answer.status == 401 || answer.status == 403;
    }
};

TEST_F(Authorization, EveryRouteIsForThoseOnlyWhoMay) {
    for (const char* user : {"bob", "anna", "olga"}) {
        ASSERT_EQ(As(user, "GET", "/identity/session").status, 200) << "opens the account";
    }
    int refused = 0;
    for (const RouteAccess& route : kAuthorizationMatrix) {
        if (route.path == "/identity/sign-out") continue;  // would end the session
        for (const Caller caller : kCallers) {
            const Answer answer = Call(route, caller);
            EXPECT_GT(answer.status, 0) << route.method << ' ' << route.path;
            EXPECT_NE(answer.status, 404) << route.method << ' ' << route.path;
            const bool is_refused = IsForRights(answer);
            const bool is_sign_in = route.path.starts_with("/identity/sign-");
            EXPECT_EQ(
                !is_refused || (is_sign_in && answer.status == 401), May(route.access, caller)
            ) << route.method
              << ' ' << route.path << " by " << static_cast<int>(caller) << ": " << answer.status
              << ' ' << answer.body;
            refused += is_refused;
        }
    }
    EXPECT_GT(refused, 150) << "the walk refuses";
}

// Tables of operations, people and operators are checked where they are; this is the running
// gateway's side: what is not in the matrix is not there.
TEST_F(Authorization, WhatIsNotInTheMatrixIsNotServed) {
    std::set<std::string> paths;
    for (const RouteAccess& route : kAuthorizationMatrix) paths.insert(std::string(route.path));
    for (const Operation& operation : Operations()) {
        EXPECT_NE(FindRoute(operation.method, operation.path), nullptr) << operation.path;
    }
    for (const std::string& path : paths) {
        for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
            if (FindRoute(method, path) != nullptr) continue;
            const int status = As("olga", method, path).status;
            EXPECT_TRUE(status == 404 || status == 405 || status == 400)
                << method << ' ' << path << ' ' << status;
        }
    }
    for (const char* path :
         {"/admin/api/nothing", "/admin/api/", "/identity/nothing", "/api/v3/x"}) {
        EXPECT_EQ(As("olga", "GET", path).status, 404) << path;
    }
}

TEST_F(Authorization, NobodyTouchesWhatIsAnothers) {
    const Answer placed = Place(Limit("BTCUSDT", "10000"));
    ASSERT_EQ(placed.status, 200);
    const std::string order = std::to_string(NumberIn(placed.body, "orderId"));
    const std::string query = "?symbol=BTCUSDT&orderId=" + order +
                              "&timestamp=" + std::to_string(SystemTime().raw() / 1'000'000);
    EXPECT_EQ(As("alice", "GET", "/api/v3/order" + query).status, 200) << "the control";
    for (const char* user : {"bob", "olga"}) {
        ASSERT_EQ(As(user, "GET", "/identity/session").status, 200);
        const Answer found = As(user, "GET", "/api/v3/order" + query);
        EXPECT_TRUE(Has(found.body, "-2013")) << found.body;
        const Answer canceled = As(user, "DELETE", "/api/v3/order" + query);
        EXPECT_TRUE(Has(canceled.body, "-2011")) << canceled.body;
    }
    ASSERT_EQ(As("alice", "GET", "/identity/session").status, 200);
    const Answer key = As("alice", "POST", "/identity/keys", "label=bot&kind=HMAC&permission=READ");
    ASSERT_EQ(key.status, 200) << key.body;
    const std::size_t begin = key.body.find("\"apiKey\":\"") + 10;
    const std::string name = key.body.substr(begin, key.body.find('"', begin) - begin);
    EXPECT_EQ(As("bob", "DELETE", "/identity/keys?apiKey=" + name).status, 404);
    EXPECT_EQ(As("alice", "DELETE", "/identity/keys?apiKey=" + name).status, 200);
}

// A page of another site carries the operator's cookie, perhaps, but not the header.
TEST_F(Authorization, OtherSitesDoNotAct) {
    ASSERT_EQ(Read("olga", "session").status, 200);
    const std::string cookie = "Cookie: " + CookieOf("olga") + "\r\n";
    const std::string form = "symbol=BTCUSDT&mode=HALT&why=evil";
    for (const char* headers :
         {"",
          "Origin: https://evil.example\r\n",
          "X-Bourse-Session: 1\r\nOrigin: https://evil.example\r\n",
          "X-Bourse-Session: 1\r\nOrigin: null\r\n",
          "X-Bourse-Session: 1\r\nSec-Fetch-Site: cross-site\r\n"}) {
        const auto answer = Send("POST", "/admin/api/markets/mode", cookie + headers, form);
        EXPECT_EQ(answer.status, 403) << headers;
    }
    const auto own = Send(
        "POST",
        "/admin/api/markets/mode",
        cookie + "X-Bourse-Session: 1\r\nOrigin: http://x\r\n",
        form
    );
    EXPECT_EQ(own.status, 200) << "the control: " << own.body;
}

TEST(AuthorizationMatrix, HasEachRouteOnce) {
    std::set<std::pair<std::string_view, std::string_view>> routes;
    for (const RouteAccess& route : kAuthorizationMatrix) {
        EXPECT_TRUE(routes.insert({route.method, route.path}).second) << route.path;
    }
}

}  // namespace
}  // namespace bourse::gateway
