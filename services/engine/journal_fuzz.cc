// Any bytes as a journal row: Open must answer, and must believe nothing that Seal did not make.
#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "services/engine/journal_codec.h"

namespace {

using namespace bourse::engine;

// Takes `size` bytes from the front of `input`, fewer at its end.
std::span<const std::byte> Take(std::span<const std::byte>& input, std::size_t size) {
    const auto taken = input.first(std::min(size, input.size()));
    input = input.subspan(taken.size());
    return taken;
}

std::int64_t TakeInteger(std::span<const std::byte>& input) {
    std::int64_t value = 0;
    const auto bytes = Take(input, sizeof value);
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static JournalCodec codec;
    auto input = std::as_bytes(std::span(data, size));
    JournalRow row{
        .first_seq = TakeInteger(input),
        .last_seq = TakeInteger(input),
        .epoch = TakeInteger(input),
        .previous_hash = Take(input, sizeof(Sha256)),
        .hash = Take(input, sizeof(Sha256)),
        .stored = input,
    };
    if (const auto opened = codec.Open(row, {})) {
        const SealedBatch sealed = codec.Seal(opened->batch, {});
        CHECK(sealed.head == opened->head);
        CHECK(std::ranges::equal(sealed.stored, row.stored));
    }
    return 0;
}
