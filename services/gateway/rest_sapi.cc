#include "services/gateway/rest_sapi.h"

#include "services/gateway/commission_rates.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

namespace {

// Deposits and withdrawals are the operator's, so no coin has a network.
void WriteCoin(JsonWriter& json, const AssetDefinition& asset, const market::Balance& balance) {
    constexpr std::string_view kZeros[] = {"freeze", "ipoable", "ipoing", "storage", "withdrawing"};
    const DecimalScale scale = AmountScale(asset);
    json.BeginObject().Key("coin").String(asset.name.view());
    json.Key("depositAllEnable").False().Key("withdrawAllEnable").False();
    json.Key("name").String(asset.name.view());
    json.Key("free").Decimal(scale, balance.available.raw());
    json.Key("locked").Decimal(scale, balance.held.raw());
    for (const auto key : kZeros) json.Key(key).Decimal(scale, 0);
    json.Key("isLegalMoney").False().Key("trading").True();
    json.Key("networkList").BeginArray().EndArray().EndObject();
}

}  // namespace

Reply Coins(const ApiContext& context, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const market::Catalog& catalog = context.views.catalog();
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (std::uint32_t id = 0; id < catalog.assets().size(); ++id) {
        const auto balance = context.views.balances().Of(call.account(), AssetId(id));
        WriteCoin(json, catalog.asset(AssetId(id)), balance);
    }
    json.EndArray();
    return body;
}

Reply MarginPairs(const ApiContext&, Call& call) {
    call.parameters.Find("symbol");
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return std::string("[]");
}

Reply TradeFees(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const SymbolSelection selection = SelectSymbols(call.parameters, catalog);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const market::FeeTier rates = RatesOf(context, call.account());
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const SymbolId id : selection.symbols) {
        const Name& name = catalog.symbol(id).symbol.definition.name;
        json.BeginObject().Key("symbol").String(name.view());
        WriteRate(json, "makerCommission", rates.maker);
        WriteRate(json, "takerCommission", rates.taker);
        json.EndObject();
    }
    json.EndArray();
    return body;
}

Reply SystemStatus(const ApiContext&, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return std::string(R"({"status":0,"msg":"normal"})");
}

}  // namespace bourse::gateway
