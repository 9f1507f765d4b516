#include "services/gateway/commission_rates.h"

namespace bourse::gateway {

namespace {

enum class Sides : std::uint8_t { kFolded, kShown };

void WriteRates(JsonWriter& json, std::string_view key, const market::FeeTier& rates, Sides sides) {
    json.Key(key).BeginObject();
    WriteRate(json, "maker", rates.maker);
    WriteRate(json, "taker", rates.taker);
    if (sides == Sides::kShown) {
        WriteRate(json, "buyer", Rate());
        WriteRate(json, "seller", Rate());
    }
    json.EndObject();
}

void WriteDiscount(JsonWriter& json) {
    json.Key("discount").BeginObject().Key("enabledForAccount").False();
    json.Key("enabledForSymbol").False().Key("discountAsset").String("BNB");
    WriteRate(json, "discount", Rate());
    json.EndObject();
}

}  // namespace

market::FeeTier RatesOf(const ApiContext& context, AccountId account) {
    const market::Catalog& catalog = context.views.catalog();
    const market::AccountView* view = catalog.FindAccount(account);
    return view == nullptr ? market::FeeTier{} : catalog.tier(view->tier);
}

void WriteRate(JsonWriter& json, std::string_view key, Rate rate) {
    constexpr DecimalScale kScale{1, 8};
    static_assert(kRateScale == 100'000'000);
    json.Key(key).Decimal(kScale, rate.raw());
}

void WriteOrderCommission(JsonWriter& json, const market::FeeTier& rates) {
    WriteRates(json, "standardCommissionForOrder", rates, Sides::kFolded);
    WriteRates(json, "specialCommissionForOrder", {}, Sides::kFolded);
    WriteRates(json, "taxCommissionForOrder", {}, Sides::kFolded);
    WriteDiscount(json);
}

void WriteSymbolCommission(JsonWriter& json, const market::FeeTier& rates) {
    WriteRates(json, "standardCommission", rates, Sides::kShown);
    WriteRates(json, "specialCommission", {}, Sides::kShown);
    WriteRates(json, "taxCommission", {}, Sides::kShown);
    WriteDiscount(json);
}

}  // namespace bourse::gateway
