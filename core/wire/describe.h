// Commands as lines that people read: who sent it, its name, then its fields by name.
// Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

#include "core/wire/command_codec.h"

namespace bourse::wire {

// "PlaceOrder"; "Unknown" for what is none.
std::string_view NameOf(CommandType type);

std::string Describe(const Command& command);

}  // namespace bourse::wire
