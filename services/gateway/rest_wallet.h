// Operations of /sapi on the caller's deposits and withdrawals, and on his key.
// Thread: the gateway thread's.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

// Newest first.
Reply DepositHistory(const ApiContext& context, Call& call);
Reply WithdrawalHistory(const ApiContext& context, Call& call);
// What the key that asks may do.
Reply KeyRestrictions(const ApiContext& context, Call& call);

}  // namespace bourse::gateway
