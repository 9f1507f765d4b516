// The journal in one SQLite file: one row a batch, one transaction an append, one connection that
// has the file to itself. Format: docs/formats/journal.md.
#pragma once

#include <memory>

#include "platform/sql/sqlite.h"
#include "services/engine/journal_codec.h"

namespace bourse::engine {

// How much of the chain is walked at open. A reader verifies what it reads in any case.
enum class VerifyAtOpen { kLastBatch, kEverything };

struct SqliteJournalOptions {
    sql::DatabaseOptions database;
    VerifyAtOpen verify = VerifyAtOpen::kLastBatch;
};

class SqliteJournal final : public Journal {
public:
    // Creates the journal when the file is new. With Access::kReadOnly, appends are refused.
    static Expected<std::unique_ptr<SqliteJournal>, JournalError> Open(
        const SqliteJournalOptions& options
    );

    Expected<void, JournalError> Append(const JournalBatch& batch) override;
    Expected<void, JournalError> ReadFrom(Sequence from, const Visitor& visitor) override;
    const JournalHead& head() const override { return head_; }
    Expected<JournalHead, JournalError> HeadAt(Sequence last) override;

    // Checks the pages of the file and walks the whole chain. Names the first bad batch and why.
    Expected<void, JournalError> Verify();

private:
    SqliteJournal(sql::Database database, sql::Statement insert, sql::Access access)
        : database_(std::move(database)), insert_(std::move(insert)), access_(access) {}

    Expected<void, JournalError> CheckPages();
    // Verifies and visits from the batch that holds `from`; answers where it stopped.
    struct Walked {
        JournalHead head;
        Visit end = Visit::kContinue;
    };
    Expected<Walked, JournalError> Walk(Sequence from, const Visitor& visitor);
    // What the batch before that one claims to leave behind.
    Expected<JournalHead, JournalError> HeadBefore(Sequence from);

    sql::Database database_;
    sql::Statement insert_;
    sql::Access access_;
    JournalCodec codec_;
    JournalHead head_;
    bool poisoned_ = false;
};

}  // namespace bourse::engine
