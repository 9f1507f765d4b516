#include "services/gateway/openapi.h"

#include <algorithm>
#include <map>
#include <vector>

#include "core/base/check.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kNewOrder =
    "symbol! side! type! timeInForce quantity quoteOrderQty price stopPrice trailingDelta "
    "icebergQty strategyId strategyType newClientOrderId selfTradePreventionMode newOrderRespType";
constexpr std::string_view kReplacement =
    "symbol! side! type! cancelReplaceMode! cancelOrderId cancelOrigClientOrderId "
    "cancelNewClientOrderId cancelRestrictions orderRateLimitExceededMode timeInForce quantity "
    "quoteOrderQty price stopPrice trailingDelta icebergQty strategyId strategyType "
    "newClientOrderId selfTradePreventionMode newOrderRespType";
constexpr std::string_view kTestOrder =
    "symbol! side! type! timeInForce quantity quoteOrderQty price stopPrice trailingDelta "
    "icebergQty strategyId strategyType newClientOrderId selfTradePreventionMode newOrderRespType "
    "computeCommissionRates";
constexpr std::string_view kKlines = "symbol! interval! startTime endTime timeZone limit";

constexpr std::string_view kPlainOco =
    "symbol! side! quantity! price! stopPrice! trailingDelta stopLimitPrice "
    "stopLimitTimeInForce limitIcebergQty limitStrategyId limitStrategyType "
    "limitClientOrderId stopIcebergQty stopStrategyId stopStrategyType stopClientOrderId "
    "listClientOrderId selfTradePreventionMode newOrderRespType";
constexpr std::string_view kOco =
    "symbol! side! quantity! aboveType! abovePrice aboveStopPrice aboveTrailingDelta "
    "aboveIcebergQty aboveTimeInForce aboveStrategyId aboveStrategyType aboveClientOrderId "
    "belowType! belowPrice belowStopPrice belowTrailingDelta belowIcebergQty belowTimeInForce "
    "belowStrategyId belowStrategyType belowClientOrderId listClientOrderId "
    "selfTradePreventionMode newOrderRespType";
constexpr std::string_view kOto =
    "symbol! workingType! workingSide! workingQuantity! workingPrice! workingIcebergQty "
    "workingTimeInForce workingStrategyId workingStrategyType workingClientOrderId "
    "pendingType! pendingSide! pendingQuantity! pendingPrice pendingStopPrice "
    "pendingTrailingDelta pendingIcebergQty pendingTimeInForce pendingStrategyId "
    "pendingStrategyType pendingClientOrderId listClientOrderId selfTradePreventionMode "
    "newOrderRespType";
constexpr std::string_view kOtoco =
    "symbol! workingType! workingSide! workingQuantity! workingPrice! workingIcebergQty "
    "workingTimeInForce workingStrategyId workingStrategyType workingClientOrderId "
    "pendingSide! pendingQuantity! pendingAboveType! pendingAbovePrice pendingAboveStopPrice "
    "pendingAboveTrailingDelta pendingAboveIcebergQty pendingAboveTimeInForce "
    "pendingAboveStrategyId pendingAboveStrategyType pendingAboveClientOrderId "
    "pendingBelowType! pendingBelowPrice pendingBelowStopPrice pendingBelowTrailingDelta "
    "pendingBelowIcebergQty pendingBelowTimeInForce pendingBelowStrategyId "
    "pendingBelowStrategyType pendingBelowClientOrderId listClientOrderId "
    "selfTradePreventionMode newOrderRespType";

