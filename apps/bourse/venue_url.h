// How the verbs that talk to a running venue are told where it listens. Thread: any.
#pragma once

#include <string>

namespace bourse::apps {

// Empty for http://HOST:PORT and https://HOST:PORT, perhaps with a slash at the end; else what is
// wrong. What passes may be copied into programs.
std::string WhatIsWrongWithUrl(const std::string& url);

// Without a slash at the end; with TLS https:// in any case.
std::string VenueUrl(std::string url, bool has_tls);

}  // namespace bourse::apps
