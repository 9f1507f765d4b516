// Health checks, for whoever restarts the process or sends it clients:
//
//   /health/live    200: the process answers
//   /health/ready   200: the engine takes commands and answers them; else 503 and the reason
//
// Thread: the gateway thread's.
#pragma once

#include <optional>

#include "platform/http/message.h"
#include "services/gateway/command_link.h"

namespace bourse::gateway {

// Nothing for a request that is no GET or HEAD of these.
std::optional<http::Response> ServeHealth(
    const http::Request& request, const CommandLink& link, TimePoint now
);

}  // namespace bourse::gateway
