// `bourse fault add|ls|clear`: a client of /dev/faults of a running `bourse dev`. Thread: the main
// thread's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/bourse/http_ask.h"

namespace CLI {
class App;
}

namespace bourse::apps {

struct FaultOptions {
    enum class Task { kAdd, kList, kClear };

    Task task = Task::kList;
    std::string fault{};                                          // kAdd
    std::vector<std::pair<std::string, std::string>> settings{};  // as the flags are named
    std::optional<std::uint64_t> id{};                            // kClear; without it: all
    VenueAddress venue{};
};

void AddFault(CLI::App& app, FaultOptions& options);

// The exit status of the process. Prints the venue's answer.
int RunFault(const FaultOptions& options);

}  // namespace bourse::apps
