// Any bytes as commands: what is decoded is encoded again to the same bytes, and nothing is read
// beyond the end.
#include <algorithm>

#include "core/wire/command_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bourse::wire;
    const auto input = std::as_bytes(std::span(data, size));
    auto rest = input;
    ByteBuffer again;
    while (const auto command = DecodeCommand(rest)) again.Append(command->bytes());
    CHECK(std::ranges::equal(again.bytes(), input.first(size - rest.size())));

    rest = input;
    again.Clear();
    while (const auto journaled = DecodeJournaledCommand(rest)) {
        AppendJournaledCommand(journaled->timestamp, journaled->command, again);
    }
    CHECK(std::ranges::equal(again.bytes(), input.first(size - rest.size())));
    return 0;
}
