// spotmix: a seeded, engine-independent workload of a spot exchange.
//
// Quotes lie around a randomly walking fair value, most of them from a few market makers and soon
// cancelled; some orders cross, some are replaced. No order ever meets another of its account and
// funds are ample by construction, so an engine with self-trade prevention and balances fills the
// same orders as one without: it only pays for the checks.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "bench/workload.h"

namespace bourse::bench {

struct WorkloadSpec {
    std::string_view name;
    std::uint32_t symbols = 1;
    std::uint32_t accounts = 10'000;
    std::uint32_t depth = 20'000;  // resting orders over all symbols
    double fair_move_share = 0.005;
    double reduce_share = 0;
    std::string_view sha256;  // of the file, lower-case hexadecimal
    std::uint64_t seed = 42;
    std::uint64_t timed_count = 5'000'000;
};

// One calm symbol, a small venue, a volatile symbol, and w1 with reductions.
inline constexpr std::array<WorkloadSpec, 4> kWorkloads{{
    {.name = "w1", .sha256 = "1761ab8323a0a59561d0ccbba67b21ccf9774b0b3cfa7b8cc78079ad5e0b3464"},
    {.name = "w64",
     .symbols = 64,
     .accounts = 100'000,
     .depth = 64'000,
     .sha256 = "7317fc250f81a98b2dd62e13efae500f7757a2de6952f76597f5730e44a682fa"},
    {.name = "w1v",
     .fair_move_share = 0.1,
     .sha256 = "5013e4a12eb1b242f0fbb475d23b42c5e707d1f8915d5678e8560b1a90591185"},
    {.name = "w1r",
     .reduce_share = 0.01,
     .sha256 = "0edbd51ebf9632da31bb1070877a8dcd6a22503dd599bb77316addcfa12fc2ca"},
}};

// The same bytes for the same specification, everywhere.
Workload GenerateSpotmix(const WorkloadSpec& spec);

}  // namespace bourse::bench
