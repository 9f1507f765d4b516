// Operations on statistics of several symbols.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply Ticker24Hours(const ApiContext& context, Call& call);
Reply TickerTradingDay(const ApiContext& context, Call& call);
Reply TickerWindow(const ApiContext& context, Call& call);
Reply TickerPrice(const ApiContext& context, Call& call);
Reply TickerBook(const ApiContext& context, Call& call);

std::int64_t Ticker24HoursWeight(const Parameters& parameters);
std::int64_t TickerWindowWeight(const Parameters& parameters);
std::int64_t TickerPriceWeight(const Parameters& parameters);

}  // namespace bourse::gateway
