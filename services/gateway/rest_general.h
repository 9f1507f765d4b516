// Operations on the exchange as a whole.
#pragma once

#include "services/gateway/json_writer.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply Ping(const ApiContext& context, Call& call);
Reply ServerTime(const ApiContext& context, Call& call);
Reply ExchangeInfo(const ApiContext& context, Call& call);
// The filters that bind the caller on a symbol.
Reply MyFilters(const ApiContext& context, Call& call);

// The rows of exchangeInfo.rateLimits that count orders; with counts those of rateLimit/order.
void WriteOrderLimits(
    JsonWriter& json, const ThrottleLimits& limits, const OrderCounts* counts = nullptr
);

// The row of the weight; with the count that is used.
void WriteWeightLimit(
    JsonWriter& json, const ThrottleLimits& limits, const std::int64_t* used = nullptr
);

}  // namespace bourse::gateway
