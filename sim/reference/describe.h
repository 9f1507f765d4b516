// Commands and events as lines that people read: a type, then its fields by name.
// Thread: any; pure.
#pragma once

#include <span>
#include <string>

#include "core/wire/command_codec.h"

namespace bourse::reference {

std::string Describe(const wire::Command& command);

// One line an event, each indented.
std::string DescribeEvents(std::span<const std::byte> events);

}  // namespace bourse::reference
