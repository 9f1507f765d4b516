// A snapshot with some bytes changed, or any bytes: Restore answers, and believes only what Save
// wrote.
#include <algorithm>
#include <vector>

#include "core/exchange/exchange.h"

namespace {

using namespace bourse;

std::vector<std::byte> MakeSnapshot() {
    exchange::Exchange exchange;
    wire::ByteBuffer events;
    for (std::uint64_t number = 1; number <= 4; ++number) {
        auto command = MakeCommand<OpenAccount>(kVenueAccount);
        command.header.session = SessionId(1);
        command.header.number = SessionNumber(number);
        exchange.Apply(wire::Command(command), {Sequence(number), Timestamp(1)}, events);
    }
    wire::ByteBuffer snapshot;
    exchange.Save(snapshot);
    return {snapshot.bytes().begin(), snapshot.bytes().end()};
}

// What is restored must save the same bytes.
bool IsBelieved(std::span<const std::byte> bytes) {
    const auto restored = exchange::Exchange::Restore(bytes);
    if (!restored) return false;
    wire::ByteBuffer again;
    restored->Save(again);
    CHECK(std::ranges::equal(again.bytes(), bytes));
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<std::byte> sound = MakeSnapshot();
    const auto input = std::as_bytes(std::span(data, size));
    IsBelieved(input);
    std::vector<std::byte> changed = sound;
    for (std::size_t i = 0; i + 2 < size; i += 3) {
        const std::size_t offset = (256u * data[i] + data[i + 1]) % changed.size();
        changed[offset] ^= input[i + 2];
    }
    CHECK(IsBelieved(changed) == (changed == sound));
    return 0;
}
