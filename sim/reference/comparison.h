// The comparison of the engine with the reference: the same generated commands to both, their
// events compared byte for byte after each command.
// Thread: one owner; comparisons of different seeds may run side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/wire/command_codec.h"
#include "sim/reference/command_generator.h"
#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

struct Difference {
    std::uint64_t index = 0;              // of the command in the stream, from 0
    std::vector<wire::Command> commands;  // up to and with the one that differed
    std::string engine, reference;        // the events of each, readable
};

struct ComparisonOptions {
    std::uint64_t seed = 1;
    std::uint64_t commands = 0;
    Defect defect = Defect::kNone;  // of the reference
};

// Compares a generated stream; the first difference ends it.
std::optional<Difference> Compare(const ComparisonOptions& options);

// Compares given commands.
std::optional<Difference> Replay(const std::vector<wire::Command>& commands, Defect defect);

// A shorter list of commands that still ends in a difference.
std::vector<wire::Command> Shrink(std::vector<wire::Command> commands, Defect defect);

}  // namespace bourse::reference
