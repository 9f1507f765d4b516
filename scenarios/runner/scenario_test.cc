// Every scenario of scenarios/, and the controls: a scenario that expects what is wrong fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/runner/scenario_runner.h"

namespace bourse::scenarios {
namespace {

std::vector<std::string> ScenarioFiles() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("scenarios")) {
        if (entry.path().extension() == ".scn") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string TextOf(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(ScenarioTest, EveryScenarioHolds) {
    const auto files = ScenarioFiles();
    EXPECT_GE(files.size(), 35u) << "run in the root of the source tree";
    for (const std::string& file : files) {
        const auto failure = RunScenario(file, TextOf(file));
        EXPECT_FALSE(failure.has_value()) << *failure;
    }
}

TEST(ScenarioTest, EveryScenarioExpectsSomethingOfWhichItDepends) {
    for (const std::string& file : ScenarioFiles()) {
        const std::string text = TextOf(file);
        EXPECT_NE(text.find("\nexpect "), std::string::npos) << file;
        // Control: the same scenario does not hold when its last expectation is denied.
        EXPECT_TRUE(RunScenario(file, text + "\nexpect balance venue USD 1\n").has_value()) << file;
        EXPECT_TRUE(RunScenario(file, text + "\nexpect rejected Capacity\n").has_value()) << file;
    }
}

struct Wrong {
    const char* text;
    const char* failure;
};

TEST(ScenarioTest, WrongExpectationsFailAtTheirLine) {
    const std::string market = "simple-market\nalice sells 5 @ 100 id=a\nbob buys 2 @ 100 id=b\n";
    const Wrong wrongs[] = {
        {"expect trade 3 @ 100", "t:4: expected trade 3 @ 100, got trade 2 @ 100 maker=a taker=b "},
        {"expect trade 2 @ 100 maker=b", "t:4: expected trade 2 @ 100 maker=b, got trade 2 @ 100"},
        {"expect trade 2 @ 100 colour=red", "t:4: expected trade 2 @ 100 colour=red, got"},
        {"expect nothing", "t:4: expected 0, got 1"},
        {"expect rejected UnknownSymbol", "t:4: expected rejected UnknownSymbol, got trade"},
        {"expect trade 2 @ 100\nexpect rested b 1 @ 1", "t:5: expected rested b 1 @ 1, got no"},
        {"expect balance bob BTC 1001", "t:4: expected 1001 held=0, got 1002 held=0"},
        {"expect balance alice BTC 995", "t:4: expected 995 held=0, got 995 held=3"},
        {"expect book asks=100x4", "t:4: expected 100x4, got 100x3"},
        {"expect book bids=1x1", "t:4: expected 1x1, got -"},
        {"expect open 2", "t:4: expected 2, got 1"},
        {"bob cancels a", "t:4: not expected: rejected UnknownOrder"},
        {"bob buys 3 @ 100 id=c\nexpect trade 3 @ 100\nbob sells 1 @ 101\nexpect trade 1 @ 1",
         "t:7: expected trade 1 @ 1, got rested order4 1 @ 101"},
        {"bob buys 4 @ 100 id=c\nexpect trade 3 @ 100\ncontinue", "t:6: not expected: rested c"},
    };
    for (const Wrong& wrong : wrongs) {
        const auto failure = RunScenario("t", market + wrong.text);
        ASSERT_TRUE(failure.has_value()) << wrong.text;
        EXPECT_TRUE(failure->starts_with(wrong.failure)) << *failure;
    }
    EXPECT_EQ(RunScenario("t", market + "expect trade 2 @ 100 maker=a"), std::nullopt);
}

TEST(ScenarioTest, WhatCannotBeReadFailsAtItsLine) {
    const Wrong wrongs[] = {
        {"dance", "t:2: no account named 'dance'"},
        {"alice dances", "t:2: 'dances' is neither buys nor sells"},
        {"alice buys", "t:2: the line ends where a quantity stands"},
        {"alice buys x @ 1", "t:2: 'x' is no number; expected a quantity"},
        {"alice buys 1", "t:2: expected '@ PRICE' or 'at market'"},
        {"alice buys 1 @ 1 now", "t:2: what is 'now'?"},
        {"alice buys 1 @ 1 colour=red", "t:2: what is 'colour='?"},
        {"alice buys 1 @ 1 id=a id=b", "t:2: option given twice: id=b"},
        {"alice buys 1 @ 1 stp=sometimes", "t:2: 'sometimes' is none of default, none, expire-"},
        {"alice cancels a", "t:2: no order named 'a'"},
        {"alice buys 1 @ 1 id=a\nalice amends a by 1", "t:3: expected: amends ORDER to QUANTITY"},
        {"alice buys 1 @ 1 id=a\nalice replaces a by b", "t:3: expected: replaces ORDER with"},
        {"deposit alice 1 ETH", "t:2: no asset named 'ETH'"},
        {"on ETHUSD", "t:2: no symbol named 'ETHUSD'"},
        {"filters price=5", "t:2: 5 is no range, such as 1..9"},
        {"mode closed", "t:2: not expected: rejected InvalidMode"},
    };
    for (const Wrong& wrong : wrongs) {
        const auto failure = RunScenario("t", "simple-market\n" + std::string(wrong.text));
        ASSERT_TRUE(failure.has_value()) << wrong.text;
        EXPECT_TRUE(failure->starts_with(wrong.failure)) << *failure;
    }
    EXPECT_EQ(RunScenario("t", "expect nothing"), "t:1: nothing was done yet");
    EXPECT_EQ(RunScenario("t", "filters price=1..2"), "t:1: no symbol is defined yet");
}

}  // namespace
}  // namespace bourse::scenarios
