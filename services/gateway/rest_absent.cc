#include "services/gateway/rest_absent.h"

#include <algorithm>

#include "services/gateway/json_writer.h"
#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

Reply ExecutionRules(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const bool has_status = call.parameters.Peek("symbolStatus").has_value();
    if (has_status && CountSymbols(call.parameters) != 0) {
        call.parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    const SymbolSelection selection = SelectSymbols(call.parameters, catalog);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("symbolRules").BeginArray();
    for (const SymbolId id : selection.symbols) {
        json.BeginObject().Key("symbol");
        json.String(catalog.symbol(id).symbol.definition.name.view());
        json.Key("rules").BeginArray().EndArray().EndObject();
    }
    json.EndArray().EndObject();
    return body;
}

std::int64_t ExecutionRulesWeight(const Parameters& parameters) {
    constexpr std::int64_t kMost = 40;
    const std::int64_t symbols = CountSymbols(parameters);
    return symbols == 0 ? kMost : std::min(2 * symbols, kMost);
}

Reply ReferencePrice(const ApiContext& context, Call& call) {
    RequireSymbol(call.parameters, context.views.catalog());
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return Refuse(ErrorCode::kNoReferencePrice, "This symbol doesn't have a reference price.");
}

Reply Allocations(const ApiContext& context, Call& call) {
    Parameters& parameters = call.parameters;
    RequireSymbol(parameters, context.views.catalog());
    const auto start = parameters.FindTime("startTime"), end = parameters.FindTime("endTime");
    const auto from = parameters.FindInteger("fromAllocationId");
    const auto order = parameters.FindInteger("orderId");
    parameters.FindLimit("limit", {500, 1'000});
    if ((start || end) && (from || order)) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    return std::string("[]");
}

Reply FundingAssets(const ApiContext&, Call& call) {
    call.parameters.Find("asset");
    call.parameters.FindFlag("needBtcValuation");
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return std::string("[]");
}

}  // namespace bourse::gateway
