// The unit of trailing deltas is 1/10,000 of a price; none is more than the whole price, and
// filters may allow less. Thread: any; pure.
#pragma once

#include <cstdint>

namespace bourse {

inline constexpr std::uint32_t kMaxTrailingDelta = 10'000;

}  // namespace bourse
