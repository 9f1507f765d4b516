// The time that a query of history covers.
// Thread: any; pure.
#pragma once

#include <optional>

#include "services/gateway/parameters.h"

namespace bourse::gateway {

struct TimeRange {
    std::optional<Timestamp> start, end;

    bool is_given() const { return start || end; }
};

// startTime and endTime; at most 24 hours when both are given.
TimeRange ReadTimeRange(Parameters& parameters);

}  // namespace bourse::gateway
