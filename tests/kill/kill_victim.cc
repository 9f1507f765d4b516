// kill_victim DIRECTORY recover|replay honest|forgetful: the engine with its journal and snapshots
// in DIRECTORY, commands from standard input (core/wire/command_codec.h), answers to standard
// output (victim_answer.h). It is there to be killed.
//
// recover starts from the newest snapshot, replay from the first command. forgetful is the control:
// it acknowledges batches that are not yet in the journal, as a write-behind journal would.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>

#include "services/engine/engine.h"
#include "services/engine/recovery.h"
#include "services/engine/sqlite_journal.h"
#include "services/engine/sqlite_snapshot_store.h"
#include "tests/kill/victim_answer.h"

namespace bourse::kill {

namespace {

constexpr std::uint64_t kCommandsBetweenSnapshots = 200;
constexpr std::uint64_t kNever = std::uint64_t{1} << 62;

[[noreturn]] void Fail(const std::string& what) {
    fmt::print(stderr, "kill_victim: {}\n", what);
    std::_Exit(EXIT_FAILURE);
}

void WriteAll(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written <= 0) Fail("standard output is closed");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

// Holds the newest batches back in memory, and says that they are durable.
class ForgetfulJournal final : public engine::Journal {
public:
    explicit ForgetfulJournal(engine::Journal& journal) : journal_(journal) {}

    Expected<void, engine::JournalError> Append(const engine::JournalBatch& batch) override {
        held_.push_back({batch, {batch.payload.begin(), batch.payload.end()}});
        if (held_.size() <= kHeld) return {};
        Held& oldest = held_.front();
        oldest.batch.payload = oldest.payload;
        auto appended = journal_.Append(oldest.batch);
        held_.pop_front();
        return appended;
    }
    Expected<void, engine::JournalError> ReadFrom(Sequence from, const Visitor& visitor) override {
        return journal_.ReadFrom(from, visitor);
    }
    const engine::JournalHead& head() const override { return journal_.head(); }
    Expected<engine::JournalHead, engine::JournalError> HeadAt(Sequence last) override {
        return journal_.HeadAt(last);
    }

private:
    static constexpr std::size_t kHeld = 4;
    struct Held {
        engine::JournalBatch batch;
        std::vector<std::byte> payload;
    };
    engine::Journal& journal_;
    std::deque<Held> held_;
};

// The events of one command, as they stand in a batch or in an AnswerRepeated.
CommandApplied FirstOf(std::span<const std::byte> events) {
    CommandApplied applied;
    CHECK(events.size() >= sizeof applied);
    std::memcpy(&applied, events.data(), sizeof applied);
    return applied;
}

void AnswerBatch(const engine::Batch& batch) {
    wire::ByteBuffer answers;
    const auto answer = [&](const CommandApplied& applied) {
        if (applied.session == kNoSession) return;
        Answer one;
        one.session = applied.session;
        one.number = applied.number;
        one.sequence = applied.sequence;
        one.reason = applied.reason;
        answers.Append(wire::BytesOf(one));
    };
    wire::ForEachEvent(batch.events.bytes(), [&](wire::EventView event) {
        if (event.type() == EventType::kAnswerRepeated) {
            answer(FirstOf(event.bytes().subspan(sizeof(AnswerRepeated))));
        } else if (event.type() == EventType::kCommandApplied) {
            const auto& applied = event.As<CommandApplied>();
            if (applied.reason != RejectReason::kRepeated) answer(applied);
        }
    });
    WriteAll(answers.bytes());
}

void SubmitInput(engine::Engine& engine) {
    wire::ByteBuffer input;
    std::byte chunk[65'536];
    ssize_t count = 0;
    while ((count = read(STDIN_FILENO, chunk, sizeof chunk)) > 0) {
        input.Append(std::span(chunk).first(static_cast<std::size_t>(count)));
        auto rest = input.bytes();
        while (wire::DecodeCommand(rest)) {
        }
        const auto whole = input.bytes().first(input.size() - rest.size());
        if (engine.Submit(whole) != engine::Submitted::kAccepted) Fail("a command was not taken");
        wire::ByteBuffer left;
        left.Append(rest);
        std::swap(input, left);
    }
}

engine::EngineOptions MakeOptions(std::uint64_t commands_between_snapshots) {
    engine::EngineOptions options;
    options.commands_between_snapshots = commands_between_snapshots;
    options.on_fault = [](const engine::JournalError& error) { Fail(error.message); };
    options.on_snapshot_fault = [](const std::string& error) { Fail(error); };
    return options;
}

void Run(const std::string& directory, std::string_view start, std::string_view variant) {
    auto opened = engine::SqliteJournal::Open({.database = {.path = directory + "/journal"}});
    if (!opened) Fail(opened.error().message);
    auto snapshots = engine::SqliteSnapshotStore::Open({.path = directory + "/snapshots"});
    if (!snapshots) Fail(snapshots.error());
    engine::Journal& journal = **opened;
    auto recovered = start == "replay"
                         ? engine::Replay(journal, **snapshots, [](std::span<const std::byte>) {})
                         : engine::Recover(journal, **snapshots);
    if (!recovered) Fail(recovered.error());
    if (!recovered->remark.empty()) Fail(recovered->remark);
    const Hello hello{recovered->exchange.sequence(), recovered->exchange.Hash()};
    WriteAll(wire::BytesOf(hello));

    const bool is_honest = variant == "honest";
    ForgetfulJournal forgetful(journal);
    engine::SystemClock clock;
    engine::Engine engine(
        std::move(recovered->exchange),
        is_honest ? journal : forgetful,
        **snapshots,
        clock,
        MakeOptions(is_honest ? kCommandsBetweenSnapshots : kNever)
    );
    engine.Subscribe([](const auto& batch) { AnswerBatch(*batch); });
    engine.Start();
    SubmitInput(engine);
    engine.Stop();
}

}  // namespace

}  // namespace bourse::kill

int main(int argc, char** argv) {
    if (argc != 4)
        bourse::kill::Fail("usage: kill_victim DIRECTORY recover|replay honest|forgetful");
    bourse::kill::Run(argv[1], argv[2], argv[3]);
}
