// Operations on what this exchange has none of: execution rules beyond the filters, reference
// prices, allocations, a funding wallet. Their parameters are checked and the answers are well
// formed and true.
// Thread: the gateway thread's.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply ExecutionRules(const ApiContext& context, Call& call);
// 2 a symbol, at most 40.
std::int64_t ExecutionRulesWeight(const Parameters& parameters);
// -2043: filters measure by the last price.
Reply ReferencePrice(const ApiContext& context, Call& call);
// A symbol has one book, so no order was ever routed to another.
Reply Allocations(const ApiContext& context, Call& call);
Reply FundingAssets(const ApiContext& context, Call& call);

}  // namespace bourse::gateway
