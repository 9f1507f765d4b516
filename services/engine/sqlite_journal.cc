#include "services/engine/sqlite_journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "platform/sql/schema.h"

namespace bourse::engine {
namespace {

using sql::Statement;

const sql::Schema kSchema{
    .application_id = 0x62724A6C,  // "brJl"
    .version = 2,
    .statements = {"CREATE TABLE journal(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, "
                   "epoch INTEGER NOT NULL, previous_hash BLOB NOT NULL, hash BLOB NOT NULL, "
                   "payload BLOB NOT NULL) STRICT"}};

Unexpected<JournalError> Error(JournalFault fault, Sequence sequence, std::string message) {
    return Unexpected{JournalError{fault, sequence, std::move(message)}};
}

Unexpected<JournalError> Storage(const sql::SqlError& error, Sequence sequence = {}) {
    switch (error.code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Error(JournalFault::kCorrupt, sequence, error.message);
        case SQLITE_SCHEMA:
            return Error(JournalFault::kIncompatible, sequence, error.message);
        default:
            return Error(JournalFault::kStorage, sequence, error.message);
    }
}

Unexpected<JournalError> Poisoned(Sequence sequence) {
    return Error(JournalFault::kPoisoned, sequence, "an earlier append failed; restart to recover");
}

JournalRow ReadRow(const Statement& statement) {
    return {
        .first_seq = statement.Int64(0),
        .last_seq = statement.Int64(1),
        .epoch = statement.Int64(2),
        .previous_hash = statement.Blob(3),
        .hash = statement.Blob(4),
        .stored = statement.Blob(5),
    };
}

}  // namespace

Expected<std::unique_ptr<SqliteJournal>, JournalError> SqliteJournal::Open(
    const SqliteJournalOptions& options
) {
    auto database = sql::Database::Open(options.database);
    if (!database) return Storage(database.error());
    if (const auto checked = sql::CreateOrCheckSchema(*database, kSchema); !checked) {
        return Storage(checked.error());
    }
    auto insert = database->Prepare("INSERT INTO journal VALUES(?,?,?,?,?,?)");
    if (!insert) return Storage(insert.error());

    std::unique_ptr<SqliteJournal> journal(
        new SqliteJournal(*std::move(database), *std::move(insert), options.database.access)
    );
    const bool everything = options.verify == VerifyAtOpen::kEverything;
    if (everything) {
        if (const auto sound = journal->CheckPages(); !sound) return Unexpected{sound.error()};
    }
    const auto from = everything ? 1 : std::numeric_limits<std::int64_t>::max();
    const auto walked = journal->Walk(Sequence(static_cast<std::uint64_t>(from)), nullptr);
    if (!walked) return Unexpected{walked.error()};
    journal->head_ = walked->head;
    return journal;
}

Expected<void, JournalError> SqliteJournal::Append(const JournalBatch& batch) {
    if (poisoned_) return Poisoned(batch.first);
    if (access_ == sql::Access::kReadOnly) {
        return Error(JournalFault::kRefused, batch.first, "the journal is open for reading only");
    }
    if (const auto why = JournalCodec::WhyRefused(batch, head_)) {
        return Error(
            JournalFault::kRefused, batch.first, fmt::format("batch not appended: {}", *why)
        );
    }
    const SealedBatch sealed = codec_.Seal(batch, head_);
    insert_.Bind(1, static_cast<std::int64_t>(batch.first.raw()))
        .Bind(2, static_cast<std::int64_t>(batch.last.raw()))
        .Bind(3, static_cast<std::int64_t>(batch.epoch))
        .Bind(4, head_.hash)
        .Bind(5, sealed.head.hash)
        .Bind(6, sealed.stored);
    // A single statement is its own transaction: Run answers after the commit.
    if (const auto committed = insert_.Run(); !committed) {
        poisoned_ = true;
        database_.SkipCheckpointOnClose();
        return Error(JournalFault::kStorage, batch.first, committed.error().message);
    }
    head_ = sealed.head;
    return {};
}

Expected<void, JournalError> SqliteJournal::ReadFrom(Sequence from, const Visitor& visitor) {
    if (poisoned_) return Poisoned(from);
    if (from.raw() > head_.last.raw() + 1) {
        return Error(
            JournalFault::kRefused,
            from,
            fmt::format(
                "reading from sequence {}, allowed are 1 to {}", from.raw(), head_.last.raw() + 1
            )
        );
    }
    const auto walked = Walk(from, visitor);
    if (!walked) return Unexpected{walked.error()};
    if (walked->end == Visit::kStop || walked->head == head_) return {};
    return Error(
        JournalFault::kCorrupt,
        walked->head.last.Next(),
        fmt::format(
            "the journal ends at sequence {}, but its head was {}",
            walked->head.last.raw(),
            head_.last.raw()
        )
    );
}

Expected<JournalHead, JournalError> SqliteJournal::HeadAt(Sequence last) {
    if (poisoned_) return Poisoned(last);
    if (last == head_.last) return head_;
    if (last < head_.last) {
        auto before = HeadBefore(last.Next());
        if (!before || before->last == last) return before;
    }
    return Error(
        JournalFault::kRefused, last, fmt::format("no batch ends at sequence {}", last.raw())
    );
}

Expected<void, JournalError> SqliteJournal::Verify() {
    if (const auto sound = CheckPages(); !sound) return sound;
    return ReadFrom(Sequence(1), nullptr);
}

Expected<void, JournalError> SqliteJournal::CheckPages() {
    // The chain alone would not see a last row that a damaged page no longer counts.
    const auto verdict = database_.QueryText("PRAGMA integrity_check(1)");
    if (!verdict) return Storage(verdict.error());
    if (*verdict == "ok") return {};
    return Error(JournalFault::kCorrupt, {}, *verdict);
}

Expected<SqliteJournal::Walked, JournalError> SqliteJournal::Walk(
    Sequence from, const Visitor& visitor
) {
    const auto before = HeadBefore(from);
    if (!before) return Unexpected{before.error()};
    Walked walked{*before};
    auto select = database_.Prepare(
        "SELECT * FROM journal WHERE first_seq >= "
        "(SELECT ifnull(max(first_seq), 0) FROM journal WHERE first_seq <= ?) ORDER BY first_seq"
    );
    if (!select) return Storage(select.error(), from);
    select->Bind(1, static_cast<std::int64_t>(from.raw()));
    while (true) {
        const Sequence next = walked.head.last.Next();
        const auto result = select->Step();
        if (!result) return Storage(result.error(), next);
        if (*result == Statement::Result::kDone) return walked;
        const auto opened = codec_.Open(ReadRow(*select), walked.head);
        if (!opened) {
            return Error(
                JournalFault::kCorrupt,
                next,
                fmt::format("batch at sequence {}: {}", next.raw(), opened.error())
            );
        }
        walked.head = opened->head;
        if (!visitor || opened->batch.last < from) continue;
        walked.end = visitor(opened->batch);
        if (walked.end == Visit::kStop) return walked;
    }
}

Expected<JournalHead, JournalError> SqliteJournal::HeadBefore(Sequence from) {
    auto select = database_.Prepare(
        "SELECT first_seq, last_seq, epoch, hash FROM journal WHERE first_seq < "
        "(SELECT ifnull(max(first_seq), 0) FROM journal WHERE first_seq <= ?) "
        "ORDER BY first_seq DESC LIMIT 1"
    );
    if (!select) return Storage(select.error(), from);
    const auto result = select->Bind(1, static_cast<std::int64_t>(from.raw())).Step();
    if (!result) return Storage(result.error(), from);
    JournalHead head;
    if (*result == Statement::Result::kDone) return head;
    const std::int64_t first = select->Int64(0);
    const std::int64_t last = select->Int64(1);
    const std::int64_t epoch = select->Int64(2);
    const auto hash = select->Blob(3);
    if (first < 1 || last < first || epoch < 0 || hash.size() != head.hash.size()) {
        return Error(
            JournalFault::kCorrupt,
            Sequence(static_cast<std::uint64_t>(std::max<std::int64_t>(first, 1))),
            fmt::format("no batch is like row {}: sequences to {}, epoch {}", first, last, epoch)
        );
    }
    head.last = Sequence(static_cast<std::uint64_t>(last));
    head.epoch = static_cast<std::uint64_t>(epoch);
    std::ranges::copy(hash, head.hash.begin());
    return head;
}

}  // namespace bourse::engine
