#include "scenarios/runner/words.h"

#include <charconv>
#include <sstream>

namespace bourse::scenarios {

Words::Words(std::string_view line) {
    std::istringstream stream{std::string(line.substr(0, line.find('#')))};
    for (std::string word; stream >> word;) {
        const auto equals = word.find('=');
        if (equals == std::string::npos) {
            words_.push_back(word);
        } else if (!options_.emplace(word.substr(0, equals), word.substr(equals + 1)).second) {
            throw ScenarioError("option given twice: " + word);
        }
    }
}

std::string Words::Take(std::string_view expected) {
    if (is_empty()) throw ScenarioError("the line ends where " + std::string(expected) + " stands");
    return words_[next_++];
}

bool Words::TakeIf(std::string_view word) {
    const bool is_next = !is_empty() && words_[next_] == word;
    if (is_next) ++next_;
    return is_next;
}

std::int64_t Words::TakeNumber(std::string_view expected) {
    return ParseNumber(Take(expected), expected);
}

std::optional<std::string> Words::TakeOption(std::string_view name) {
    const auto found = options_.find(name);
    if (found == options_.end()) return std::nullopt;
    std::string value = found->second;
    options_.erase(found);
    return value;
}

std::int64_t Words::TakeNumberOption(std::string_view name, std::int64_t otherwise) {
    const auto value = TakeOption(name);
    return value ? ParseNumber(*value, name) : otherwise;
}

void Words::End() const {
    if (!is_empty()) throw ScenarioError("what is '" + words_[next_] + "'?");
    if (!options_.empty()) throw ScenarioError("what is '" + options_.begin()->first + "='?");
}

std::int64_t ParseNumber(std::string_view text, std::string_view expected) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        const std::string quoted = "'" + std::string(text) + "'";
        throw ScenarioError(quoted + " is no number; expected " + std::string(expected));
    }
    return number;
}

}  // namespace bourse::scenarios
