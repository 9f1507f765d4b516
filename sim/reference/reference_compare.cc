// reference_compare --commands N --seed S --seeds K --threads T: compares the engine with the
// reference on K streams of N commands, seeds S, S + 1 …; exit code 1 when they differ.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/wire/describe.h"
#include "sim/reference/comparison.h"

namespace bourse::reference {

namespace {

struct Plan {
    std::uint64_t commands = 100'000;
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
};

std::string WithCommas(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
    return text;
}

void Report(std::uint64_t seed, const Difference& difference) {
    std::printf(
        "seed %llu: command %llu differs\n%s\n  engine:\n%s  reference:\n%s"
        "again: reference_compare --seed %llu --commands %llu\nshortest list found:\n",
        static_cast<unsigned long long>(seed),
        static_cast<unsigned long long>(difference.index),
        wire::Describe(difference.commands.back()).c_str(),
        difference.engine.c_str(),
        difference.reference.c_str(),
        static_cast<unsigned long long>(seed),
        static_cast<unsigned long long>(difference.index + 1)
    );
    const auto shortest = Shrink(difference.commands, Defect::kNone);
    for (const wire::Command& command : shortest)
        std::printf("  %s\n", wire::Describe(command).c_str());
    if (const auto again = Replay(shortest, Defect::kNone)) {
        std::printf(
            "  engine:\n%s  reference:\n%s", again->engine.c_str(), again->reference.c_str()
        );
    }
}

// The number of streams that differ.
std::uint64_t Run(const Plan& plan) {
    std::atomic<std::uint64_t> next{0}, differ{0}, done{0};
    std::mutex output;
    const auto work = [&] {
        for (std::uint64_t i = next++; i < plan.seeds; i = next++) {
            const std::uint64_t seed = plan.seed + i;
            const auto difference = Compare({.seed = seed, .commands = plan.commands});
            const std::lock_guard lock(output);
            ++done;
            if (difference) {
                ++differ;
                Report(seed, *difference);
            } else if (isatty(STDERR_FILENO) != 0) {
                std::fprintf(stderr, "\r%s commands", WithCommas(done * plan.commands).c_str());
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < plan.threads; ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
    if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r");
    return differ;
}

}  // namespace

}  // namespace bourse::reference

int main(int argc, char** argv) {
    bourse::reference::Plan plan;
    CLI::App app("Compares the engine with the reference model, byte for byte.");
    app.add_option("--commands", plan.commands, "commands a stream")->capture_default_str();
    app.add_option("--seed", plan.seed, "the first stream")->capture_default_str();
    app.add_option("--seeds", plan.seeds, "streams")->capture_default_str();
    app.add_option("--threads", plan.threads, "streams at a time")->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    const std::uint64_t differ = bourse::reference::Run(plan);
    std::printf(
        "compared %s commands, %llu differ\n",
        bourse::reference::WithCommas(plan.commands * plan.seeds).c_str(),
        static_cast<unsigned long long>(differ)
    );
    return differ == 0 ? 0 : 1;
}
