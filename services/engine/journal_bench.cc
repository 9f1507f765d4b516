// What one durable append costs, by commands a batch (136 bytes a command), on the disk of the
// working directory. BM_Sync is the floor: the same bytes written to a bare file and synced.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "services/engine/sqlite_journal.h"

namespace bourse::engine {
namespace {

constexpr std::size_t kCommandBytes = 136;

class ScratchDirectory {
public:
    ScratchDirectory() { CHECK(mkdtemp(path_.data()) != nullptr); }
    ~ScratchDirectory() { std::filesystem::remove_all(path_); }
    std::string File(const char* name) const { return path_ + "/" + name; }

private:
    std::string path_ = (std::filesystem::current_path() / "journal_bench-XXXXXX").string();
};

void Report(benchmark::State& state) {
    state.counters["commands/s"] = benchmark::Counter(
        static_cast<double>(state.iterations() * state.range(0)), benchmark::Counter::kIsRate
    );
    state.counters["appends/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void BM_Append(benchmark::State& state) {
    const ScratchDirectory directory;
    auto journal = SqliteJournal::Open({.database = {.path = directory.File("journal.sqlite")}});
    CHECK(journal.has_value());
    const auto commands = static_cast<std::uint64_t>(state.range(0));
    const std::vector<std::byte> payload(commands * kCommandBytes, std::byte{0x5A});
    for (auto iteration : state) {
        const std::uint64_t last = (*journal)->head().last.raw();
        CHECK((*journal)
                  ->Append({Sequence(last + 1), Sequence(last + commands), 1, payload})
                  .has_value());
    }
    Report(state);
}

void BM_Sync(benchmark::State& state) {
    const ScratchDirectory directory;
    const int file = open(directory.File("bare").c_str(), O_CREAT | O_WRONLY, 0600);
    CHECK(file >= 0);
    const std::vector<std::byte> payload(static_cast<std::size_t>(state.range(0)) * kCommandBytes);
    for (auto iteration : state) {
        CHECK(write(file, payload.data(), payload.size()) == static_cast<ssize_t>(payload.size()));
        CHECK(fdatasync(file) == 0);
    }
    close(file);
    Report(state);
}

void BM_Seal(benchmark::State& state) {
    JournalCodec codec;
    const auto commands = static_cast<std::uint64_t>(state.range(0));
    const std::vector<std::byte> payload(commands * kCommandBytes, std::byte{0x5A});
    for (auto iteration : state) {
        benchmark::DoNotOptimize(codec.Seal({Sequence(1), Sequence(commands), 1, payload}, {}));
    }
    Report(state);
}

BENCHMARK(BM_Append)->Arg(1)->Arg(64)->Arg(256)->Arg(4096)->UseRealTime();
BENCHMARK(BM_Sync)->Arg(1)->Arg(64)->Arg(256)->Arg(4096)->UseRealTime();
BENCHMARK(BM_Seal)->Arg(1)->Arg(64)->Arg(256)->Arg(4096)->UseRealTime();

}  // namespace
}  // namespace bourse::engine

BENCHMARK_MAIN();