constexpr ParameterList kLists[] = {
    {"GET", "/api/v3/ping", ""},
    {"GET", "/api/v3/time", ""},
    {"GET", "/api/v3/exchangeInfo", "symbol symbols symbolStatus permissions showPermissionSets"},
    {"GET", "/api/v3/executionRules", "symbol symbols symbolStatus"},
    {"GET", "/api/v3/depth", "symbol! limit"},
    {"GET", "/api/v3/trades", "symbol! limit"},
    {"GET", "/api/v3/historicalTrades", "symbol! fromId limit"},
    {"GET", "/api/v3/aggTrades", "symbol! fromId startTime endTime limit"},
    {"GET", "/api/v3/klines", kKlines},
    {"GET", "/api/v3/uiKlines", kKlines},
    {"GET", "/api/v3/avgPrice", "symbol!"},
    {"GET", "/api/v3/ticker/24hr", "symbol symbols symbolStatus type"},
    {"GET", "/api/v3/ticker/tradingDay", "symbol symbols symbolStatus type timeZone"},
    {"GET", "/api/v3/ticker", "symbol symbols symbolStatus type windowSize"},
    {"GET", "/api/v3/ticker/price", "symbol symbols symbolStatus"},
    {"GET", "/api/v3/ticker/bookTicker", "symbol symbols symbolStatus"},
    {"GET", "/api/v3/referencePrice", "symbol!"},
    {"GET", "/api/v3/referencePrice/calculation", "symbol!"},
    {"POST", "/api/v3/order", kNewOrder},
    {"POST", "/api/v3/order/test", kTestOrder},
    {"GET", "/api/v3/order", "symbol! orderId origClientOrderId"},
    {"DELETE",
     "/api/v3/order",
     "symbol! orderId origClientOrderId newClientOrderId cancelRestrictions"},
    {"GET", "/api/v3/openOrders", "symbol"},
    {"DELETE", "/api/v3/openOrders", "symbol!"},
    {"POST", "/api/v3/order/cancelReplace", kReplacement},
    {"PUT",
     "/api/v3/order/amend/keepPriority",
     "symbol! newQty! orderId origClientOrderId newClientOrderId"},
    {"POST", "/api/v3/order/oco", kPlainOco},
    {"POST", "/api/v3/orderList/oco", kOco},
    {"POST", "/api/v3/orderList/oto", kOto},
    {"POST", "/api/v3/orderList/otoco", kOtoco},
    {"DELETE", "/api/v3/orderList", "symbol! orderListId listClientOrderId newClientOrderId"},
    {"GET", "/api/v3/orderList", "orderListId origClientOrderId"},
    {"GET", "/api/v3/allOrderList", "fromId startTime endTime limit"},
    {"GET", "/api/v3/openOrderList", ""},
    {"GET", "/api/v3/account", "omitZeroBalances"},
    {"GET", "/api/v3/account/commission", "symbol!"},
    {"GET", "/api/v3/rateLimit/order", ""},
    {"GET",
     "/api/v3/myPreventedMatches",
     "symbol! preventedMatchId orderId fromPreventedMatchId limit"},
    {"GET", "/api/v3/order/amendments", "symbol! orderId! fromExecutionId limit"},
    {"GET", "/api/v3/myAllocations", "symbol! startTime endTime fromAllocationId limit orderId"},
    {"GET", "/api/v3/myFilters", "symbol!"},
    {"GET", "/api/v3/allOrders", "symbol! orderId startTime endTime limit"},
    {"GET", "/api/v3/myTrades", "symbol! orderId fromId startTime endTime limit"},
    {"POST", "/api/v3/userDataStream", ""},
    {"PUT", "/api/v3/userDataStream", "listenKey!"},
    {"DELETE", "/api/v3/userDataStream", "listenKey!"},
    {"GET", "/sapi/v1/capital/config/getall", ""},
    {"GET", "/sapi/v1/margin/allPairs", "symbol"},
    {"GET", "/sapi/v1/margin/isolated/allPairs", "symbol"},
    {"GET", "/sapi/v1/asset/tradeFee", "symbol symbols symbolStatus"},
    {"GET", "/sapi/v1/system/status", ""},
    {"GET", "/sapi/v1/account/apiRestrictions", ""},
    {"GET",
     "/sapi/v1/capital/deposit/hisrec",
     "coin status startTime endTime offset limit txId includeSource"},
    {"GET", "/sapi/v1/capital/withdraw/history", "coin status startTime endTime offset limit"},
    {"POST", "/sapi/v1/asset/get-funding-asset", "asset needBtcValuation"},
};

std::string_view TypeOf(std::string_view name) {
    constexpr std::string_view kBooleans[] = {
        "omitZeroBalances",
        "showPermissionSets",
        "computeCommissionRates",
        "includeSource",
        "needBtcValuation"};
    constexpr std::string_view kIntegers[] = {
        "limit",
        "fromId",
        "orderId",
        "cancelOrderId",
        "startTime",
        "endTime",
        "timestamp",
        "preventedMatchId",
        "fromPreventedMatchId",
        "orderListId",
        "fromExecutionId",
        "fromAllocationId",
        "offset",
        "status"};
    if (std::ranges::find(kBooleans, name) != std::end(kBooleans)) return "boolean";
    constexpr std::string_view kIntegerEnds[] = {
        "railingDelta", "trategyId", "trategyType"};  // with and without a leg before
    if (std::ranges::find(kIntegers, name) != std::end(kIntegers)) return "integer";
    if (std::ranges::any_of(kIntegerEnds, [&](auto end) { return name.ends_with(end); })) {
        return "integer";
    }
    return name == "recvWindow" ? "number" : "string";  // decimals, too
}

