// `bourse replay`: feeds a folder of recorded order flow (recorded_flow.h) to a market of the real
// engine, and compares what comes of it with what the venue published.
// Thread: the main thread's.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "apps/bourse/flow_check.h"
#include "core/base/expected.h"

namespace CLI {
class App;
}

namespace bourse::apps {

struct ReplayOptions {
    std::filesystem::path directory;
    bool is_checked = false;
    std::filesystem::path trades_file;  // empty: none
    std::string speed = "full";         // "full", "real" or a factor of real time
};

struct ReplayResult {
    std::size_t commands = 0, trades = 0, rejects = 0, resting_orders = 0;
    std::optional<FlowCheck::Report> check;
};

void AddReplay(CLI::App& app, ReplayOptions& options);

// All files are read and checked before anything happens. After an error nothing is left.
Expected<ReplayResult, std::string> Replay(const ReplayOptions& options);

// Prints the result; the exit status of the process: 1 after an error or with a difference.
int RunReplay(const ReplayOptions& options);

}  // namespace bourse::apps
