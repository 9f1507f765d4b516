// bench_core: how fast the core is, one thread, no I/O. Each verb is one workload family.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/engine_apply.h"
#include "bench/engine_book.h"
#include "bench/engine_map.h"
#include "bench/journal_run.h"
#include "bench/machine.h"
#include "bench/report.h"
#include "bench/runner.h"
#include "bench/spotmix.h"

namespace bourse::bench {
namespace {

struct Engine {
    std::string_view name;
    ThroughputRun (*throughput)(const Workload&);
    LatencyRun (*latency)(const Workload&);
};

template <class T>
constexpr Engine MakeEngine() {
    return {T::kName, &Runner<T>::Throughput, &Runner<T>::Latency};
}

constexpr std::array kEngines{
    MakeEngine<BookEngine>(), MakeEngine<ApplyEngine>(), MakeEngine<MapEngine>()};

struct Options {
    std::vector<std::string> workloads{"w1", "w64"};
    int runs = 5;
    bool json = false;
    std::string write;
};

const WorkloadSpec* FindWorkload(std::string_view name) {
    const auto* found = std::ranges::find(kWorkloads, name, &WorkloadSpec::name);
    return found == kWorkloads.end() ? nullptr : found;
}

template <class T>
T Median(std::vector<T> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::uint32_t Percentile(const std::vector<std::uint32_t>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void SetPercentiles(const std::vector<std::uint32_t>& sorted, Measurement& measurement) {
    measurement.p50_ns = Percentile(sorted, 0.5);
    measurement.p99_ns = Percentile(sorted, 0.99);
    measurement.p999_ns = Percentile(sorted, 0.999);
}

Measurement MeasureLatency(const Engine& engine, const Workload& workload) {
    const LatencyRun run = engine.latency(workload);
    Measurement measurement;
    measurement.engine = engine.name;
    measurement.valid = run.valid;
    SetPercentiles(run.latencies_ns, measurement);
    return measurement;
}

// Once a workload: a phase takes seconds, and the disk makes most of its noise.
void MeasureJournal(const Workload& workload, std::string_view name, Report& report) {
    const double baseline = report.measurements.back().commands_per_s;
    const JournalRun run = RunJournal(workload);
    const auto add = [&](std::string_view engine, const JournalPhase& phase) {
        Measurement measurement;
        measurement.engine = engine;
        measurement.workload = name;
        measurement.valid = run.valid;
        measurement.commands_per_s = phase.commands_per_s;
        measurement.allocations = phase.allocations;
        measurement.ratio_to_map = phase.commands_per_s / baseline;
        SetPercentiles(phase.latencies_ns, measurement);
        report.measurements.push_back(measurement);
    };
    add("journal", run.saturated);
    add("journal_open_loop", run.open_loop);
}

// The engines take turns, so that a busy machine slows all of them.
void Measure(const Workload& workload, std::string_view name, Report& report) {
    std::array<std::vector<double>, kEngines.size()> rates;
    std::array<Measurement, kEngines.size()> results;
    for (std::size_t i = 0; i < kEngines.size(); ++i) {
        results[i] = MeasureLatency(kEngines[i], workload);
    }
    for (int run = 0; run < report.runs; ++run) {
        for (std::size_t i = 0; i < kEngines.size(); ++i) {
            const ThroughputRun throughput = kEngines[i].throughput(workload);
            rates[i].push_back(throughput.commands_per_s);
            results[i].allocations = throughput.allocations;
            results[i].valid &= throughput.valid;
        }
    }
    const double baseline = Median(rates.back());
    for (std::size_t i = 0; i < kEngines.size(); ++i) {
        results[i].workload = name;
        results[i].commands_per_s = Median(rates[i]);
        results[i].ratio_to_map = results[i].commands_per_s / baseline;
        report.measurements.push_back(results[i]);
    }
}

int Write(const Options& options) {
    const WorkloadSpec& spec = *FindWorkload(options.workloads.front());
    if (options.workloads.size() == 1 && WriteWorkload(GenerateSpotmix(spec), options.write)) {
        return 0;
    }
    fmt::print(
        stderr,
        "cannot write {} workloads to {}: --write takes one --workload and a writable file\n",
        options.workloads.size(),
        options.write
    );
    return 1;
}

int Spotmix(const Options& options) {
    if (!options.write.empty()) return Write(options);
    Report report;
    report.runs = options.runs;
    for (const std::string& name : options.workloads) {
        const WorkloadSpec& spec = *FindWorkload(name);
        const Workload workload = GenerateSpotmix(spec);
        const std::string sha256 = Sha256(workload);
        report.hashes.push_back({spec.name, sha256, sha256 == spec.sha256});
        Measure(workload, spec.name, report);
        MeasureJournal(workload, spec.name, report);
    }
    report.sync_p50_ns = Percentile(MeasureSync({std::filesystem::current_path()}), 0.5);
    fmt::print("{}", options.json ? ToJson(report) : ToTable(report));
    return report.ok() ? 0 : 1;
}

int Main(int argc, char** argv) {
    CLI::App app{"Measures the core of bourse: one thread, no network, no disk."};
    app.require_subcommand(1);
    Options options;
    CLI::App* spotmix = app.add_subcommand("spotmix", "A seeded mix of quotes, takers and cancels");
    std::vector<std::string> names;
    for (const WorkloadSpec& spec : kWorkloads) names.emplace_back(spec.name);
    spotmix->add_flag("--json", options.json, "One JSON object instead of a table");
    spotmix->add_option("--runs", options.runs, "Throughput runs of which the median counts")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    spotmix->add_option("--workload", options.workloads, "Comma-separated")
        ->delimiter(',')
        ->check(CLI::IsMember(names))
        ->capture_default_str();
    spotmix->add_option("--write", options.write, "Write the one --workload to this file and exit");
    CLI11_PARSE(app, argc, argv);
    return Spotmix(options);
}

}  // namespace
}  // namespace bourse::bench

int main(int argc, char** argv) { return bourse::bench::Main(argc, argv); }
