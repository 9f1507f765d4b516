#include "services/gateway/time_range.h"

namespace bourse::gateway {

TimeRange ReadTimeRange(Parameters& parameters) {
    constexpr std::int64_t kHoursMost = 24;
    constexpr std::int64_t kHour = 3'600'000'000'000;
    const TimeRange range{parameters.FindTime("startTime"), parameters.FindTime("endTime")};
    if (range.start && range.end && range.end->raw() - range.start->raw() > kHoursMost * kHour) {
        parameters.Fail(
            Refuse(ErrorCode::kTooManyHours, "More than 24 hours between startTime and endTime.")
        );
    }
    return range;
}

}  // namespace bourse::gateway
