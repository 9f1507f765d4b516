// Ring: the newest entries of a row, oldest first, at most `capacity` of them. Its storage grows
// by doubling up to the capacity, so a quiet symbol or account costs little.
// Thread: one owner. References last until the next PushBack.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/base/check.h"

namespace bourse::market {

template <class T>
class Ring {
public:
    explicit Ring(std::size_t capacity) : capacity_(capacity) { CHECK(capacity > 0); }

    // Drops the oldest entry when full.
    void PushBack(const T& entry) {
        if (entries_.size() < capacity_) {
            entries_.push_back(entry);
        } else {
            entries_[oldest_] = entry;
            oldest_ = oldest_ + 1 == capacity_ ? 0 : oldest_ + 1;
        }
    }
    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    const T& operator[](std::size_t i) const {
        const std::size_t index = oldest_ + i;
        return entries_[index < entries_.size() ? index : index - entries_.size()];
    }
    T& operator[](std::size_t i) { return const_cast<T&>(std::as_const(*this)[i]); }
    const T& front() const { return CHECK(!empty()), (*this)[0]; }
    const T& back() const { return CHECK(!empty()), (*this)[size() - 1]; }

    // The index of the first entry for which `precedes` is false. Requires: true entries come
    // first.
    template <class Precedes>
    std::size_t PartitionPoint(Precedes&& precedes) const {
        std::size_t first = 0;
        for (std::size_t count = size(); count > 0;) {
            const std::size_t half = count / 2;
            if (precedes((*this)[first + half])) {
                first += half + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return first;
    }

private:
    std::size_t capacity_;
    std::size_t oldest_ = 0;
    std::vector<T> entries_;
};

}  // namespace bourse::market
