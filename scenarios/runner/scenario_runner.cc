#include "scenarios/runner/scenario_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "scenarios/runner/statements.h"

namespace bourse::scenarios {

namespace {

class Run {
public:
    void Line(std::string_view line) {
        Words words(line);
        if (words.words().empty() && words.options().empty()) return;
        if (words.TakeIf("expect")) return Expect(words);
        EndStatement();
        has_statement_ = true;
        const std::int64_t count = words.TakeIf("repeat") ? words.TakeNumber("a count") : 1;
        for (std::int64_t i = 0; i < count; ++i) statements_.Execute(words);
    }

    // Nothing that the last statement did may be left without an expectation, if it has any; a
    // statement without expectations must be accepted.
    void EndStatement() {
        auto& lines = venue_.lines();
        const bool is_rejected = !lines.empty() && lines.front().starts_with("rejected");
        if (!lines.empty() && (has_expectation_ || is_rejected)) {
            throw ScenarioError(fmt::format("not expected: {}", lines.front()));
        }
        lines.clear();
        has_expectation_ = false;
    }

private:
    void Expect(Words& words) {
        if (!has_statement_) throw ScenarioError("nothing was done yet");
        if (words.TakeIf("balance")) return ExpectBalance(words);
        if (words.TakeIf("book")) return ExpectBook(words);
        if (words.TakeIf("open")) return ExpectEqual(words.TakeNumber("a count"), OpenOrders());
        has_expectation_ = true;
        auto& lines = venue_.lines();
        if (words.TakeIf("nothing")) return ExpectEqual<std::size_t>(0, lines.size());
        const std::string expected = fmt::format("{}", fmt::join(words.rest(), " "));
        if (lines.empty()) {
            throw ScenarioError(fmt::format("expected {}, got no further event", expected));
        }
        ExpectEvent(words, lines.front());
        lines.erase(lines.begin());
    }

    // The words must be the event's, all of them; of its options, those that are given.
    static void ExpectEvent(const Words& expected, const std::string& line) {
        const Words got(line);
        bool is_equal = expected.rest() == got.words();
        std::string options;
        for (const auto& [name, value] : expected.options()) {
            const auto found = got.options().find(name);
            is_equal = is_equal && found != got.options().end() && found->second == value;
            options += fmt::format(" {}={}", name, value);
        }
        if (is_equal) return;
        throw ScenarioError(
            fmt::format("expected {}{}, got {}", fmt::join(expected.rest(), " "), options, line)
        );
    }

    void ExpectBalance(Words& words) {
        const AccountId account = venue_.AccountNamed(words.Take("an account"));
        const AssetId asset = venue_.AssetNamed(words.Take("an asset"));
        const std::int64_t available = words.TakeNumber("the available amount");
        const std::int64_t held = words.TakeNumberOption("held", 0);
        words.End();
        const auto got = venue_.exchange().balance(account, asset);
        ExpectEqual(
            fmt::format("{} held={}", available, held),
            fmt::format("{} held={}", got.available.raw(), got.held.raw())
        );
    }

    void ExpectBook(Words& words) {
        for (const auto& [name, side] : {std::pair{"bids", Side::kBuy}, {"asks", Side::kSell}}) {
            const auto levels = words.TakeOption(name);
            if (levels) ExpectEqual(*levels, venue_.BookText(statements_.symbol(), side));
        }
        words.End();
    }

    std::int64_t OpenOrders() {
        return static_cast<std::int64_t>(venue_.exchange().open_order_count());
    }

    template <class T>
    static void ExpectEqual(const T& expected, const T& got) {
        if (expected != got) {
            throw ScenarioError(fmt::format("expected {}, got {}", expected, got));
        }
    }

    ScenarioVenue venue_;
    Statements statements_{venue_};
    bool has_statement_ = false;
    bool has_expectation_ = false;
};

}  // namespace

std::optional<std::string> RunScenario(std::string_view name, std::string_view text) {
    Run run;
    std::istringstream lines{std::string(text)};
    int number = 0;
    try {
        for (std::string line; std::getline(lines, line);) {
            ++number;
            run.Line(line);
        }
        run.EndStatement();
    } catch (const ScenarioError& error) {
        return fmt::format("{}:{}: {}", name, number, error.what());
    }
    return std::nullopt;
}

}  // namespace bourse::scenarios
