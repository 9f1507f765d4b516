// `bourse dev`: the whole exchange in one process, on loopback, with a market that is alive.
#pragma once

#include "apps/bourse/options.h"

namespace bourse::apps {

// Runs until SIGINT or SIGTERM; the exit status of the process.
int RunDev(const DevOptions& options);

}  // namespace bourse::apps
