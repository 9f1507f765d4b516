#include "platform/http/query.h"

#include <algorithm>

namespace bourse::http {
namespace {

// 16 or more: not a hexadecimal digit.
unsigned HexValue(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return 16;
}

}  // namespace

std::optional<QueryPair> QueryReader::Next() {
    while (!rest_.empty()) {
        const std::string_view text = rest_.substr(0, rest_.find('&'));
        rest_.remove_prefix(std::min(text.size() + 1, rest_.size()));
        if (text.empty()) continue;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) return QueryPair{text, {}, text};
        return QueryPair{text.substr(0, equals), text.substr(equals + 1), text};
    }
    return std::nullopt;
}

Expected<std::string_view, DecodeError> DecodeComponent(
    std::string_view raw, std::span<char> buffer
) {
    if (raw.find_first_of("%+") == std::string_view::npos) return raw;
    std::size_t size = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        char decoded = raw[i];
        if (decoded == '+') decoded = ' ';
        if (decoded == '%') {
            if (raw.size() - i < 3) return Unexpected{DecodeError::kBadEncoding};
            const unsigned high = HexValue(raw[i + 1]);
            const unsigned low = HexValue(raw[i + 2]);
            if (high > 15 || low > 15) return Unexpected{DecodeError::kBadEncoding};
            decoded = static_cast<char>(high << 4 | low);
            i += 2;
        }
        if (size == buffer.size()) return Unexpected{DecodeError::kBufferTooSmall};
        buffer[size++] = decoded;
    }
    return std::string_view(buffer.data(), size);
}

}  // namespace bourse::http
