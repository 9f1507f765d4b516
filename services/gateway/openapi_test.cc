#include "services/gateway/openapi.h"

#include <simdjson.h>

#include <map>
#include <set>
#include <sstream>

#include "services/gateway/rest_fixture.h"

namespace bourse::gateway {
namespace {

using Names = std::set<std::string>;

struct TakenNames {
    Names all, mandatory;
};

TakenNames ReadNames(const ParameterList& list) {
    TakenNames names;
    std::istringstream words{std::string(list.names)};
    for (std::string name; words >> name;) {
        const bool is_mandatory = name.ends_with('!');
        if (is_mandatory) name.pop_back();
        names.all.insert(name);
        if (is_mandatory) names.mandatory.insert(name);
    }
    return names;
}

// Good for any operation that takes it.
std::string Example(const std::string& name, std::string_view path) {
    static const std::map<std::string, std::string> kExamples{
        {"symbol", "BTCUSDT"},
        {"symbols", "%5B%22BTCUSDT%22%5D"},
        {"side", "SELL"},
        {"timeInForce", "GTC"},
        {"price", "60000"},
        {"interval", "1m"},
        {"timeZone", "8"},
        {"windowSize", "1h"},
        {"symbolStatus", "TRADING"},
        {"permissions", "SPOT"},
        {"showPermissionSets", "true"},
        {"omitZeroBalances", "true"},
        {"computeCommissionRates", "true"},
        {"selfTradePreventionMode", "NONE"},
        {"newOrderRespType", "ACK"},
        {"cancelReplaceMode", "STOP_ON_FAILURE"},
        {"cancelRestrictions", "ONLY_NEW"},
        {"orderRateLimitExceededMode", "DO_NOTHING"},
    };
    if (name == "type") return path.find("ticker") == std::string_view::npos ? "LIMIT" : "MINI";
    const auto found = kExamples.find(name);
    return found == kExamples.end() ? "1" : found->second;
}

// What an operation needs beside its mandatory parameters.
Names AlsoNeeded(const ParameterList& list, const TakenNames& names) {
    Names needed;
    if (names.all.contains("side")) needed = {"timeInForce", "quantity", "price"};
    if (names.all.contains("cancelOrderId")) needed.insert("cancelOrderId");
    if (names.all.contains("origClientOrderId")) needed.insert("orderId");
    if (list.path.ends_with("myPreventedMatches")) needed.insert("orderId");
    if (list.path == "/api/v3/ticker" || list.path.ends_with("tradingDay")) needed.insert("symbol");
    return needed;
}

class OpenApiTest : public RestFixture {
protected:
    OpenApiTest() : RestFixture({1'000'000, 1'000'000, 1'000'000, 1'000'000}) {}

    // Whether the operation reads the parameter: else it answers -1104.
    bool Takes(const ParameterList& list, const TakenNames& names, const std::string& name) {
        Names sent = names.mandatory;
        sent.merge(AlsoNeeded(list, names));
        sent.insert(name);
        std::string query;
        for (const std::string& each : sent) {
            if (!query.empty()) query += '&';
            query += each + '=' + Example(each, list.path);
        }
        const Operation& operation = *FindOperation(list.method, list.path);
        const std::string target = std::string(list.path) + "?" + query;
        const HttpAnswer answer = operation.security >= Security::kUserData
                                      ? Signed("alice", list.method, list.path, query)
                                      : Send(list.method, target, "X-MBX-APIKEY: alice\r\n");
        return answer.body.find("\"code\":-1104") == std::string::npos;
    }
};

TEST_F(OpenApiTest, EachOperationTakesItsParametersAndNoOthers) {
    Names any;
    for (const ParameterList& list : ParameterLists()) any.merge(ReadNames(list).all);
    for (const ParameterList& list : ParameterLists()) {
        const TakenNames names = ReadNames(list);
        for (const std::string& name : any) {
            EXPECT_EQ(Takes(list, names, name), names.all.contains(name))
                << list.method << ' ' << list.path << ": " << name;
        }
    }
}

TEST(OpenApi, HasEveryOperation) {
    std::set<const Operation*> operations;
    for (const auto& [method, path, names] : ParameterLists()) {
        operations.insert(FindOperation(method, path));
    }
    EXPECT_FALSE(operations.contains(nullptr));
    EXPECT_EQ(operations.size(), Operations().size());
}

TEST(OpenApi, TheFileIsCurrent) {
    simdjson::padded_string file;
    ASSERT_EQ(simdjson::padded_string::load("docs/reference/openapi.json").get(file), 0);
    std::string text(file.size(), '\0');
    std::size_t size = 0;
    ASSERT_EQ(simdjson::minify(file.data(), file.size(), text.data(), size), simdjson::SUCCESS);
    text.resize(size);
    EXPECT_EQ(text, OpenApiDocument())
        << "make it again: build/release/openapi_document | python3 -m json.tool --indent 1 > "
           "docs/reference/openapi.json";
}

}  // namespace
}  // namespace bourse::gateway
