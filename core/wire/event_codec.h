// The encoding of events (docs/formats/wire.md):
//
//   events := event*
//   event  := EventHeader{size u16, type u16, reserved u32} body[size - 8]     size % 8 = 0
//
// The writer fills events in place; readers get pointers into the bytes.
// Thread: one owner.
#pragma once

#include <new>
#include <span>

#include "core/base/expected.h"
#include "core/domain/events.h"
#include "core/wire/buffer.h"

namespace bourse::wire {

// Appends events to a buffer.
class EventWriter {
public:
    explicit EventWriter(ByteBuffer& buffer) : buffer_(&buffer) {}

    // A new event with its header filled in; the reference is valid until the next Add.
    template <class T>
    T& Add() {
        static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % kAlignment == 0);
        T* event = new (buffer_->Extend(sizeof(T))) T{};
        event->header = EventHeader{sizeof(T), T::kType};
        return *event;
    }
    ByteBuffer& buffer() { return *buffer_; }

private:
    ByteBuffer* buffer_;
};

// One event as it lies in the bytes.
class EventView {
public:
    explicit EventView(std::span<const std::byte> bytes) : bytes_(bytes) {}

    EventType type() const { return Header().type; }
    std::span<const std::byte> bytes() const { return bytes_; }

    // The event as T. Requires type() == T::kType.
    template <class T>
    const T& As() const {
        CHECK(type() == T::kType && bytes_.size() >= sizeof(T));
        return *std::launder(reinterpret_cast<const T*>(bytes_.data()));
    }

private:
    const EventHeader& Header() const {
        return *std::launder(reinterpret_cast<const EventHeader*>(bytes_.data()));
    }

    std::span<const std::byte> bytes_;
};

enum class WireError : std::uint8_t {
    kTruncated = 1,  // fewer bytes than the header says
    kMisaligned,     // a size or address that is no multiple of 8
    kUnknownType,
    kWrongSize,  // not the size of that type
};

// The size of an event of `type`, 0 when unknown. AnswerRepeated may be longer than that.
std::size_t EventSize(EventType type);

// Checks a run of encoded events from outside; afterwards ForEachEvent may walk it.
Expected<void, WireError> ValidateEvents(std::span<const std::byte> events);

// Calls visit(EventView) for each event. Requires bytes of our own writing, or validated ones.
template <class Visit>
void ForEachEvent(std::span<const std::byte> events, Visit&& visit) {
    while (!events.empty()) {
        CHECK(events.size() >= sizeof(EventHeader));
        EventHeader header;
        std::memcpy(&header, events.data(), sizeof header);
        CHECK(header.size >= sizeof header && header.size <= events.size());
        visit(EventView(events.first(header.size)));
        events = events.subspan(header.size);
    }
}

}  // namespace bourse::wire
