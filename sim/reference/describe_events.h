// Events as lines that people read: a type, then the fields that a difference usually lies in.
// Thread: any; pure.
#pragma once

#include <span>
#include <string>

namespace bourse::reference {

// One line an event, each indented.
std::string DescribeEvents(std::span<const std::byte> events);

}  // namespace bourse::reference
