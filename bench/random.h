// Random: the bench's own seeded numbers, the same on every machine and with every library.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "core/base/checked.h"

namespace bourse::bench {

// xoshiro256** by Blackman and Vigna, seeded by splitmix64.
class Random {
public:
    explicit Random(std::uint64_t seed) {
        for (std::uint64_t& word : state_) {
            seed += 0x9E37'79B9'7F4A'7C15;
            std::uint64_t mixed = seed;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58'476D'1CE4'E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0'49BB'1331'11EB;
            word = mixed ^ (mixed >> 31);
        }
    }

    std::uint64_t Next() {
        auto& [a, b, c, d] = state_;
        const std::uint64_t result = std::rotl(b * 5, 7) * 9;
        const std::uint64_t shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = std::rotl(d, 45);
        return result;
    }
    double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
    bool Chance(double probability) { return Unit() < probability; }
    std::uint64_t Below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<UInt128>(Next()) * bound) >> 64);
    }

private:
    std::array<std::uint64_t, 4> state_;
};

// Draws an index with given weights.
class Distribution {
public:
    template <class Weight>
    Distribution(std::uint32_t size, Weight weight) : cumulative_(size) {
        double sum = 0;
        for (std::uint32_t i = 0; i < size; ++i) cumulative_[i] = sum += weight(i);
        for (double& entry : cumulative_) entry /= sum;
    }

    std::uint32_t Draw(Random& random) const {
        const auto found = std::ranges::lower_bound(cumulative_, random.Unit());
        return static_cast<std::uint32_t>(found - cumulative_.begin());
    }
    double Share(std::uint32_t index) const {
        return cumulative_[index] - (index > 0 ? cumulative_[index - 1] : 0);
    }

private:
    std::vector<double> cumulative_;
};

}  // namespace bourse::bench
