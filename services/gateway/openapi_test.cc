#include "services/gateway/openapi.h"

#include <simdjson.h>

#include <map>
#include <set>
#include <sstream>

#include "services/gateway/rest_fixture.h"

namespace bourse::gateway {
namespace {

constexpr int kMissing = -1102, kNotRead = -1104;

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
        {"includeSource", "true"},
        {"needBtcValuation", "true"},
        {"computeCommissionRates", "true"},
        {"selfTradePreventionMode", "NONE"},
        {"newOrderRespType", "ACK"},
        {"cancelReplaceMode", "STOP_ON_FAILURE"},
        {"cancelRestrictions", "ONLY_NEW"},
        {"orderRateLimitExceededMode", "DO_NOTHING"},
    };
    if (name.ends_with("boveType") || name == "workingType" || name == "pendingType") {
        return "LIMIT_MAKER";
    }
    if (name.ends_with("elowType")) return "STOP_LOSS";
    if (name.ends_with("Side")) return "SELL";
    if (name == "type") return path.find("ticker") == std::string_view::npos ? "LIMIT" : "MINI";
    const auto found = kExamples.find(name);
    return found == kExamples.end() ? "1" : found->second;
}

// The mandatory parameters, and of those of which one is needed, one.
Names Needed(const ParameterList& list, const TakenNames& names) {
    Names needed = names.mandatory;
    if (names.all.contains("timeInForce")) needed.insert({"timeInForce", "quantity", "price"});
    // Of the types that the examples name.
    for (const char* name :
         {"abovePrice", "belowStopPrice", "pendingAbovePrice", "pendingBelowStopPrice"}) {
        if (names.all.contains(name)) needed.insert(name);
    }
    if (names.all.contains("pendingType")) needed.insert("pendingPrice");
    if (names.all.contains("orderListId")) needed.insert("orderListId");
    if (names.all.contains("cancelOrderId")) needed.insert("cancelOrderId");
    if (names.all.contains("origClientOrderId") && names.all.contains("orderId")) {
        needed.insert("orderId");
    }
    if (list.path.ends_with("myPreventedMatches")) needed.insert("orderId");
    if (list.path == "/api/v3/ticker" || list.path.ends_with("tradingDay")) needed.insert("symbol");
    return needed;
}

class OpenApiTest : public RestFixture {
protected:
    OpenApiTest() : RestFixture({1'000'000, 1'000'000, 1'000'000, 1'000'000}) {}

    // The answer to a call with examples of `sent`.
    std::string Answer(const ParameterList& list, const Names& sent) {
        std::string query;
        for (const std::string& name : sent) {
            if (!query.empty()) query += '&';
            query += name + '=' + Example(name, list.path);
        }
        const Operation& operation = *FindOperation(list.method, list.path);
        if (operation.security >= Security::kUserData) {
            return Signed("alice", list.method, list.path, query).body;
        }
        const std::string target = std::string(list.path) + "?" + query;
        return Send(list.method, target, "X-MBX-APIKEY: alice\r\n").body;
    }
    static bool HasCode(const std::string& answer, int code) {
        return answer.find("\"code\":" + std::to_string(code) + ",") != std::string::npos;
    }
};

TEST_F(OpenApiTest, EachOperationTakesItsParametersAndNoOthers) {
    Names any;
    for (const ParameterList& list : ParameterLists()) any.merge(ReadNames(list).all);
    for (const ParameterList& list : ParameterLists()) {
        const TakenNames names = ReadNames(list);
        const Names needed = Needed(list, names);
        for (const std::string& name : any) {
            Names sent = needed;
            sent.insert(name);
            EXPECT_EQ(HasCode(Answer(list, sent), kNotRead), !names.all.contains(name))
                << list.method << ' ' << list.path << ": " << name;
        }
    }
}

TEST_F(OpenApiTest, EachOperationRefusesToLackAMandatoryParameter) {
    for (const ParameterList& list : ParameterLists()) {
        const TakenNames names = ReadNames(list);
        const Names needed = Needed(list, names);
        EXPECT_FALSE(HasCode(Answer(list, needed), kMissing)) << list.method << ' ' << list.path;
        for (const std::string& name : names.mandatory) {
            Names sent = needed;
            sent.erase(name);
            EXPECT_TRUE(HasCode(Answer(list, sent), kMissing))
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
