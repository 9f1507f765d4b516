// Expected<T, E>: a value or the reason why there is none. A refused command is a value, not an
// exception; the caller must look ([[nodiscard]]). C++20 has no std::expected yet.
// Thread: any; no allocation beyond what T and E do.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "core/base/check.h"

namespace bourse {

// Wraps an error so that it converts to any Expected with that error type.
template <class E>
struct Unexpected {
    E error;
};
template <class E>
Unexpected(E) -> Unexpected<E>;

template <class T, class E>
class [[nodiscard]] Expected {
public:
    Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Expected(Unexpected<E> unexpected)
        : state_(std::in_place_index<1>, std::move(unexpected.error)) {}
    template <class F>
        requires(!std::is_same_v<E, F> && std::is_convertible_v<F, E>)
    Expected(Unexpected<F> unexpected)
        : state_(std::in_place_index<1>, std::move(unexpected.error)) {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    // The value; a CHECK fails when there is none.
    T& value() & { return CHECK(has_value()), std::get<0>(state_); }
    const T& value() const& { return CHECK(has_value()), std::get<0>(state_); }
    T&& value() && { return CHECK(has_value()), std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    // The error; a CHECK fails when there is a value.
    const E& error() const { return CHECK(!has_value()), std::get<1>(state_); }

private:
    std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Expected<void, E> {
public:
    Expected() = default;
    Expected(Unexpected<E> unexpected) : error_(std::move(unexpected.error)), failed_(true) {}

    bool has_value() const { return !failed_; }
    explicit operator bool() const { return has_value(); }
    const E& error() const { return CHECK(failed_), error_; }

private:
    E error_{};
    bool failed_ = false;
};

}  // namespace bourse
