// ByteBuffer: a growing run of bytes that keeps its storage when cleared, so that the steady state
// allocates nothing. Frames in it start at multiples of 8 bytes.
// Thread: one owner.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "core/base/check.h"

namespace bourse::wire {

inline constexpr std::size_t kAlignment = 8;

class ByteBuffer {
public:
    ByteBuffer() = default;
    explicit ByteBuffer(std::size_t capacity) { Reserve(capacity); }
    // What was moved from is empty.
    ByteBuffer(ByteBuffer&& other) noexcept
        : data_(std::move(other.data_)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    ByteBuffer& operator=(ByteBuffer&& other) noexcept {
        data_ = std::move(other.data_);
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
        return *this;
    }

    void Clear() { size_ = 0; }
    std::size_t size() const { return size_; }
    std::span<const std::byte> bytes() const { return {data_.get(), size_}; }
    std::byte* data() { return data_.get(); }

    // Room for `count` more bytes, contents undefined. Valid until the next call that grows.
    std::byte* Extend(std::size_t count) {
        if (count > capacity_ - size_) [[unlikely]]
            Grow((size_ + count) * 2);
        std::byte* room = data_.get() + size_;
        size_ += count;
        return room;
    }
    void Append(std::span<const std::byte> bytes) {
        if (!bytes.empty()) std::memcpy(Extend(bytes.size()), bytes.data(), bytes.size());
    }
    void Reserve(std::size_t capacity) {
        if (capacity > capacity_) Grow(capacity);
    }

private:
    // Out of line: it is rare, and Extend is everywhere.
    [[gnu::noinline, gnu::cold]] void Grow(std::size_t capacity) {
        auto grown = std::make_unique_for_overwrite<std::byte[]>(capacity);
        if (size_ != 0) std::memcpy(grown.get(), data_.get(), size_);
        data_ = std::move(grown);
        capacity_ = capacity;
    }

    std::unique_ptr<std::byte[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

template <class T>
std::span<const std::byte> BytesOf(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return std::as_bytes(std::span(&value, 1));
}

}  // namespace bourse::wire
