// Order entry through REST at a fixed rate, open loop: each connection places a resting order and
// cancels it, both signed and both durable before they are answered. Latency is from the moment a
// request was due, not from when it was sent, so a slow answer is counted against all that it
// delayed (no coordinated omission).
// Thread: RunOrderEntry makes its own, one a connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bourse::bench {

struct OrderEntryOptions {
    std::string symbol = "BTCUSDT";
    std::string price = "30000.00";  // at which a purchase rests
    std::string quantity = "0.00100";
    std::uint16_t port = 8080;
    int orders_per_s = 500;
    int seconds = 60;
    int connections = 8;
};

struct ClientKey {
    std::string name;
    std::string secret;
};
// Of a user in a dev-keys.json; ends the program when it is not there.
ClientKey ReadClientKey(const std::string& file, const std::string& user);

struct OrderEntryResult {
    std::vector<std::int64_t> latencies_us;  // of placements, sorted
    std::uint64_t errors = 0;
    std::string first_error;
};
OrderEntryResult RunOrderEntry(const OrderEntryOptions& options, const ClientKey& key);

// Of a sorted row that is not empty; `quantile` from 0 to 1.
template <class Number>
Number Quantile(const std::vector<Number>& sorted, double quantile) {
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(quantile * last)];
}

}  // namespace bourse::bench
