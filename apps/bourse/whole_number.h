// WholeNumber: a check of what was given to a flag: digits only, within bounds. CLI11's own take
// "-1" for the largest number there is.
// Thread: any; pure.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace bourse::apps {

struct WholeNumberRange {
    std::uint64_t min = 0;
    std::uint64_t max = UINT64_MAX;
};

inline CLI::Validator WholeNumber(WholeNumberRange range) {
    const auto words = fmt::format("a whole number from {} to {}", range.min, range.max);
    const auto check = [range, words](const std::string& text) {
        const char* end = text.data() + text.size();
        std::uint64_t number = 0;
        const auto read = std::from_chars(text.data(), end, number);
        const bool is_number = read.ec == std::errc() && read.ptr == end;
        if (is_number && range.min <= number && number <= range.max) return std::string();
        return fmt::format("'{}' is not {}", text, words);
    };
    return CLI::Validator(check, words);
}

}  // namespace bourse::apps
