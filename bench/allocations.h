// Counts what operator new gives out in this program, to show that an engine in its steady state
// asks for nothing.
#pragma once

#include <cstdint>

namespace bourse::bench {

// Since the start of the program, over all threads.
std::uint64_t AllocationCount();

}  // namespace bourse::bench
