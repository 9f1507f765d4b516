// What the verbs of the command line take.
// Thread: any; plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bourse::apps {

struct DevOptions {
    std::filesystem::path data = "var";
    bool is_ephemeral = false;
    std::uint16_t port = 8080;
    std::filesystem::path ports_file{};    // tells a starter where it is; empty: none is written
    bool has_tls = false;                  // HTTPS and WSS instead of HTTP and WS
    std::vector<std::string> tls_names{};  // of the certificate, beside those of loopback
    std::string market = "sim";            // sim, none
    std::string preset = "normal";
    std::uint64_t seed = 42;
    int threads = 1;
    // Above Binance's, so that a load test needs no flag.
    std::int64_t order_limit = 100'000;   // an account, in 10 seconds
    std::int64_t weight_limit = 6'000;    // an address, in a minute
    std::int64_t connection_limit = 300;  // WebSocket connections an address opens in 5 minutes
};

}  // namespace bourse::apps
