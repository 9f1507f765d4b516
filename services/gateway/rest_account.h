// Operations on the caller's own account.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply Account(const ApiContext& context, Call& call);
Reply AccountCommission(const ApiContext& context, Call& call);
Reply OrderLimits(const ApiContext& context, Call& call);
Reply QueryOrder(const ApiContext& context, Call& call);
Reply OpenOrders(const ApiContext& context, Call& call);
Reply AllOrders(const ApiContext& context, Call& call);
Reply MyTrades(const ApiContext& context, Call& call);
Reply OrderAmendments(const ApiContext& context, Call& call);
Reply PreventedMatches(const ApiContext& context, Call& call);

std::int64_t OpenOrdersWeight(const Parameters& parameters);
std::int64_t MyTradesWeight(const Parameters& parameters);
std::int64_t PreventedMatchesWeight(const Parameters& parameters);

}  // namespace bourse::gateway
