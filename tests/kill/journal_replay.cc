#include "tests/kill/journal_replay.h"

#include "services/engine/sqlite_journal.h"

namespace bourse::kill {

namespace {

// Whether the command was executed, and its answer kept: a repetition of an earlier one was not.
bool IsExecuted(const CommandApplied& applied) {
    if (applied.session == kNoSession) return false;
    switch (applied.reason) {
        using enum RejectReason;
        case kMalformedCommand:
        case kTooManySessions:
        case kSessionNumberGap:
        case kSessionNumberReused:
        case kSessionNumberExpired:
        case kRepeated:
            return false;
        default:
            return true;
    }
}

}  // namespace

void JournalReplay::ReadOn(const std::filesystem::path& directory, Oracle& oracle) {
    namespace fs = std::filesystem;
    const fs::path copy = directory / "copy";
    fs::remove_all(copy);
    fs::create_directory(copy);
    for (const char* name : {"journal", "journal-wal"}) {
        if (fs::exists(directory / name)) fs::copy_file(directory / name, copy / name);
    }
    auto journal = engine::SqliteJournal::Open({.database = {.path = copy / "journal"}});
    CHECK(journal.has_value());
    if ((*journal)->head().last == exchange_.sequence()) return;
    const Sequence next = exchange_.sequence().Next();
    const auto read = (*journal)->ReadFrom(next, [&](const engine::JournalBatch& batch) {
        CHECK(batch.first == exchange_.sequence().Next());
        Apply(batch.payload, oracle);
        CHECK(batch.last == exchange_.sequence());
        return engine::Journal::Visit::kContinue;
    });
    CHECK(read.has_value());
    exchange_.CheckInvariants();
}

void JournalReplay::Apply(std::span<const std::byte> payload, Oracle& oracle) {
    wire::ByteBuffer events;
    while (!payload.empty()) {
        const auto journaled = wire::DecodeJournaledCommand(payload);
        CHECK(journaled.has_value());
        events.Clear();
        const exchange::Stamp stamp{exchange_.sequence().Next(), journaled->timestamp};
        exchange_.Apply(journaled->command, stamp, events);
        CommandApplied applied;
        std::memcpy(&applied, events.data(), sizeof applied);
        if (!IsExecuted(applied)) continue;
        // A rejected command has no other event: it has no effect.
        CHECK(applied.reason == RejectReason::kNone || events.size() == sizeof applied);
        oracle.Found({applied.session, applied.number}, {applied.sequence, applied.reason});
    }
}

}  // namespace bourse::kill
