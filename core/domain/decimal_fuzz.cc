// Any text: what parses, prints to a text that parses to the same count; nothing crashes.
#include <cstring>

#include "core/domain/decimal.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 2) return 0;
    const bourse::DecimalScale scale{data[0] + 1, data[1] % 19u};
    const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    const auto count = bourse::ParseDecimal(scale, text);
    if (!count) return 0;
    std::string printed;
    bourse::AppendDecimal(scale, *count, printed);
    const auto again = bourse::ParseDecimal(scale, printed);
    CHECK(again.has_value() && *again == *count);
    return 0;
}
