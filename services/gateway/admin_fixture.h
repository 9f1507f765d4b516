// AdminFixture: a gateway with people: the operators olga and otto, the auditor anna, and the users
// alice and bob on the accounts of GatewayFixture, for tests. All have the password "secret".
#pragma once

#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "platform/crypto/encoding.h"
#include "services/gateway/gateway_fixture.h"
#include "services/gateway/rest_api.h"

namespace bourse::gateway {

// What the gateway refers to, and so must be there before it.
struct AdminStores {
    AdminStores() {
        std::string name = testing::TempDir() + "bourse-gateway-XXXXXX";
        directory = mkdtemp(name.data());
        identity::IdentityOptions options;
        options.directory = directory;
        options.cost = {.memory_kib = 64, .passes = 1};
        options.now_s = [] { return SystemTime().raw() / 1'000'000'000; };
        people = *identity::Identity::Open(std::move(options), keys);
        admin = *admin::Admin::Open({directory, SystemTime});
        for (const auto& [user, account] :
             {std::pair("alice", 2U), {"bob", 3U}, {"olga", 0U}, {"otto", 0U}, {"anna", 0U}}) {
            EXPECT_TRUE(people->EnsureUser({user, "secret", ""}, AccountId(account)));
        }
        for (const auto& [user, role] :
             {std::pair("olga", admin::Role::kOperator),
              {"otto", admin::Role::kOperator},
              {"anna", admin::Role::kAuditor}}) {
            EXPECT_TRUE(admin->EnsureRole(user, role));
        }
    }
    ~AdminStores() {
        admin.reset();
        people.reset();
        std::filesystem::remove_all(directory);
    }

    std::filesystem::path directory;
    std::shared_ptr<identity::ApiKeys> keys = TestKeys();
    std::unique_ptr<identity::Identity> people;
    std::unique_ptr<admin::Admin> admin;
};

class AdminFixture : private AdminStores, public GatewayFixture {
protected:
    AdminFixture() : GatewayFixture({}, {}, Options(*this), keys) {}

    struct Answer {
        int status = 0;
        std::string body, head;
    };
    // As a page does that `user` has signed in to; nobody has when it is empty.
    Answer As(
        std::string_view user,
        std::string_view method,
        std::string_view target,
        std::string_view form = ""
    ) {
        std::string headers = "X-Bourse-Session: 1\r\n";
        if (!user.empty()) headers += "Cookie: " + CookieOf(user) + "\r\n";
        return Send(method, target, headers, form);
    }
    Answer Send(
        std::string_view method,
        std::string_view target,
        std::string_view headers,
        std::string_view body = ""
    ) {
        http::TestClient client(port());
        std::string request(method);
        request.append(" ").append(target).append(" HTTP/1.1\r\nHost: x\r\n").append(headers);
        request.append("Content-Length: ").append(std::to_string(body.size()));
        client.Send(request.append("\r\n\r\n").append(body));
        const std::string text = client.ReadResponse();
        const std::size_t end = text.find("\r\n\r\n");
        if (text.size() < 12 || end == std::string::npos) return {};
        return {std::stoi(text.substr(9, 3)), text.substr(end + 4), text.substr(0, end)};
    }
    Answer Act(std::string_view user, std::string_view path, std::string form) {
        return As(user, "POST", "/admin/api/" + std::string(path), form + "&why=a+test");
    }
    Answer Read(std::string_view user, std::string_view path) {
        return As(user, "GET", "/admin/api/" + std::string(path));
    }
    // Asked by olga, approved by otto.
    Answer ActByTwo(std::string_view path, std::string form) {
        const Answer asked = Act("olga", path, std::move(form));
        EXPECT_EQ(asked.status, 202) << asked.body;
        return Act("otto", "approve", "request=" + std::to_string(NumberIn(asked.body, "request")));
    }
    static std::uint64_t NumberIn(std::string_view json, std::string_view key) {
        const std::size_t at = json.find("\"" + std::string(key) + "\":");
        if (at == std::string_view::npos) return 0;
        return std::strtoull(json.data() + at + key.size() + 3, nullptr, 10);
    }
    static bool Has(std::string_view text, std::string_view part) {
        return text.find(part) != std::string_view::npos;
    }
    static int Occurrences(std::string_view text, std::string_view part) {
        int count = 0;
        for (std::size_t at = text.find(part); at != std::string_view::npos;
             at = text.find(part, at + 1)) {
            ++count;
        }
        return count;
    }
    // The status of an order of alice's key.
    Answer Place(std::string_view parameters) {
        std::string form(parameters);
        form += "&timestamp=" + std::to_string(SystemTime().raw() / 1'000'000);
        form += "&signature=" + crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(form)));
        return Send("POST", "/api/v3/order", "X-MBX-APIKEY: alice\r\n", form);
    }
    static std::string Limit(std::string_view symbol, std::string_view price) {
        return "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&symbol=" + std::string(symbol) +
               "&price=" + std::string(price);
    }
    std::string CookieOf(std::string_view user) {
        std::string& cookie = cookies_[std::string(user)];
        if (!cookie.empty()) return cookie;
        const Answer answer = Send(
            "POST",
            "/identity/sign-in",
            "X-Bourse-Session: 1\r\n",
            "password=secret&name=" + std::string(user)
        );
        const std::size_t begin = answer.head.find("Set-Cookie: ") + 12;
        cookie = answer.head.substr(begin, answer.head.find(';', begin) - begin);
        return cookie;
    }
    admin::Admin& venue_admin() { return *admin; }
    identity::Identity& identity_of_venue() { return *people; }

private:
    static GatewayOptions Options(const AdminStores& stores) {
        GatewayOptions options;
        options.identity = stores.people.get();
        options.admin = stores.admin.get();
        options.has_faults = true;
        return options;
    }
    std::map<std::string, std::string> cookies_;
};

}  // namespace bourse::gateway
