#include "services/gateway/rest_account.h"

#include "services/gateway/commission_rates.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/rest_general.h"
#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

namespace {

// Of a rate, as the account's integer members have it.
std::int64_t BasisPoints(Rate rate) { return rate.raw() / (kRateScale / 10'000); }

void WriteCommission(JsonWriter& json, const market::FeeTier& rates) {
    json.Key("makerCommission").Number(BasisPoints(rates.maker));
    json.Key("takerCommission").Number(BasisPoints(rates.taker));
    json.Key("buyerCommission").Number(0).Key("sellerCommission").Number(0);
    json.Key("commissionRates").BeginObject();
    WriteRate(json, "maker", rates.maker);
    WriteRate(json, "taker", rates.taker);
    WriteRate(json, "buyer", Rate());
    WriteRate(json, "seller", Rate());
    json.EndObject();
}

void WriteBalances(JsonWriter& json, const ApiContext& context, AccountId account, bool omit_zero) {
    const market::Catalog& catalog = context.views.catalog();
    json.Key("balances").BeginArray();
    for (std::uint32_t id = 0; id < catalog.assets().size(); ++id) {
        const AssetDefinition& asset = catalog.asset(AssetId(id));
        const market::Balance balance = context.views.balances().Of(account, AssetId(id));
        if (omit_zero && balance.available == Amount() && balance.held == Amount()) continue;
        json.BeginObject().Key("asset").String(asset.name.view());
        json.Key("free").Decimal(AmountScale(asset), balance.available.raw());
        json.Key("locked").Decimal(AmountScale(asset), balance.held.raw()).EndObject();
    }
    json.EndArray();
}

}  // namespace

Reply Account(const ApiContext& context, Call& call) {
    const bool omit_zero = call.parameters.FindFlag("omitZeroBalances").value_or(false);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const AccountId account = call.account();
    const market::AccountView* view = context.views.catalog().FindAccount(account);
    const bool can_trade = view != nullptr && view->status == AccountStatus::kActive;
    const bool requires_prevention = view != nullptr && view->trade_group != 0;
    std::string body;
    JsonWriter json(body);
    json.BeginObject();
    WriteCommission(json, RatesOf(context, account));
    json.Key("canTrade").Bool(can_trade).Key("canWithdraw").Bool(can_trade);
    json.Key("canDeposit").Bool(view != nullptr).Key("brokered").False();
    json.Key("requireSelfTradePrevention").Bool(requires_prevention).Key("preventSor").False();
    json.Key("updateTime").Number(call.Time(context.views.applied_time()));
    json.Key("accountType").String("SPOT");
    WriteBalances(json, context, account, omit_zero);
    json.Key("permissions").BeginArray().String("SPOT").EndArray();
    json.Key("uid").Number(account.raw()).EndObject();
    return body;
}

Reply AccountCommission(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    std::string body;
    JsonWriter json(body);
    const Name& name = catalog.symbol(*symbol).symbol.definition.name;
    json.BeginObject().Key("symbol").String(name.view());
    WriteSymbolCommission(json, RatesOf(context, call.account()));
    json.EndObject();
    return body;
}

Reply OrderLimits(const ApiContext& context, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const OrderCounts counts = context.throttle.CountsOf(call.account(), call.now);
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    WriteOrderLimits(json, context.throttle.limits(), &counts);
    json.EndArray();
    return body;
}

}  // namespace bourse::gateway
