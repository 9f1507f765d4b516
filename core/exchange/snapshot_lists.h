// How the parts of a snapshot are written and read: values as they lie in memory, lists with their
// count in front.
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/wire/buffer.h"
#include "core/wire/reader.h"

namespace bourse::exchange {

template <class T>
void Put(wire::ByteBuffer& output, const T& value) {
    static_assert(std::has_unique_object_representations_v<T>, "padding would be saved");
    output.Append(wire::BytesOf(value));
}

inline void PutCount(wire::ByteBuffer& output, std::uint64_t count) { Put(output, count); }

template <class T>
void PutList(wire::ByteBuffer& output, const std::vector<T>& items) {
    PutCount(output, items.size());
    for (const T& item : items) Put(output, item);
}

// Calls read() as many times as the count says, until one answers false.
template <class Read>
bool ReadEach(wire::Reader& input, Read&& read) {
    std::uint64_t count = 0;
    if (!input.Read(count)) return false;
    for (; count > 0; --count) {
        if (!read()) return false;
    }
    return true;
}

template <class T>
bool ReadList(wire::Reader& input, std::vector<T>& items) {
    items.clear();
    return ReadEach(input, [&] {
        T item;
        if (!input.Read(item)) return false;
        items.push_back(item);
        return true;
    });
}

}  // namespace bourse::exchange
