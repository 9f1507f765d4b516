// The engine with its journal on a workload: Submit, sequence, apply, append to SQLite with
// synchronous=FULL, publish. Two threads of the engine and one that submits.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/workload.h"

namespace bourse::bench {

// Of each command, from the moment it was due to its batch being durable and published.
struct JournalPhase {
    double commands_per_s = 0;
    std::vector<std::uint32_t> latencies_ns;  // sorted
    std::uint64_t allocations = 0;            // of all three threads
};

struct JournalRun {
    JournalPhase saturated;  // always kJournalWindow commands on their way
    JournalPhase open_loop;  // due at half the saturated rate, whatever the engine does
    bool valid = false;      // as many commands and bytes of events as Exchange::Apply alone gives
};

inline constexpr std::uint64_t kJournalCommands = 500'000;  // of each phase
inline constexpr std::uint64_t kJournalWindow = 8192;

// In a scratch directory of the working directory, which is removed.
JournalRun RunJournal(const Workload& workload);

}  // namespace bourse::bench
