#include "services/gateway/json_writer.h"

namespace bourse::gateway {

void JsonWriter::AppendEscaped(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out_->push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out_->push_back('\\');
            out_->push_back(c);
        } else if (byte < 0x20) {
            out_->append("\\u00");
            out_->push_back(kHex[byte >> 4]);
            out_->push_back(kHex[byte & 15]);
        } else {
            out_->push_back(c);
        }
    }
    out_->push_back('"');
}

}  // namespace bourse::gateway
