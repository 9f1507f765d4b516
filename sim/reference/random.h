// Random: a seeded stream of numbers (splitmix64), the same on every machine.
// Thread: one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/check.h"

namespace bourse::reference {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t Next() {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return mixed ^ mixed >> 31;
    }
    // 0 .. bound - 1. Requires bound > 0.
    std::uint64_t Below(std::uint64_t bound) {
        CHECK(bound > 0);
        return Next() % bound;
    }
    struct Range {
        std::int64_t first, last;
    };
    std::int64_t In(Range range) {
        CHECK(range.first <= range.last);
        return range.first + static_cast<std::int64_t>(
                                 Below(static_cast<std::uint64_t>(range.last - range.first) + 1)
                             );
    }
    // True once in `count` times; never when it is 0.
    bool OneIn(std::uint64_t count) { return count != 0 && Below(count) == 0; }
    bool Percent(std::uint64_t percent) { return Below(100) < percent; }
    template <class T, std::size_t kCount>
    T Of(const T (&choices)[kCount]) {
        return choices[Below(kCount)];
    }

private:
    std::uint64_t state_;
};

}  // namespace bourse::reference
