// Runs a scenario (scenarios/README.md): a text that tells a fresh exchange what to do and what to
// expect, one statement a line.
// Thread: any; each run has its own exchange.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bourse::scenarios {

// The first failure as "name:line: what was expected, what came instead", or nullopt.
std::optional<std::string> RunScenario(std::string_view name, std::string_view text);

}  // namespace bourse::scenarios
