#include "services/gateway/request_id.h"

#include <algorithm>

namespace bourse::gateway {

std::optional<std::string> ReadRequestId(simdjson::dom::element id) {
    constexpr std::size_t kMaxLength = 36;
    if (id.is_null()) return "null";
    if (id.is_int64() || id.is_uint64()) return simdjson::minify(id);
    std::string_view text;
    if (id.get_string().get(text) != simdjson::SUCCESS || text.size() > kMaxLength) {
        return std::nullopt;
    }
    const bool is_plain = std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    });
    if (!is_plain) return std::nullopt;
    return std::string("\"").append(text).append("\"");
}

}  // namespace bourse::gateway
