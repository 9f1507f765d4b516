// Random: the seeded source of all chance in the simulation. Integers only: the same numbers on
// every build. Algorithm: SplitMix64.
// Thread: one owner.
#pragma once

#include <cstdint>

#include "core/base/check.h"
#include "core/base/checked.h"

namespace bourse::sim {

inline constexpr std::int64_t kNormalScale = 1 << 16;

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t Next() {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
    // 0 .. bound - 1. Requires bound > 0.
    std::int64_t Below(std::int64_t bound) {
        CHECK(bound > 0);
        const UInt128 product = static_cast<UInt128>(Next()) * static_cast<std::uint64_t>(bound);
        return static_cast<std::int64_t>(product >> 64);
    }
    // True once in `per / part` calls; always from part = per on.
    bool Chance(std::int64_t part, std::int64_t per) { return Below(per) < part; }
    // value / per, rounded up or down at random so that the mean is exact. Requires value >= 0.
    std::int64_t RoundedQuotient(std::int64_t value, std::int64_t per) {
        return value / per + (Below(per) < value % per ? 1 : 0);
    }
    // Mean 0, standard deviation kNormalScale: the sum of eight uniform numbers of 16 bits,
    // whose deviation is 53,510.
    std::int64_t Normal() {
        std::int64_t sum = -4 * 0xFFFF;
        for (const std::uint64_t bits : {Next(), Next()}) {
            for (int part = 0; part < 64; part += 16) {
                sum += static_cast<std::int64_t>(bits >> part & 0xFFFF);
            }
        }
        return sum * kNormalScale / 53'510;
    }
    // Between middle / 2^octaves and middle * 2^octaves, each octave as likely as the next.
    std::int64_t LogUniform(std::int64_t middle, int octaves) {
        const std::int64_t octave = Below(2 * octaves);
        return (middle << octave) * (1024 + Below(1024)) / 1024 >> octaves;
    }

private:
    std::uint64_t state_;
};

}  // namespace bourse::sim
