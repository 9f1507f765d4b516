// ApiClientFixture: calls of the same operation over REST and over the WebSocket API of a whole
// gateway, for tests. A call's parameters are plain text, "symbol=BTCUSDT&side=BUY".
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/crypto/encoding.h"
#include "services/gateway/gateway_fixture.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

// Of REST status and body; of the WebSocket API `status`, and the whole answer.
struct ApiAnswer {
    int status = 0;
    std::string text, head;

    bool Has(std::string_view part) const { return text.find(part) != std::string::npos; }
};

class ApiClientFixture : public GatewayFixture {
protected:
    enum class Transport { kRest, kSocket };
    struct ApiCall {
        std::string_view method, path;  // of REST
        std::string_view parameters;
        std::string_view user = "alice";
    };

    using GatewayFixture::GatewayFixture;

    static std::int64_t Milliseconds() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    }

    // Over REST, signed where the operation asks for it; a timestamp or signature that is among the
    // parameters stays as it is.
    ApiAnswer Rest(const ApiCall& call) {
        Pairs pairs = Split(call.parameters);
        if (IsSigned(call)) AddTime(pairs);
        std::string query;
        for (const auto& [name, value] : pairs) {
            query.append(query.empty() ? "" : "&").append(name).append("=").append(Encoded(value));
        }
        if (IsSigned(call) && !Names(pairs, "signature")) {
            query += "&signature=" + Sign(query);
        }
        http::TestClient client(port());
        std::string request(call.method);
        request.append(" ").append(call.path).append("?").append(query);
        request.append(" HTTP/1.1\r\nHost: test\r\n");
        if (!call.user.empty()) request.append("X-MBX-APIKEY: ").append(call.user).append("\r\n");
        client.Send(request.append("\r\n"));
        std::string text = client.ReadResponse();
        // That an outcome is unknown takes as long as the client's patience.
        if (text.empty()) text = client.ReadResponse();
        const std::size_t end = text.find("\r\n\r\n");
        return {std::stoi(text.substr(9, 3)), text.substr(end + 4), text.substr(0, end + 2)};
    }
    // The same over a connection of its own to the WebSocket API.
    ApiAnswer Socket(const ApiCall& call) {
        Pairs pairs = Split(call.parameters);
        if (!call.user.empty()) pairs.emplace_back("apiKey", call.user);
        if (IsSigned(call)) AddTime(pairs);
        if (IsSigned(call) && !Names(pairs, "signature")) {
            std::ranges::sort(pairs);
            std::string text;
            for (const auto& [name, value] : pairs) {
                text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
            }
            pairs.emplace_back("signature", Sign(text));
        }
        const Operation* operation = FindOperation(call.method, call.path);
        return Ask(operation == nullptr ? call.path : operation->socket_method, pairs);
    }
    ApiAnswer Send(Transport transport, const ApiCall& call) {
        return transport == Transport::kRest ? Rest(call) : Socket(call);
    }
    // Over REST, which must succeed.
    ApiAnswer Done(const ApiCall& call) {
        ApiAnswer answer = Rest(call);
        EXPECT_EQ(answer.status, 200) << call.path << "?" << call.parameters << answer.text;
        return answer;
    }

private:
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    ApiAnswer Ask(std::string_view method, const Pairs& pairs) {
        std::string params;
        for (const auto& [name, value] : pairs) {
            params.append(params.empty() ? "\"" : ",\"").append(name).append("\":\"");
            for (const char c : value) c == '"' ? params.append("\\\"") : params.append(1, c);
            params.append("\"");
        }
        TestStreamClient client(port(), "/ws-api/v3?returnRateLimits=false");
        std::string text = client.Ask(std::string(R"({"id":7,"method":")")
                                          .append(method)
                                          .append(R"(","params":{)")
                                          .append(params)
                                          .append("}}"));
        constexpr std::string_view kBefore = R"({"id":7,"status":)";
        const bool is_answer = text.starts_with(kBefore);
        return {is_answer ? std::stoi(text.substr(kBefore.size(), 3)) : 0, std::move(text), {}};
    }
    static bool IsSigned(const ApiCall& call) {
        const Operation* operation = FindOperation(call.method, call.path);
        return operation != nullptr && operation->security >= Security::kUserData;
    }
    static bool Names(const Pairs& pairs, std::string_view name) {
        return std::ranges::any_of(pairs, [&](const auto& pair) { return pair.first == name; });
    }
    static void AddTime(Pairs& pairs) {
        if (!Names(pairs, "timestamp")) {
            pairs.emplace_back("timestamp", std::to_string(Milliseconds()));
        }
    }
    static Pairs Split(std::string_view text) {
        Pairs pairs;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('&'), text.size());
            const std::string_view pair = text.substr(0, end);
            const std::size_t equals = pair.find('=');
            pairs.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return pairs;
    }
    static std::string Encoded(std::string_view value) {
        constexpr std::string_view kHex = "0123456789ABCDEF";
        std::string text;
        for (const char c : value) {
            const auto byte = static_cast<unsigned char>(c);
            if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string::npos) {
                text.push_back(c);
            } else {
                text.append({'%', kHex[byte >> 4], kHex[byte & 15]});
            }
        }
        return text;
    }
    static std::string Sign(std::string_view text) {
        return crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text)));
    }
};

}  // namespace bourse::gateway
