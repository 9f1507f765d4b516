// Query strings and form bodies, read in place.
//
// Grammar: pairs separated by '&', each "name" or "name=value"; "%xx" is a byte, '+' a space. Empty
// pairs ("a=1&&b=2") are skipped. Nothing is allocated: the reader yields views of raw text, and
// DecodeComponent writes into a buffer of the caller.
// Thread: any; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/expected.h"

namespace bourse::http {

struct QueryPair {
    std::string_view name;   // raw: still encoded
    std::string_view value;  // raw; empty when there is no '='
    std::string_view text;   // the whole pair as sent, for signatures that leave one pair out
};

// Yields the pairs in the order sent. `text` must outlive the reader.
class QueryReader {
public:
    explicit QueryReader(std::string_view text) : rest_(text) {}

    // Nothing at the end.
    std::optional<QueryPair> Next();

private:
    std::string_view rest_;
};

enum class DecodeError : std::uint8_t {
    kBadEncoding = 1,     // '%' without two hexadecimal digits
    kBufferTooSmall = 2,  // the decoded text does not fit
};

// Decodes one name or value. The result is `raw` itself when nothing is encoded, else a view into
// `buffer`; raw.size() bytes always suffice.
Expected<std::string_view, DecodeError> DecodeComponent(
    std::string_view raw, std::span<char> buffer
);

}  // namespace bourse::http
