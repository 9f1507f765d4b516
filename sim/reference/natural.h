// Natural: an integer from 0 to 2^256 - 1, in the arithmetic one learns at school. Any product of
// three 64-bit numbers fits; what does not fit, or would be negative, fails a CHECK.
// Thread: any; plain values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "core/base/check.h"

namespace bourse::reference {

class Natural {
public:
    constexpr Natural() = default;
    // Requires value >= 0.
    template <class Integer>
    constexpr Natural(Integer value) {
        CHECK(value >= Integer{0});
        const auto bits = static_cast<std::uint64_t>(value);
        digits_[0] = static_cast<std::uint32_t>(bits);
        digits_[1] = static_cast<std::uint32_t>(bits >> 32);
    }

    // Requires *this < 2^63.
    constexpr std::int64_t ToInt64() const {
        for (std::size_t i = 2; i < kDigits; ++i) CHECK(digits_[i] == 0);
        CHECK(digits_[1] >> 31 == 0);
        return static_cast<std::int64_t>(std::uint64_t{digits_[1]} << 32 | digits_[0]);
    }

    friend constexpr Natural operator+(const Natural& a, const Natural& b) {
        Natural sum;
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < kDigits; ++i) {
            carry += std::uint64_t{a.digits_[i]} + b.digits_[i];
            sum.digits_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        CHECK(carry == 0);
        return sum;
    }
    // Requires a >= b.
    friend constexpr Natural operator-(const Natural& a, const Natural& b) {
        Natural difference;
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < kDigits; ++i) {
            const std::uint64_t lower = b.digits_[i] + borrow;
            borrow = a.digits_[i] < lower ? 1 : 0;
            difference.digits_[i] = static_cast<std::uint32_t>(a.digits_[i] - lower);
        }
        CHECK(borrow == 0);
        return difference;
    }
    friend constexpr Natural operator*(const Natural& a, const Natural& b) {
        Natural product;
        for (std::size_t i = 0; i < kDigits; ++i) {
            if (a.digits_[i] == 0) continue;
            std::uint64_t carry = 0;
            for (std::size_t j = 0; j < kDigits; ++j) {
                if (i + j >= kDigits) {
                    CHECK(b.digits_[j] == 0 && carry == 0);
                    continue;
                }
                carry += std::uint64_t{a.digits_[i]} * b.digits_[j] + product.digits_[i + j];
                product.digits_[i + j] = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
            CHECK(carry == 0);
        }
        return product;
    }
    // Require b > 0.
    friend constexpr Natural operator/(const Natural& a, const Natural& b);
    friend constexpr Natural operator%(const Natural& a, const Natural& b);
    friend constexpr bool operator==(const Natural&, const Natural&) = default;
    friend constexpr std::strong_ordering operator<=>(const Natural& a, const Natural& b) {
        for (std::size_t i = kDigits; i-- > 0;) {
            if (a.digits_[i] != b.digits_[i]) return a.digits_[i] <=> b.digits_[i];
        }
        return std::strong_ordering::equal;
    }

private:
    static constexpr std::size_t kDigits = 8;

    struct Division;
    static constexpr Division Divide(const Natural& a, const Natural& b);

    std::array<std::uint32_t, kDigits> digits_{};  // of base 2^32, the lowest first
};

struct Natural::Division {
    Natural quotient, remainder;
};

// Long division, a binary digit at a time.
constexpr Natural::Division Natural::Divide(const Natural& a, const Natural& b) {
    CHECK(b > Natural());
    Division result;
    for (std::size_t bit = kDigits * 32; bit-- > 0;) {
        const std::uint32_t digit = a.digits_[bit / 32];
        if (digit == 0 && result.remainder == Natural()) {
            bit -= bit % 32;
            continue;
        }
        result.remainder = result.remainder + result.remainder + Natural(digit >> bit % 32 & 1);
        if (result.remainder < b) continue;
        result.remainder = result.remainder - b;
        result.quotient.digits_[bit / 32] |= 1U << bit % 32;
    }
    return result;
}

constexpr Natural operator/(const Natural& a, const Natural& b) {
    return Natural::Divide(a, b).quotient;
}
constexpr Natural operator%(const Natural& a, const Natural& b) {
    return Natural::Divide(a, b).remainder;
}

}  // namespace bourse::reference
