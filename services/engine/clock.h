// Clock: where timestamps come from. The engine reads time only here, so a simulation can give it.
// Thread: any.
#pragma once

#include "core/domain/types.h"

namespace bourse::engine {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp Now() = 0;
};

// The wall clock (UTC).
class SystemClock final : public Clock {
public:
    Timestamp Now() override;
};

}  // namespace bourse::engine
