#include "bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <thread>

#include "bench/machine.h"

namespace bourse::bench {
namespace {

#ifdef __clang__
constexpr std::string_view kCompiler = "clang " __clang_version__;
#else
constexpr std::string_view kCompiler = "gcc " __VERSION__;
#endif

std::string Fields(const Measurement& measurement) {
    return fmt::format(
        R"("commands_per_s":{:.0f},"ratio_to_map":{:.2f},"p50_ns":{},"p99_ns":{},)"
        R"("p999_ns":{},"allocations":{},"valid":{})",
        measurement.commands_per_s,
        measurement.ratio_to_map,
        measurement.p50_ns,
        measurement.p99_ns,
        measurement.p999_ns,
        measurement.allocations,
        measurement.valid
    );
}

std::vector<std::string_view> Engines(const Report& report) {
    std::vector<std::string_view> engines;
    for (const Measurement& measurement : report.measurements) {
        if (std::ranges::find(engines, measurement.engine) == engines.end()) {
            engines.push_back(measurement.engine);
        }
    }
    return engines;
}

std::string EngineJson(const Report& report, std::string_view engine) {
    std::string json = fmt::format("\"{}\":{{", engine);
    const Measurement* headline = nullptr;
    for (const Measurement& measurement : report.measurements) {
        if (measurement.engine != engine) continue;
        json += fmt::format("\"{}\":{{{}}},", measurement.workload, Fields(measurement));
        if (measurement.workload == "w1" || headline == nullptr) headline = &measurement;
    }
    return json + Fields(*headline) + "},";
}

}  // namespace

bool Report::ok() const {
    return std::ranges::all_of(measurements, &Measurement::valid) &&
           std::ranges::all_of(hashes, &WorkloadHash::matches);
}

std::string ToJson(const Report& report) {
    std::string json = "{";
    for (const std::string_view engine : Engines(report)) json += EngineJson(report, engine);
    json += "\"sha256\":{";
    for (const WorkloadHash& hash : report.hashes) {
        json += fmt::format(
            "{}\"{}\":\"{}\"", &hash == report.hashes.data() ? "" : ",", hash.workload, hash.sha256
        );
    }
    json += fmt::format(
        R"(}},"sha256_ok":{},"valid":{},"runs":{},"sync_p50_ns":{},)"
        R"("machine":{{"cpu":"{}","cores":{},"load":{:.2f},"compiler":"{}"}}}})",
        std::ranges::all_of(report.hashes, &WorkloadHash::matches),
        std::ranges::all_of(report.measurements, &Measurement::valid),
        report.runs,
        report.sync_p50_ns,
        CpuModel(),
        std::thread::hardware_concurrency(),
        LoadAverage(),
        kCompiler
    );
    return json + "\n";
}

std::string ToTable(const Report& report) {
    std::string table = fmt::format(
        "{}, {} cores, load {:.2f}, {}; median of {} runs\n\n"
        "{:<18}{:<10}{:>14}{:>8}{:>10}{:>10}{:>11}{:>13}  result\n",
        CpuModel(),
        std::thread::hardware_concurrency(),
        LoadAverage(),
        kCompiler,
        report.runs,
        "engine",
        "workload",
        "commands/s",
        "x map",
        "p50 ns",
        "p99 ns",
        "p99.9 ns",
        "allocations"
    );
    for (const Measurement& m : report.measurements) {
        fmt::format_to(
            std::back_inserter(table),
            "{:<18}{:<10}{:>14.0f}{:>8.2f}{:>10}{:>10}{:>11}{:>13}  {}\n",
            m.engine,
            m.workload,
            m.commands_per_s,
            m.ratio_to_map,
            m.p50_ns,
            m.p99_ns,
            m.p999_ns,
            m.allocations,
            m.valid ? "valid" : "WRONG"
        );
    }
    table += "\n";
    for (const WorkloadHash& hash : report.hashes) {
        table += fmt::format(
            "{:<5}sha256 {} {}\n",
            hash.workload,
            hash.sha256,
            hash.matches ? "as published" : "NOT AS PUBLISHED"
        );
    }
    table += fmt::format("4 KiB and fdatasync on this disk: p50 {} ns\n", report.sync_p50_ns);
    return table;
}

}  // namespace bourse::bench
