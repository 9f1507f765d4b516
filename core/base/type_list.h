// TypeList: types as a value, for what must be done for each of them.
// Thread: any; no state.
#pragma once

namespace bourse {

template <class... T>
struct TypeList {};

// Calls visit.operator()<T>() for each type in order.
template <class... T, class Visit>
constexpr void ForEachType(TypeList<T...>, Visit&& visit) {
    (visit.template operator()<T>(), ...);
}

}  // namespace bourse
