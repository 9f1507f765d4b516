// state_hash write FILE [--commands N] [--seed S]: makes a journal of N generated commands.
// state_hash replay FILE [--flip SEQUENCE]: replays it, and prints one line with the number of
// commands, the hash of the final state and the hash of all events. --flip executes another command
// in the place of that one: the control, which must give other hashes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "core/base/hash.h"
#include "services/engine/sequencer.h"
#include "services/engine/sqlite_journal.h"
#include "sim/reference/command_generator.h"

namespace bourse::determinism {

namespace {

struct Plan {
    std::string file;
    std::uint64_t commands = 300'000;
    std::uint64_t seed = 1;
    std::uint64_t flip = 0;
};

constexpr std::uint64_t kCommandsInABatch = 1'000;

std::unique_ptr<engine::SqliteJournal> OpenJournal(const std::string& file) {
    auto journal = engine::SqliteJournal::Open({.database = {.path = file}});
    if (journal) return std::move(*journal);
    fmt::print(stderr, "state_hash: {}: {}\n", file, journal.error().message);
    std::exit(EXIT_FAILURE);
}

void WriteJournal(const Plan& plan) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(plan.file + suffix);
    const auto journal = OpenJournal(plan.file);
    auto weights = reference::WeightsOf(plan.seed);
    weights.broken_frame_every = 0;  // the journal holds whole frames only
    reference::CommandGenerator generator(plan.seed, weights);
    engine::Sequencer sequencer{exchange::Exchange()};
    wire::ByteBuffer payload;
    for (std::uint64_t count = 1; count <= plan.commands; ++count) {
        const auto pending = sequencer.has_pending_work() ? reference::PendingWork::kSome
                                                          : reference::PendingWork::kNone;
        sequencer.Apply(generator.Next(pending), Timestamp(static_cast<std::int64_t>(count)));
        const auto one = sequencer.Seal();
        generator.Observe(one->events.bytes());
        payload.Append(one->commands.bytes());
        if (count % kCommandsInABatch != 0 && count != plan.commands) continue;
        const engine::JournalBatch batch{
            journal->head().last.Next(), one->last, 1, payload.bytes()};
        CHECK(journal->Append(batch).has_value());
        payload.Clear();
    }
}

void ReplayJournal(const Plan& plan) {
    const auto journal = OpenJournal(plan.file);
    exchange::Exchange exchange;
    std::uint64_t event_hash = 0;
    wire::ByteBuffer events;
    const auto read = journal->ReadFrom(Sequence(1), [&](const engine::JournalBatch& batch) {
        for (auto payload = batch.payload; !payload.empty();) {
            auto journaled = wire::DecodeJournaledCommand(payload);
            CHECK(journaled.has_value());
            const exchange::Stamp stamp{exchange.sequence().Next(), journaled->timestamp};
            if (stamp.sequence.raw() == plan.flip) {
                journaled->command = wire::Command(MakeCommand<OpenAccount>(kVenueAccount));
            }
            events.Clear();
            exchange.Apply(journaled->command, stamp, events);
            event_hash = Hash64(events.bytes(), event_hash);
        }
        return engine::Journal::Visit::kContinue;
    });
    CHECK(read.has_value());
    fmt::print(
        "{} commands, state {:016x}, events {:016x}\n",
        exchange.sequence().raw(),
        exchange.Hash(),
        event_hash
    );
}

}  // namespace

}  // namespace bourse::determinism

int main(int argc, char** argv) {
    bourse::determinism::Plan plan;
    CLI::App app("Writes a journal of generated commands, or replays one to its hashes.");
    app.require_subcommand(1);
    auto* write = app.add_subcommand("write", "make a journal");
    write->add_option("file", plan.file)->required();
    write->add_option("--commands", plan.commands, "how many");
    write->add_option("--seed", plan.seed, "of the commands");
    auto* replay = app.add_subcommand("replay", "print the hashes of a journal");
    replay->add_option("file", plan.file)->required();
    replay->add_option("--flip", plan.flip, "the sequence at which another command is executed");
    CLI11_PARSE(app, argc, argv);
    if (write->parsed()) bourse::determinism::WriteJournal(plan);
    if (replay->parsed()) bourse::determinism::ReplayJournal(plan);
}
