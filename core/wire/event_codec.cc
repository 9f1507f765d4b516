#include "core/wire/event_codec.h"

#include <cstdint>

namespace bourse::wire {

std::size_t EventSize(EventType type) {
    std::size_t size = 0;
    ForEachType(AllEvents{}, [&]<class T>() {
        if (type == T::kType) size = sizeof(T);
    });
    return size;
}

Expected<void, WireError> ValidateEvents(std::span<const std::byte> events) {
    const auto address = reinterpret_cast<std::uintptr_t>(events.data());  // det-ok: alignment only
    if (address % kAlignment != 0) {
        return Unexpected{WireError::kMisaligned};
    }
    while (!events.empty()) {
        if (events.size() < sizeof(EventHeader)) return Unexpected{WireError::kTruncated};
        EventHeader header;
        std::memcpy(&header, events.data(), sizeof header);
        if (header.size > events.size()) return Unexpected{WireError::kTruncated};
        if (header.size % kAlignment != 0) return Unexpected{WireError::kMisaligned};
        const std::size_t size = EventSize(header.type);
        if (size == 0) return Unexpected{WireError::kUnknownType};
        const bool open_ended = header.type == EventType::kAnswerRepeated;
        if (open_ended ? header.size < size : header.size != size) {
            return Unexpected{WireError::kWrongSize};
        }
        if (open_ended) {
            const auto nested = ValidateEvents(events.first(header.size).subspan(size));
            if (!nested) return nested;
        }
        events = events.subspan(header.size);
    }
    return {};
}

}  // namespace bourse::wire
