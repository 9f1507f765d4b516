// The result of a bench run, as a table for people or as JSON for programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bourse::bench {

// One engine over one workload.
struct Measurement {
    std::string_view engine;
    std::string_view workload;
    double commands_per_s = 0;  // median of the runs
    double ratio_to_map = 0;    // to the baseline, same workload, runs interleaved
    std::uint32_t p50_ns = 0;
    std::uint32_t p99_ns = 0;
    std::uint32_t p999_ns = 0;
    std::uint64_t allocations = 0;  // in the timed part of a run
    bool valid = false;             // every run gave the result that the generator expects
};

struct WorkloadHash {
    std::string_view workload;
    std::string sha256;
    bool matches = false;  // the published one
};

struct Report {
    std::vector<Measurement> measurements;
    std::vector<WorkloadHash> hashes;
    int runs = 0;
    std::uint32_t sync_p50_ns = 0;  // a bare file, 4 KiB and fdatasync

    // Every engine was right and every workload is the published one.
    bool ok() const;
};

// Shape: {"<engine>": {"<workload>": {…}, …, the fields of w1 once more}, …,
//         "sha256": {"<workload>": "…"}, "sha256_ok": …, "valid": …, "runs": …, "sync_p50_ns": …,
//         "machine": {…}}
std::string ToJson(const Report& report);
std::string ToTable(const Report& report);

}  // namespace bourse::bench
