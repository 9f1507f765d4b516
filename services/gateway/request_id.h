// The id of a request in a WebSocket message: an integer, a short text, or null; answers carry it
// back as it came. Thread: any; pure.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>

namespace bourse::gateway {

// As JSON text. nullopt for anything that is no id.
std::optional<std::string> ReadRequestId(simdjson::dom::element id);

}  // namespace bourse::gateway
