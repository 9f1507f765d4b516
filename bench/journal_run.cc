#include "bench/journal_run.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "bench/engine_apply.h"
#include "bench/runner.h"
#include "services/engine/engine.h"
#include "services/engine/sqlite_journal.h"

namespace bourse::bench {
namespace {

constexpr std::uint64_t kBurst = 64;

class ScratchDirectory {
public:
    ScratchDirectory() { CHECK(mkdtemp(path_.data()) != nullptr); }
    ~ScratchDirectory() { std::filesystem::remove_all(path_); }
    std::string File(const char* name) const { return path_ + "/" + name; }

private:
    std::string path_ = (std::filesystem::current_path() / "bench_journal-XXXXXX").string();
};

// The engine saves no snapshot here: the bench asks for the journal alone.
class NoSnapshots final : public engine::SnapshotStore {
public:
    Expected<void, std::string> Save(const engine::SnapshotInfo&, std::span<const std::byte>)
        override {
        return {};
    }
    Expected<engine::LoadedSnapshot, std::string> LoadNewest() override {
        return engine::LoadedSnapshot{};
    }
};

// The encoded commands of the venue, the prefill and the timed part, and what Apply makes of them.
struct Recording {
    wire::ByteBuffer commands;
    std::vector<std::size_t> ends;  // of each command in the bytes
    std::uint64_t first_timed = 0;
    std::uint64_t event_bytes = 0;
};

Recording Record(const Workload& workload) {
    Recording recording;
    EventSink sink;
    ApplyEngine engine(workload.header, sink, &recording.commands);
    for (const Command& command : workload.prefill()) Dispatch(engine, command);
    const std::size_t timed_begin = recording.commands.size();
    for (const Command& command : workload.timed().first(2 * kJournalCommands)) {
        Dispatch(engine, command);
    }
    const auto bytes = recording.commands.bytes();
    for (std::size_t end = 0; end < bytes.size();) {
        if (end == timed_begin) recording.first_timed = recording.ends.size();
        CommandHeader header;
        std::memcpy(&header, bytes.data() + end, sizeof header);
        recording.ends.push_back(end += header.size);
    }
    recording.event_bytes = engine.event_bytes();
    return recording;
}

// Submits a recording and hears when its commands are durable. The n-th command has sequence n + 1.
class Client {
public:
    explicit Client(const Recording& recording)
        : recording_(recording),
          due_ns_(recording.ends.size()),
          latencies_ns_(recording.ends.size()) {}

    void OnBatch(const engine::Batch& batch) {
        const std::int64_t now = NowNs();
        for (std::uint64_t n = batch.first.raw() - 1; n < batch.last.raw(); ++n) {
            latencies_ns_[n] = static_cast<std::uint32_t>(now - due_ns_[n]);
        }
        event_bytes_ += batch.events.size();
        published_.store(batch.last.raw(), std::memory_order_release);
    }

    // Submits the commands up to `end`, kJournalWindow at most on their way.
    JournalPhase Saturate(engine::Engine& engine, std::uint64_t end) {
        return Run(end, [&] {
            WaitFor(next_ + kBurst - std::min(next_ + kBurst, kJournalWindow));
            Submit(engine, std::min(next_ + kBurst, end), NowNs());
        });
    }

    // Each burst is due at its time, even when the engine is late.
    JournalPhase Offer(engine::Engine& engine, std::uint64_t end, double commands_per_s) {
        const std::int64_t start = NowNs();
        const std::uint64_t first = next_;
        return Run(end, [&] {
            const double seconds = static_cast<double>(next_ - first) / commands_per_s;
            const std::int64_t due = start + static_cast<std::int64_t>(seconds * 1e9);
            while (NowNs() < due) std::this_thread::yield();
            Submit(engine, std::min(next_ + kBurst, end), due);
        });
    }

    std::uint64_t event_bytes() const { return event_bytes_; }

private:
    template <class SubmitBurst>
    JournalPhase Run(std::uint64_t end, SubmitBurst&& submit_burst) {
        const std::uint64_t first = next_;
        const std::uint64_t allocations = AllocationCount();
        const std::int64_t start = NowNs();
        while (next_ < end) submit_burst();
        WaitFor(end);
        const double seconds = static_cast<double>(NowNs() - start) * 1e-9;
        const std::uint64_t allocated = AllocationCount() - allocations;
        const auto at = [&](std::uint64_t n) {
            return latencies_ns_.begin() + static_cast<std::ptrdiff_t>(n);
        };
        JournalPhase phase{
            static_cast<double>(end - first) / seconds, {at(first), at(end)}, allocated};
        std::ranges::sort(phase.latencies_ns);
        return phase;
    }

    void WaitFor(std::uint64_t count) const {
        while (published_.load(std::memory_order_acquire) < count) std::this_thread::yield();
    }

    void Submit(engine::Engine& engine, std::uint64_t end, std::int64_t due) {
        std::fill(
            due_ns_.begin() + static_cast<std::ptrdiff_t>(next_),
            due_ns_.begin() + static_cast<std::ptrdiff_t>(end),
            due
        );
        const std::size_t begin = next_ == 0 ? 0 : recording_.ends[next_ - 1];
        const auto commands =
            recording_.commands.bytes().subspan(begin, recording_.ends[end - 1] - begin);
        while (engine.Submit(commands) == engine::Submitted::kFull) std::this_thread::yield();
        next_ = end;
    }

    const Recording& recording_;
    std::uint64_t next_ = 0;
    std::vector<std::int64_t> due_ns_;
    std::vector<std::uint32_t> latencies_ns_;
    std::uint64_t event_bytes_ = 0;
    std::atomic<std::uint64_t> published_{0};
};

}  // namespace

JournalRun RunJournal(const Workload& workload) {
    const Recording recording = Record(workload);
    const ScratchDirectory directory;
    auto journal = engine::SqliteJournal::Open({.database = {.path = directory.File("journal")}});
    CHECK(journal.has_value());
    NoSnapshots snapshots;
    engine::SystemClock clock;
    engine::EngineOptions options;
    options.commands_between_snapshots = std::uint64_t{1} << 62;
    options.on_fault = [](const engine::JournalError&) { std::abort(); };
    options.on_snapshot_fault = [](const std::string&) {};
    engine::Engine engine(
        exchange::Exchange({1U << 17, 1U << 17}), **journal, snapshots, clock, options
    );
    Client client(recording);
    engine.Subscribe([&](const std::shared_ptr<const engine::Batch>& batch) {
        client.OnBatch(*batch);
    });
    engine.Start();
    client.Saturate(engine, recording.first_timed);
    JournalRun run;
    const std::uint64_t middle = recording.first_timed + kJournalCommands;
    run.saturated = client.Saturate(engine, middle);
    const double rate = run.saturated.commands_per_s / 2;
    run.open_loop = client.Offer(engine, middle + kJournalCommands, rate);
    engine.Stop();
    run.valid = client.event_bytes() == recording.event_bytes;
    return run;
}

}  // namespace bourse::bench
