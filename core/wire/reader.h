// Reader: takes values off the front of bytes that may be anything. A read past the end answers
// false and leaves the target alone; nothing else is checked here.
// Thread: one owner; the bytes must outlive it.
#pragma once

#include <cstring>
#include <span>
#include <type_traits>

namespace bourse::wire {

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T>
    [[nodiscard]] bool Read(T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        if (bytes_.size() < sizeof(T)) return false;
        std::memcpy(&value, bytes_.data(), sizeof(T));
        bytes_ = bytes_.subspan(sizeof(T));
        return true;
    }
    [[nodiscard]] bool Take(std::size_t count, std::span<const std::byte>& taken) {
        if (bytes_.size() < count) return false;
        taken = bytes_.first(count);
        bytes_ = bytes_.subspan(count);
        return true;
    }
    std::span<const std::byte> rest() const { return bytes_; }
    bool is_at_end() const { return bytes_.empty(); }

private:
    std::span<const std::byte> bytes_;
};

}  // namespace bourse::wire
