// Runs one engine over one workload: the same dispatch, sink, clock and verification for each.
//
// An engine is a class with kName, a constructor from (const WorkloadHeader&, EventSink&), which
// may reserve but not look at the commands, the handlers Limit, Ioc, Market, Cancel, Replace and
// Reduce, which publish every event before they return, and resting().
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "bench/allocations.h"
#include "bench/event_sink.h"
#include "bench/workload.h"

namespace bourse::bench {

struct ThroughputRun {
    double commands_per_s = 0;
    std::uint64_t allocations = 0;  // in the timed part
    bool valid = false;             // the totals are those the generator expects
};

struct LatencyRun {
    std::vector<std::uint32_t> latencies_ns;  // of each timed command, sorted
    bool valid = false;
};

// Nanoseconds since some start, with the cost of the clock included in what it measures.
inline std::int64_t NowNs() {
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

template <class Engine>
void Dispatch(Engine& engine, const Command& command) {
    switch (command.type) {
        case CommandType::kLimit:
            return engine.Limit(command);
        case CommandType::kIoc:
            return engine.Ioc(command);
        case CommandType::kMarket:
            return engine.Market(command);
        case CommandType::kCancel:
            return engine.Cancel(command);
        case CommandType::kReplace:
            return engine.Replace(command);
        case CommandType::kReduce:
            return engine.Reduce(command);
    }
}

// A sequencer has the commands of a batch in hand: an engine with Prefetch is shown each 16 of them
// Engine::kGroupsAhead groups before their turn.
template <class Engine>
void LookAhead(Engine& engine, std::span<const Command> commands, std::size_t next) {
    constexpr std::size_t kGroup = 16;
    if constexpr (requires { engine.Prefetch(commands); }) {
        if (next % kGroup != 0) return;
        const auto show = [&](std::size_t first) {
            const std::size_t begin = std::min(first, commands.size());
            engine.Prefetch(commands.subspan(begin, std::min(kGroup, commands.size() - begin)));
        };
        for (std::size_t group = 0; next == 0 && group < Engine::kGroupsAhead; ++group) {
            show(group * kGroup);
        }
        show(next + Engine::kGroupsAhead * kGroup);
    }
}

template <class Engine>
class Runner {
public:
    static ThroughputRun Throughput(const Workload& workload) {
        Runner runner(workload);
        const std::uint64_t allocations = AllocationCount();
        const std::int64_t start = NowNs();
        const auto commands = workload.timed();
        for (std::size_t i = 0; i < commands.size(); ++i) {
            LookAhead(*runner.engine_, commands, i);
            Dispatch(*runner.engine_, commands[i]);
        }
        const double seconds = static_cast<double>(NowNs() - start) * 1e-9;
        return {
            static_cast<double>(workload.timed().size()) / seconds,
            AllocationCount() - allocations,
            runner.IsValid()};
    }

    static LatencyRun Latency(const Workload& workload) {
        Runner runner(workload);
        LatencyRun run;
        run.latencies_ns.reserve(workload.timed().size());
        std::int64_t start = NowNs();
        const auto commands = workload.timed();
        for (std::size_t i = 0; i < commands.size(); ++i) {
            LookAhead(*runner.engine_, commands, i);
            Dispatch(*runner.engine_, commands[i]);
            const std::int64_t end = NowNs();
            run.latencies_ns.push_back(static_cast<std::uint32_t>(end - start));
            start = NowNs();
        }
        run.valid = runner.IsValid();
        std::ranges::sort(run.latencies_ns);
        return run;
    }

private:
    explicit Runner(const Workload& workload)
        : header_(workload.header), engine_(std::make_unique<Engine>(workload.header, sink_)) {
        for (const Command& command : workload.prefill()) Dispatch(*engine_, command);
    }

    bool IsValid() const {
        Totals totals = sink_.totals();
        totals.resting = engine_->resting();
        return totals == header_.expected;
    }

    const WorkloadHeader& header_;
    EventSink sink_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace bourse::bench
