// rest_load: journalled order entry through REST at a fixed rate, open loop (order_entry.h). The
// client shares the machine; what its disk and its processors gave at the same time is printed
// beside.
//
//   bourse dev --port 8080 --data D --market none &
//   rest_load --keys D/dev-keys.json --port 8080 --rate 500 --seconds 60
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "bench/machine.h"
#include "bench/order_entry.h"

namespace bourse::bench {

namespace {

constexpr int kDiskSeconds = 5;

struct Options {
    std::string keys = "var/dev-keys.json";
    std::string user = "alice";
    OrderEntryOptions entry;
};

template <class Number>
std::string Percentiles(const std::vector<Number>& sorted, Number per_us) {
    const auto at = [&](double quantile) { return Quantile(sorted, quantile) / per_us; };
    return fmt::format(
        "p50 {} us, p99 {} us, p99.9 {} us, max {} us", at(0.5), at(0.99), at(0.999), at(1.0)
    );
}

// On the disk of the journal, about as often as orders and cancels become durable.
std::string DiskAlone(const Options& options, FileShape shape) {
    const int syncs_per_s = 2 * options.entry.orders_per_s;
    const auto pause = std::chrono::nanoseconds(std::chrono::seconds(1)) / syncs_per_s;
    const auto directory = std::filesystem::absolute(options.keys).parent_path();
    return Percentiles(
        MeasureSync({directory, shape, syncs_per_s * kDiskSeconds, pause}), std::uint32_t{1'000}
    );
}

void AddOptions(CLI::App& app, Options& options) {
    app.add_option("--keys", options.keys, "dev-keys.json, beside the journal")
        ->check(CLI::ExistingFile);
    app.add_option("--user", options.user, "Name in it");
    app.add_option("--symbol", options.entry.symbol, "Market");
    app.add_option("--price", options.entry.price, "A price that rests");
    app.add_option("--quantity", options.entry.quantity, "Of each order");
    app.add_option("--port", options.entry.port, "Of the gateway");
    app.add_option("--rate", options.entry.orders_per_s, "Orders a second; each is cancelled, too");
    app.add_option("--seconds", options.entry.seconds, "How long");
    app.add_option("--connections", options.entry.connections, "Kept alive");
}

int Main(int argc, char** argv) {
    CLI::App app("Journalled order entry through REST, open loop");
    Options options;
    AddOptions(app, options);
    CLI11_PARSE(app, argc, argv);
    const ClientKey key = ReadClientKey(options.keys, options.user);
    const std::string growing = DiskAlone(options, FileShape::kGrowing);
    const CpuTimes before = ReadCpuTimes();
    const OrderEntryResult result = RunOrderEntry(options.entry, key);
    const CpuTimes after = ReadCpuTimes();
    const std::string in_place = DiskAlone(options, FileShape::kInPlace);
    const auto share = [&](std::int64_t CpuTimes::*part) {
        return 100.0 * static_cast<double>(after.*part - before.*part) /
               static_cast<double>(after.total - before.total);
    };
    fmt::print(
        "{} orders at {}/s (and as many cancels), {} errors; from due to answered: {}\n"
        "the disk alone, 4 KiB and fdatasync, in place, after: {}\n"
        "                             growing file, before: {}\n"
        "{}, {} cores: {:.1f}% idle, {:.1f}% withheld by its host, load {:.2f}\n",
        result.latencies_us.size(),
        options.entry.orders_per_s,
        result.errors,
        Percentiles(result.latencies_us, std::int64_t{1}),
        in_place,
        growing,
        CpuModel(),
        std::thread::hardware_concurrency(),
        share(&CpuTimes::idle),
        share(&CpuTimes::stolen),
        LoadAverage()
    );
    if (result.errors != 0) fmt::print("first error: {}\n", result.first_error);
    return result.errors == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace bourse::bench

int main(int argc, char** argv) { return bourse::bench::Main(argc, argv); }
