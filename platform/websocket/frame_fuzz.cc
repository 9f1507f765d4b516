// Any bytes as a client's frames: whole or byte by byte they are the same messages, within limits.
#include <cstdint>
#include <string>

#include "core/base/check.h"
#include "platform/websocket/frame.h"

namespace {

constexpr std::size_t kMaxBytes = 300;

std::string Decode(std::string_view text, std::size_t step) {
    using namespace bourse::websocket;
    FrameDecoder decoder(kMaxBytes);
    std::string seen;
    while (!text.empty()) {
        std::string_view piece = text.substr(0, step);
        text.remove_prefix(piece.size());
        while (!piece.empty()) {
            const auto next = decoder.Next(piece);
            if (!next) return seen + std::to_string(static_cast<int>(next.error().code));
            if (!*next) continue;
            const Incoming& incoming = **next;
            CHECK(incoming.payload.size() <= kMaxBytes);
            seen.append(std::to_string(static_cast<int>(incoming.opcode)));
            seen.append(":").append(incoming.payload).append("\n");
        }
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    CHECK(Decode(text, size + 1) == Decode(text, 1));
    return 0;
}
