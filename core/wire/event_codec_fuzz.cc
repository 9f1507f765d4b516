// Any bytes as events: those that pass ValidateEvents can be walked to their end.
#include "core/wire/event_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bourse::wire;
    ByteBuffer aligned;
    aligned.Append(std::as_bytes(std::span(data, size)));
    if (!ValidateEvents(aligned.bytes())) return 0;
    std::size_t walked = 0;
    ForEachEvent(aligned.bytes(), [&](EventView event) {
        CHECK(event.bytes().size() >= EventSize(event.type()) && EventSize(event.type()) > 0);
        walked += event.bytes().size();
    });
    CHECK(walked == size);
    return 0;
}