void WriteParameter(JsonWriter& json, std::string_view name) {
    const bool is_mandatory = name.ends_with('!');
    if (is_mandatory) name.remove_suffix(1);
    json.BeginObject().Key("name").String(name).Key("in").String("query");
    json.Key("required").Bool(is_mandatory).Key("schema").BeginObject();
    json.Key("type").String(TypeOf(name)).EndObject().EndObject();
}

void WriteParameters(JsonWriter& json, std::string_view names) {
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        WriteParameter(json, names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
}

void WriteResponse(JsonWriter& json, std::string_view status, std::string_view description) {
    json.Key(status).BeginObject().Key("description").String(description);
    json.Key("content").BeginObject().Key("application/json").BeginObject();
    json.Key("schema").BeginObject();
    if (status == "default") json.Key("$ref").String("#/components/schemas/Error");
    json.EndObject().EndObject().EndObject().EndObject();
}

void WriteOperation(JsonWriter& json, const Operation& operation, std::string_view names) {
    std::string method(operation.method);
    std::ranges::transform(method, method.begin(), [](char c) {
        return static_cast<char>(c - 'A' + 'a');
    });
    const bool is_signed = operation.security >= Security::kUserData;
    json.Key(method).BeginObject().Key("operationId");
    json.String(method + std::string(operation.path));
    if (!operation.socket_method.empty()) {
        json.Key("x-websocket-method").String(operation.socket_method);
    }
    json.Key("x-weight").Number(operation.weight(Parameters()));
    json.Key("security").BeginArray();
    if (operation.security != Security::kNone) {
        json.BeginObject().Key("apiKey").BeginArray().EndArray().EndObject();
    }
    json.EndArray().Key("parameters").BeginArray();
    WriteParameters(json, names);
    if (is_signed) WriteParameters(json, "recvWindow timestamp! signature!");
    json.EndArray().Key("responses").BeginObject();
    WriteResponse(json, "200", "As documented by Binance.");
    WriteResponse(json, "default", "Refused, or the outcome is unknown (5xx).");
    json.EndObject().EndObject();
}

void WriteHead(JsonWriter& json) {
    json.Key("openapi").String("3.0.3").Key("info").BeginObject();
    json.Key("title").String("bourse: Binance Spot API").Key("version").String("0.1.0");
    json.Key("description")
        .String(
            "What differs from Binance: compatibility.md. x-weight: without optional parameters. "
            "POST, "
            "PUT and DELETE take the parameters from a form body, too."
        );
    json.EndObject().Key("servers").BeginArray().BeginObject();
    json.Key("url").String("http://127.0.0.1:8080").EndObject().EndArray();
}

void WriteComponents(JsonWriter& json) {
    json.Key("components").BeginObject().Key("securitySchemes").BeginObject();
    json.Key("apiKey").BeginObject().Key("type").String("apiKey").Key("in").String("header");
    json.Key("name").String("X-MBX-APIKEY").EndObject().EndObject();
    json.Key("schemas").BeginObject().Key("Error").BeginObject();
    json.Key("type").String("object").Key("properties").BeginObject();
    json.Key("code").BeginObject().Key("type").String("integer").EndObject();
    json.Key("msg").BeginObject().Key("type").String("string").EndObject();
    json.EndObject().EndObject().EndObject().EndObject();
}

}  // namespace

std::span<const ParameterList> ParameterLists() { return kLists; }

std::string OpenApiDocument() {
    std::map<std::string_view, std::vector<const ParameterList*>> paths;
    for (const ParameterList& list : kLists) paths[list.path].push_back(&list);
    std::string text;
    JsonWriter json(text);
    json.BeginObject();
    WriteHead(json);
    json.Key("paths").BeginObject();
    for (const auto& [path, lists] : paths) {
        json.Key(path).BeginObject();
        for (const ParameterList* list : lists) {
            const Operation* operation = FindOperation(list->method, list->path);
            CHECK(operation != nullptr);
            WriteOperation(json, *operation, list->names);
        }
        json.EndObject();
    }
    json.EndObject();
    WriteComponents(json);
    json.EndObject();
    return text;
}

}  // namespace bourse::gateway
