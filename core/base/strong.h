// Strong<Tag, Rep>: a distinct type over an integer. Explicit in, `.raw()` out, ordered, hashable
// by raw value; no arithmetic unless the tag asks for it.
//
// Arithmetic that compiles                          | result
// ---------------------------------------------------|---------------------------------------
// X + X, X - X, +=, -=   when Tag::kAdditive         | X; a CHECK fails on overflow
// X.Next()               when Tag::kCounter          | X, one higher; a CHECK fails on overflow
// anything else                                      | does not compile
//
// Where an overflow is the user's doing, not ours, use checked.h, which answers instead of ending.
// Thread: any.
#pragma once

#include <compare>
#include <type_traits>

#include "core/base/check.h"

namespace bourse {

template <class Tag>
concept AdditiveTag = requires { requires Tag::kAdditive; };
template <class Tag>
concept CounterTag = requires { requires Tag::kCounter; };

template <class Tag, class Rep>
class Strong {
    static_assert(std::is_integral_v<Rep>);

public:
    using Raw = Rep;

    constexpr Strong() = default;
    constexpr explicit Strong(Rep raw) : raw_(raw) {}
    constexpr Rep raw() const { return raw_; }
    friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

    friend constexpr Strong operator+(Strong a, Strong b)
        requires AdditiveTag<Tag>
    {
        Rep sum;
        CHECK(!__builtin_add_overflow(a.raw_, b.raw_, &sum));
        return Strong(sum);
    }
    friend constexpr Strong operator-(Strong a, Strong b)
        requires AdditiveTag<Tag>
    {
        Rep difference;
        CHECK(!__builtin_sub_overflow(a.raw_, b.raw_, &difference));
        return Strong(difference);
    }
    constexpr Strong& operator+=(Strong other)
        requires AdditiveTag<Tag>
    {
        return *this = *this + other;
    }
    constexpr Strong& operator-=(Strong other)
        requires AdditiveTag<Tag>
    {
        return *this = *this - other;
    }
    constexpr Strong Next() const
        requires CounterTag<Tag>
    {
        Rep next;
        CHECK(!__builtin_add_overflow(raw_, Rep{1}, &next));
        return Strong(next);
    }

private:
    Rep raw_ = 0;
};

}  // namespace bourse
