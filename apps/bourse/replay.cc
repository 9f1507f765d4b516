#include "apps/bourse/replay.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "apps/bourse/data_directory.h"

namespace bourse::apps {

namespace {

using std::chrono::steady_clock;

// Seconds of the record a second; nullopt when the text says none, 0 for no waiting at all.
std::optional<double> ParseSpeed(const std::string& text) {
    if (text == "full") return 0;
    if (text == "real") return 1;
    char* end = nullptr;
    const double factor = std::strtod(text.c_str(), &end);
    const bool is_factor = end != text.c_str() && *end == '\0' && std::isfinite(factor);
    return is_factor && factor > 0 ? std::optional(factor) : std::nullopt;
}

// Holds SIGINT and SIGTERM back while it lives, so that an interrupted replay cleans up.
class StopSignals {
public:
    StopSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, &former_);
    }
    ~StopSignals() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    // Waits until then; false when a signal came before.
    bool WaitUntil(steady_clock::time_point then) const {
        const auto left = std::max(steady_clock::duration::zero(), then - steady_clock::now());
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec timeout{seconds.count(), (left - seconds).count()};
        return sigtimedwait(&signals_, nullptr, &timeout) < 0;
    }

private:
    sigset_t signals_, former_;
};

// One line on a terminal, ten times a second; nothing elsewhere.
class Progress {
public:
    explicit Progress(std::size_t total) : total_(total), is_shown_(isatty(STDERR_FILENO) != 0) {}
    ~Progress() {
        if (is_shown_) fmt::print(stderr, "\r\x1b[K");
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void Show(std::size_t done) {
        const auto now = steady_clock::now();
        if (!is_shown_ || now < next_) return;
        next_ = now + std::chrono::milliseconds(100);
        fmt::print(stderr, "\rcommand {} of {}  {} %", done, total_, done * 100 / total_);
    }

private:
    std::size_t total_;
    bool is_shown_;
    steady_clock::time_point next_;
};

// The engine's trades as a file that could be an expected_trades.csv.
class TradesText {
public:
    void Add(CommandNumber number, const RecordedTrade& trade) {
        ++count_;
        text_ += fmt::format(
            "{},{},{},{},{},{}\n",
            number.raw(),
            trade.maker.raw(),
            trade.taker.raw(),
            trade.taker_side == Side::kBuy ? 'B' : 'S',
            trade.price.raw(),
            trade.quantity.raw()
        );
    }
    std::size_t count() const { return count_; }
    const std::string& text() const { return text_; }

private:
    std::size_t count_ = 0;
    std::string text_ = "taker_cmd_seq,maker_order_id,taker_order_id,taker_side,price,qty\n";
};

// What Replay does, once the flow is known to be sound.
class Run {
public:
    Run(const ReplayOptions& options, const RecordedFlow& flow)
        : options_(options), flow_(flow), check_(flow) {}

    Expected<ReplayResult, std::string> Go() {
        auto market = RecordedMarket::Make(flow_);
        if (!market) return Unexpected{market.error()};
        const auto played = Play(**market);
        if (!played) return Unexpected{played.error()};
        if (!options_.trades_file.empty()) {
            const auto written = WritePrivateFile(options_.trades_file, trades_.text());
            if (!written) return Unexpected{written.error()};
        }
        ReplayResult result{
            flow_.commands.size(), trades_.count(), (*market)->reject_count(), 0, {}};
        result.resting_orders = (*market)->RestingOrders().size();
        if (options_.is_checked) result.check = check_.report();
        return result;
    }

private:
    Expected<void, std::string> Play(RecordedMarket& market) {
        const StopSignals signals;
        Progress progress(flow_.commands.size());
        const auto start = steady_clock::now();
        CommandNumber number;
        check_.AfterCommand(number, {}, market);
        for (const RecordedCommand& command : flow_.commands) {
            if (!signals.WaitUntil(start + DueAfter(command.time))) {
                return Unexpected{fmt::format("stopped after command {}", number.raw())};
            }
            number = number.Next();
            const auto trades = market.Apply(command);
            if (!trades) {
                return Unexpected{fmt::format("command {}: {}", number.raw(), trades.error())};
            }
            for (const RecordedTrade& trade : **trades) trades_.Add(number, trade);
            check_.AfterCommand(number, **trades, market);
            progress.Show(static_cast<std::size_t>(number.raw()));
        }
        check_.AtEnd(number, market);
        return market.Finish();
    }

    // How long after the first command; at most some thirty years.
    std::chrono::nanoseconds DueAfter(Timestamp time) const {
        if (speed_ == 0) return {};
        const auto since_ns = static_cast<double>(time.raw() - flow_.commands.front().time.raw());
        return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(since_ns / speed_, 1e18))
        );
    }

    const ReplayOptions& options_;
    const RecordedFlow& flow_;
    const double speed_ = *ParseSpeed(options_.speed);
    FlowCheck check_;
    TradesText trades_;
};

void PrintCheck(const FlowCheck::Report& report) {
    for (const std::string& difference : report.differences) fmt::print("{}\n", difference);
    const std::uint64_t more = report.difference_count - report.differences.size();
    if (more > 0) fmt::print("and {} more\n", more);
    fmt::print(
        "compared {} trades, {} books, {} resting orders: {} differ\n",
        report.trades,
        report.books,
        report.resting_orders,
        report.difference_count
    );
}

}  // namespace

void AddReplay(CLI::App& app, ReplayOptions& options) {
    CLI::App* replay =
        app.add_subcommand("replay", "Feed a folder of recorded order flow to a market");
    replay->add_option("directory", options.directory, "Folder with commands.csv or .csv.zst")
        ->required()
        ->check(CLI::ExistingDirectory);
    replay->add_flag(
        "--check", options.is_checked, "Compare with what the venue published (expected_*.csv)"
    );
    replay->add_option("--trades", options.trades_file, "Write the trades to this CSV file");
    replay->add_option("--speed", options.speed, "full, real, or a factor of real time such as 10")
        ->check([](const std::string& text) {
            return ParseSpeed(text) ? std::string()
                                    : "'" + text + "' is not full, real or a number above 0";
        })
        ->capture_default_str();
}

Expected<ReplayResult, std::string> Replay(const ReplayOptions& options) {
    std::error_code ignored;
    const auto target = std::filesystem::status(options.trades_file, ignored);
    if (std::filesystem::exists(target) && !std::filesystem::is_regular_file(target)) {
        return Unexpected{fmt::format(
            "{} is no ordinary file; give another one with --trades", options.trades_file.string()
        )};
    }
    const auto flow = LoadRecordedFlow(
        options.directory, options.is_checked ? ExpectedFiles::kRead : ExpectedFiles::kIgnore
    );
    if (!flow) return Unexpected{flow.error()};
    return Run(options, *flow).Go();
}

int RunReplay(const ReplayOptions& options) {
    const auto start = steady_clock::now();
    const auto result = Replay(options);
    if (!result) {
        fmt::print(stderr, "bourse: {}\n", result.error());
        return EXIT_FAILURE;
    }
    const std::chrono::duration<double> elapsed = steady_clock::now() - start;
    fmt::print(
        "replayed {} commands in {:.1f} s: {} trades, {} rejects, {} orders rest\n",
        result->commands,
        elapsed.count(),
        result->trades,
        result->rejects,
        result->resting_orders
    );
    if (!result->check) return EXIT_SUCCESS;
    PrintCheck(*result->check);
    return result->check->difference_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace bourse::apps
