#include "services/engine/clock.h"

#include <chrono>

namespace bourse::engine {

Timestamp SystemClock::Now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count());
}

}  // namespace bourse::engine
