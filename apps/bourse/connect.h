// `bourse connect CLIENT`: prints a whole program for a client of the Binance Spot API, set up for
// a running venue and the key of a demo user; with TLS it trusts the authority of that venue.
// Without CLIENT: which there are. Thread: the main thread's. Errors: what was given, and what may
// be.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/expected.h"

namespace CLI {
class App;
}

namespace bourse::apps {

struct ConnectOptions {
    std::string client{};  // empty: all are listed
    std::string url = "http://127.0.0.1:8080";
    std::filesystem::path data = "var";  // holds the dev-keys.json of the venue, and its ca/
    bool has_tls = false;                // as https:// in the url
};

void AddConnect(CLI::App& app, ConnectOptions& options);

// What is to be printed.
Expected<std::string, std::string> ConnectText(const ConnectOptions& options);

// The exit status of the process: kUsageError after an error.
int RunConnect(const ConnectOptions& options);

}  // namespace bourse::apps
