// Any bytes as a query string: views stay inside it, and decoding never grows the text.
#include <cstdint>
#include <vector>

#include "core/base/check.h"
#include "platform/http/query.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bourse::http;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<char> buffer(size);
    std::size_t seen = 0;
    QueryReader reader(text);
    while (const auto pair = reader.Next()) {
        CHECK(pair->text.data() >= text.data() + seen);
        seen = static_cast<std::size_t>(pair->text.data() - text.data()) + pair->text.size();
        CHECK(seen <= size);
        for (const std::string_view raw : {pair->name, pair->value}) {
            const auto decoded = DecodeComponent(raw, buffer);
            if (decoded) CHECK(decoded->size() <= raw.size());
            if (!decoded) CHECK(decoded.error() == DecodeError::kBadEncoding);
        }
    }
    return 0;
}
