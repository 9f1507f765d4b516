// Words: one line of a scenario, taken from the left; options are the words of the form name=value.
// What does not fit is a ScenarioError, whose text the runner prints behind file and line.
// Thread: any.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bourse::scenarios {

class ScenarioError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Words {
public:
    // Everything behind a # is a comment.
    explicit Words(std::string_view line);

    bool is_empty() const { return next_ == words_.size(); }
    // The next word; an error names what was expected when there is none.
    std::string Take(std::string_view expected);
    // Takes the next word if it is this one.
    bool TakeIf(std::string_view word);
    std::int64_t TakeNumber(std::string_view expected);
    // Takes an option out, wherever it stands.
    std::optional<std::string> TakeOption(std::string_view name);
    std::int64_t TakeNumberOption(std::string_view name, std::int64_t otherwise);
    // Requires that nothing is left.
    void End() const;

    // The words and options that are left, as they stood.
    const std::vector<std::string>& words() const { return words_; }
    std::vector<std::string> rest() const { return {words_.begin() + Offset(), words_.end()}; }
    const std::map<std::string, std::string, std::less<>>& options() const { return options_; }

private:
    std::ptrdiff_t Offset() const { return static_cast<std::ptrdiff_t>(next_); }

    std::vector<std::string> words_;
    std::map<std::string, std::string, std::less<>> options_;
    std::size_t next_ = 0;
};

// A decimal integer with an optional sign; `expected` names it in the error.
std::int64_t ParseNumber(std::string_view text, std::string_view expected);

}  // namespace bourse::scenarios
