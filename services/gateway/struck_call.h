// What a fault (faults.h) makes of a call: a refusal before it, or another or a later answer behind
// it. In `bourse dev` only.
// Thread: the gateway thread's.
#pragma once

#include <optional>

#include "services/gateway/api.h"
#include "services/gateway/faults.h"

namespace bourse::gateway {

// The strike of the fault that the request asks for itself, or of one that was added.
std::optional<Faults::Strike> StrikeOn(Faults& faults, const Api::Request& request);

// The answer that comes instead of the call; nothing when the call is made.
std::optional<Reply> AnswerInstead(
    const Faults::Strike& strike, const Api::Request& request, Timestamp now
);
// The answer that comes for that of a call that was made and not refused.
ApiError AnswerAfter(const Faults::Strike& strike);

}  // namespace bourse::gateway
