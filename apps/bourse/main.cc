// bourse: one binary, a verb a role.
#include <CLI/CLI.hpp>

#include "apps/bourse/dev.h"
#include "apps/bourse/journal_tool.h"
#include "apps/bourse/replay.h"
#include "sim/market/preset.h"

namespace bourse::apps {

namespace {

constexpr std::int64_t kLimitMax = 1'000'000'000;  // a day of it still fits

void AddDev(CLI::App& app, DevOptions& options) {
    CLI::App* dev = app.add_subcommand(
        "dev", "Everything in one process on loopback, with a simulated market that is alive"
    );
    dev->add_option("--port", options.port, "TCP port; 0 takes a free one")
        ->envname("BOURSE_PORT")
        ->check(CLI::Range(0, 65'535))
        ->capture_default_str();
    auto* data =
        dev->add_option("--data", options.data, "Directory for journal, snapshots and keys")
            ->envname("BOURSE_DATA")
            ->capture_default_str();
    dev->add_flag(
           "--ephemeral", options.is_ephemeral, "Data in a directory that is removed at the end"
    )
        ->excludes(data);
    dev->add_option("--market", options.market, "sim: house orders; none: no house orders")
        ->check(CLI::IsMember({"sim", "none"}))
        ->capture_default_str();
    dev->add_option(
           "--preset", options.preset, "Mood of the market: " + std::string(sim::kPresetNames)
    )
        ->check([](const std::string& name) {
            return sim::FindPreset(name)
                       ? std::string()
                       : "'" + name + "' is not one of: " + std::string(sim::kPresetNames);
        })
        ->capture_default_str();
    dev->add_option("--seed", options.seed, "Seed of the simulated market")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    dev->add_option("--order-limit", options.order_limit, "Orders an account in 10 seconds")
        ->check(CLI::Range(std::int64_t{1}, kLimitMax))
        ->capture_default_str();
    dev->add_option("--weight-limit", options.weight_limit, "Request weight an address in a minute")
        ->check(CLI::Range(std::int64_t{1}, kLimitMax))
        ->capture_default_str();
    dev->add_option("--threads", options.threads, "I/O threads of the gateway")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
}

int Main(int argc, char** argv) {
    CLI::App app("bourse: a spot exchange you can own");
    app.set_version_flag("--version", "bourse 0.1.0");
    app.require_subcommand(1);
    DevOptions dev;
    ReplayOptions replay;
    JournalOptions journal;
    AddDev(app, dev);
    AddReplay(app, replay);
    AddJournal(app, journal);
    CLI11_PARSE(app, argc, argv);
    if (app.got_subcommand("replay")) return RunReplay(replay);
    if (app.got_subcommand("journal")) return RunJournal(journal);
    return RunDev(dev);
}

}  // namespace

}  // namespace bourse::apps

int main(int argc, char** argv) { return bourse::apps::Main(argc, argv); }
