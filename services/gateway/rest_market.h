// Operations on the public side of one symbol: book, trades, klines.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply Depth(const ApiContext& context, Call& call);
Reply RecentTrades(const ApiContext& context, Call& call);
Reply HistoricalTrades(const ApiContext& context, Call& call);
Reply AggregateTrades(const ApiContext& context, Call& call);
Reply Klines(const ApiContext& context, Call& call);
Reply AveragePrice(const ApiContext& context, Call& call);

std::int64_t DepthWeight(const Parameters& parameters);

}  // namespace bourse::gateway
