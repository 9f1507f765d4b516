// Operations on listen keys (listen_keys.h), which need a key but no signature.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

Reply OpenListenKey(const ApiContext& context, Call& call);
Reply ExtendListenKey(const ApiContext& context, Call& call);
Reply CloseListenKey(const ApiContext& context, Call& call);

}  // namespace bourse::gateway
