// Any bytes, cut anywhere, as a connection's input: whole or in pieces they are the same requests,
// and no view leaves the buffer.
#include <algorithm>
#include <cstdint>
#include <string>

#include "core/base/check.h"
#include "platform/http/request_decoder.h"

namespace {

using bourse::http::RequestDecoder;

const bourse::http::Limits kSmall{.body_bytes = 64, .header_bytes = 256, .header_count = 4};

// Writes down what the decoder says about `text`, fed in pieces of `step` bytes.
std::string Decode(std::string_view text, std::size_t step) {
    RequestDecoder decoder(kSmall);
    std::string seen;
    while (!text.empty()) {
        const std::size_t size = std::min(step, text.size());
        const std::string piece(text.substr(0, size));
        text.remove_prefix(size);
        decoder.Feed(piece);
        for (;;) {
            const auto outcome = decoder.Next();
            if (outcome == RequestDecoder::Outcome::kNeedMore) break;
            if (outcome == RequestDecoder::Outcome::kRefused) return seen + "refused";
            if (outcome == RequestDecoder::Outcome::kContinueExpected) continue;
            const auto& request = decoder.request();
            CHECK(request.body.size() <= kSmall.body_bytes);
            CHECK(request.headers.size() <= kSmall.header_count);
            seen.append(request.method).append(" ").append(request.target).append("\n");
            for (const auto& header : request.headers) {
                CHECK(header.value.find_first_of("\r\n") == std::string_view::npos);
                seen.append(header.name).append(":").append(header.value).append("\n");
            }
            seen.append(request.body).append("\n");
        }
        decoder.Keep();
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t step = 1 + data[0] % 16;
    std::string whole = Decode(text, std::max<std::size_t>(text.size(), 1));
    std::string pieces = Decode(text, step);
    // A limit may strike a byte earlier or later; what was accepted before it is the same.
    const auto is_prefix = [](std::string_view a, std::string_view b) {
        if (a.ends_with("refused")) a.remove_suffix(7);
        return b.substr(0, a.size()) == a;
    };
    CHECK(is_prefix(whole, pieces) || is_prefix(pieces, whole));
    return 0;
}
