// Commission rates as JSON. All commission here is "standard"; special and tax rates are zero, and
// no asset gives a discount.
// Thread: any; pure.
#pragma once

#include "services/gateway/json_writer.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

// The rates of the account's tier; zero for an account that was not opened.
market::FeeTier RatesOf(const ApiContext& context, AccountId account);

void WriteRate(JsonWriter& json, std::string_view key, Rate rate);
// The members of order/test with computeCommissionRates.
void WriteOrderCommission(JsonWriter& json, const market::FeeTier& rates);
// The members of account/commission after `symbol`.
void WriteSymbolCommission(JsonWriter& json, const market::FeeTier& rates);

}  // namespace bourse::gateway
