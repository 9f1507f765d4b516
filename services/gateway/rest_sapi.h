// The operations outside the Spot API that ccxt and the bots on it call at start-up: coins, margin
// pairs (there are none), trade fees, system status.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply Coins(const ApiContext& context, Call& call);
Reply MarginPairs(const ApiContext& context, Call& call);
Reply TradeFees(const ApiContext& context, Call& call);
Reply SystemStatus(const ApiContext& context, Call& call);

}  // namespace bourse::gateway
