// AuditLog: what operators asked for and what became of it, in a SQLite file of its own. Each entry
// carries the hash of the one before: an entry that is changed, taken out or put in breaks the
// chain. Like the journal's, the chain cannot tell whether entries were cut off its end: only a
// head that is kept elsewhere can. docs/formats/audit.md has the table and the hash.
//
// Errors are texts for the log and the operator. Thread: one at a time. Calls block on the disk;
// an entry that Append answers survives a power cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/expected.h"
#include "core/base/strong.h"
#include "core/domain/types.h"
#include "platform/crypto/bytes.h"
#include "platform/sql/sqlite.h"

namespace bourse::admin {

struct EntryNumberTag {};
using EntryNumber = Strong<EntryNumberTag, std::uint64_t>;  // 1, 2, 3 …; 0: none

enum class Phase : std::uint8_t {
    kRequested = 1,  // needs a second person
    kApproved = 2,   // by him; of `about`
    kDeclined = 3,   // by another operator or the one who asked; of `about`
    kBegun = 4,      // is carried out now; of `about` when it was approved
    kDone = 5,       // has its effect; of the begun one `about`
    kFailed = 6,     // has none; of the begun one `about`
    kUnknown = 7,    // nobody knows; of the begun one `about`
};

struct AuditRecord {
    Phase phase{};
    EntryNumber about{};  // the entry that this one continues; 0: none
    std::string who;      // the user's name
    std::string address;  // that the request came from
    std::string act;      // such as "market.mode"
    std::string details;  // the act's parameters as a form: "mode=HALT&symbol=BTCUSDT"
    std::string why;      // in the operator's words
    std::string outcome;  // of what has ended: "sequence 17", or why not
};

struct AuditEntry {
    EntryNumber number;
    Timestamp time;
    AuditRecord record;
    crypto::Digest256 previous{}, hash{};
};

// The hash that belongs to the entry, from all its fields but `hash`.
crypto::Digest256 HashOf(const AuditEntry& entry);

struct ChainHead {
    EntryNumber number;  // of the newest entry
    crypto::Digest256 hash{};
};

class AuditLog {
public:
    using Visitor = std::function<void(const AuditEntry&)>;

    // Walks the whole chain and shows each entry; a broken chain is an error.
    static Expected<AuditLog, std::string> Open(
        const std::filesystem::path& file, const Visitor& visit
    );

    Expected<AuditEntry, std::string> Append(AuditRecord record, Timestamp now);
    // Reads everything from the disk again. Names the first entry that is not what was written.
    Expected<ChainHead, std::string> Verify(const Visitor& visit);
    // At most `count` entries before `before` (0: from the newest on), newest first.
    Expected<std::vector<AuditEntry>, std::string> Before(EntryNumber before, std::size_t count);

    const ChainHead& head() const { return head_; }

private:
    explicit AuditLog(sql::Database database) : database_(std::move(database)) {}

    sql::Database database_;
    ChainHead head_;
};

}  // namespace bourse::admin
