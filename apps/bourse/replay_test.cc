#include "apps/bourse/replay.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "apps/bourse/flow_fixture.h"

namespace bourse::apps {
namespace {

// Replaces the only occurrence.
std::string Edited(std::string_view text, std::string_view from, std::string_view to) {
    std::string edited(text);
    const std::size_t place = edited.find(from);
    EXPECT_TRUE(place != std::string::npos && edited.find(from, place + 1) == std::string::npos)
        << from;
    return edited.replace(place, from.size(), to);
}

// A directory for the temporary files of this process, while it lives.
class TemporaryDirectory {
public:
    explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {
        std::filesystem::create_directory(path_);
        setenv("TMPDIR", path_.c_str(), 1);
    }
    ~TemporaryDirectory() { unsetenv("TMPDIR"); }
    bool is_empty() const { return std::filesystem::is_empty(path_); }

private:
    std::filesystem::path path_;
};

class ReplayTest : public FlowFixture {
protected:
    ReplayTest() {
        Write("commands.csv", kCommands);
        Write("expected_trades.csv", kTrades);
        Write("expected_books.csv", kBooks);
        Write("expected_final_book.csv", kFinalBook);
    }
    ReplayOptions Options() const {
        ReplayOptions options;
        options.directory = path();
        options.is_checked = true;
        return options;
    }
    FlowCheck::Report Check() const {
        const auto result = Replay(Options());
        EXPECT_TRUE(result) << (result ? "" : result.error());
        return result ? *result->check : FlowCheck::Report();
    }
    using Texts = std::vector<std::string>;
};

TEST_F(ReplayTest, EveryOperationAndTypeDoesWhatTheFormatSays) {
    const auto result = Replay(Options());
    ASSERT_TRUE(result) << result.error();
    EXPECT_EQ(result->commands, 12u);
    EXPECT_EQ(result->trades, 6u);
    EXPECT_EQ(result->rejects, 2u);
    EXPECT_EQ(result->resting_orders, 2u);
    EXPECT_EQ(result->check->differences, Texts());
    EXPECT_EQ(result->check->trades, 6u);
    EXPECT_EQ(result->check->books, 4u);
    EXPECT_EQ(result->check->resting_orders, 2u);
    EXPECT_EQ(RunReplay(Options()), 0);
}

TEST_F(ReplayTest, CompressedFilesAreTheSame) {
    for (const char* name : {"commands.csv", "expected_trades.csv", "expected_books.csv"}) {
        Write(std::string(name) + ".zst", Compress(Read(name)));
        std::filesystem::remove(path() / name);
    }
    EXPECT_EQ(Check().difference_count, 0u);
    EXPECT_EQ(Check().books, 4u);
}

TEST_F(ReplayTest, TheOrderOfOneTakersPrintsDoesNotMatter) {
    Write(
        "expected_trades.csv",
        Edited(kTrades, "4,11,14,B,100,5\n4,12,14,B,100,2\n", "4,12,14,B,100,2\n4,11,14,B,100,5\n")
    );
    EXPECT_EQ(Check().differences, Texts());
}

TEST_F(ReplayTest, AChangedPriceIsADifference) {
    Write("expected_trades.csv", Edited(kTrades, "11,16,18,B,98,1", "11,16,18,B,99,1"));
    EXPECT_EQ(
        Check().differences,
        Texts{
            "after command 11: trade: expected B 18 takes 1 at 99 from 16, got B 18 takes 1 at 98 "
            "from 16"}
    );
    EXPECT_EQ(RunReplay(Options()), 1);
}

TEST_F(ReplayTest, AMissingAndAnAdditionalTradeAreDifferences) {
    Write("expected_trades.csv", Edited(kTrades, "8,15,13,B,100,1\n", "9,1,2,S,100,1\n"));
    EXPECT_EQ(
        Check().differences,
        (Texts{
            "after command 8: trade: expected none, got B 13 takes 1 at 100 from 15",
            "after command 9: trade: expected S 2 takes 1 at 100 from 1, got none"})
    );
}

TEST_F(ReplayTest, ASwappedMakerIsADifference) {
    Write("expected_trades.csv", Edited(kTrades, "8,12,13,B,100,2", "8,15,13,B,100,2"));
    EXPECT_EQ(Check().difference_count, 1u);
}

TEST_F(ReplayTest, AWrongLevelIsADifferenceOfItsBook) {
    Write("expected_books.csv", Edited(kBooks, "99,7,100,2,", "99,7,100,3,"));
    EXPECT_EQ(
        Check().differences, Texts{"after command 6: book: ask 1: expected 3 at 100, got 2 at 100"}
    );
}

TEST_F(ReplayTest, AMissingLevelIsADifference) {
    Write("expected_books.csv", Edited(kBooks, "5,9,,,98,1,,,100,3", "5,9,,,98,1,,,,"));
    EXPECT_EQ(
        Check().differences, Texts{"after command 9: book: ask 2: expected none, got 3 at 100"}
    );
}

TEST_F(ReplayTest, AWrongFinalOrderIsADifference) {
    Write("expected_final_book.csv", Edited(kFinalBook, "19,B,97,6\n", ""));
    EXPECT_EQ(
        Check().differences,
        Texts{"after command 12: final book: bid order 1: expected none, got B 19 with 6 at 97"}
    );
}

TEST_F(ReplayTest, DifferencesBeyondTheFirstTwentyAreCounted) {
    std::string trades(kTrades);
    for (int i = 0; i < 30; ++i) trades += "12,1,2,B,3,4\n";
    Write("expected_trades.csv", trades);
    EXPECT_EQ(Check().difference_count, 30u);
    EXPECT_EQ(Check().differences.size(), FlowCheck::kDifferencesShown);
}

TEST_F(ReplayTest, APrefixOfTheCommandsIsAFlow) {
    Write("commands.csv", kCommands.substr(0, kCommands.find("7,1005")));
    std::filesystem::remove(path() / "expected_final_book.csv");
    const auto report = Check();
    EXPECT_EQ(report.differences, Texts());
    EXPECT_EQ(report.trades, 2u);
    EXPECT_EQ(report.books, 3u);
}

TEST_F(ReplayTest, TheTradesFileIsWhatTheVenueWouldHavePublished) {
    auto options = Options();
    options.trades_file = path() / "trades.csv";
    ASSERT_TRUE(Replay(options));
    EXPECT_EQ(Read("trades.csv"), kTrades);
}

TEST_F(ReplayTest, AnErrorLeavesNothing) {
    const TemporaryDirectory temporaries(path() / "temporaries");
    auto options = Options();
    options.trades_file = path() / "trades.csv";
    Write("trades.csv", "former");
    Write("expected_books.csv", Edited(kBooks, "5,9,", "5,x,"));
    const auto result = Replay(options);
    ASSERT_FALSE(result);
    EXPECT_EQ(
        result.error(),
        "expected_books.csv:6: after_seq is 'x', expected a whole number from 0 to "
        "9223372036854775807"
    );
    EXPECT_EQ(Read("trades.csv"), "former");
    EXPECT_FALSE(std::filesystem::exists(path() / "trades.csv.new"));
    EXPECT_TRUE(temporaries.is_empty());
    EXPECT_EQ(RunReplay(options), 1);
}

TEST_F(ReplayTest, AnErrorBehindTheLastCommandLeavesNothing) {
    const TemporaryDirectory temporaries(path() / "temporaries");
    auto options = Options();
    options.trades_file = path() / "missing" / "trades.csv";
    const auto result = Replay(options);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().find("missing/trades.csv"), std::string::npos) << result.error();
    EXPECT_TRUE(temporaries.is_empty());
}

TEST_F(ReplayTest, TradesAreNotWrittenOverADevice) {
    auto options = Options();
    options.trades_file = "/dev/null";
    EXPECT_FALSE(Replay(options));
}

TEST_F(ReplayTest, SpeedIsAFactorOfTheRecordedTime) {
    auto options = Options();
    options.speed = "0.5";  // ten recorded milliseconds
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(Replay(options));
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(20));
}

class RecordedVenueTest : public testing::TestWithParam<const char*> {};

TEST_P(RecordedVenueTest, EqualsWhatTheVenuePublished) {
    ReplayOptions options;
    options.directory = std::filesystem::path("../shared/data") / GetParam();
    options.is_checked = true;
    if (!std::filesystem::exists(options.directory)) {
        GTEST_SKIP() << "no recorded order flow in " << options.directory;
    }
    const auto result = Replay(options);
    ASSERT_TRUE(result) << result.error();
    EXPECT_GT(result->check->trades, 0u);
    EXPECT_EQ(result->check->differences, std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(
    Venues, RecordedVenueTest, testing::Values("bitstamp_2015", "exchange_cda_stock2")
);

}  // namespace
}  // namespace bourse::apps
