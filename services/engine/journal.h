// The journal: the ordered, durable, gap-free record of everything the engine was told to do. It is
// the only truth; balances, books and histories are rebuilt from it.
//
// Invariants: the first batch begins at sequence 1; each batch begins right after the one before
// (I11); epochs never decrease (I16); each batch carries the hash of the one before (I15). The hash
// proves that what is there is unaltered. It cannot prove that nothing was cut off the end: only a
// head kept elsewhere can.
//
// Thread: one thread at a time, the journal thread; nothing is locked. Calls block on the disk.
// Durability: when Append answers without an error, the batch survives a power cut.
// Errors: after a kStorage error the outcome of that batch is unknown, and every later call answers
// kPoisoned. The owner must then exit (fail-stop) and let recovery decide; clients see UNKNOWN.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "core/base/expected.h"
#include "core/domain/types.h"

namespace bourse::engine {

using Sha256 = std::array<std::byte, 32>;

// Consecutive commands `first` to `last`, written by the leader of `epoch`. The payload is opaque
// here: at least 1 byte, at most kJournalPayloadBytesMax. The span belongs to the caller.
struct JournalBatch {
    Sequence first;
    Sequence last;
    std::uint64_t epoch = 0;
    std::span<const std::byte> payload;
};

inline constexpr std::size_t kJournalPayloadBytesMax = std::size_t{16} << 20;

// What the newest batch leaves behind; of an empty journal, zeros. Store it elsewhere (an anchor)
// to prove later that nothing was cut off or rewritten.
struct JournalHead {
    Sequence last;
    std::uint64_t epoch = 0;
    Sha256 hash{};

    friend bool operator==(const JournalHead&, const JournalHead&) = default;
};

enum class JournalFault : std::uint8_t {
    kRefused,       // the request breaks a rule; nothing was written, the journal goes on
    kStorage,       // disk or database failed; of an append, the outcome is unknown
    kPoisoned,      // an earlier append failed; this object does nothing any more
    kCorrupt,       // what is stored is not what was written; `sequence` names the first bad batch
    kIncompatible,  // the file is no journal, or one of another version
};

struct JournalError {
    JournalFault fault = JournalFault::kRefused;
    Sequence sequence;  // the batch concerned, zero when none is
    std::string message;
};

class Journal {
public:
    enum class Visit { kContinue, kStop };
    // The batch is valid during the call only. A visitor must not call the journal.
    using Visitor = std::function<Visit(const JournalBatch&)>;

    virtual ~Journal() = default;

    // Refuses a batch that does not begin at head().last + 1, or of an epoch below head().epoch.
    virtual Expected<void, JournalError> Append(const JournalBatch& batch) = 0;

    // Shows every batch with last >= `from`, in order, each one verified before it is shown; the
    // first may begin before `from`. Refuses a `from` beyond head().last + 1.
    virtual Expected<void, JournalError> ReadFrom(Sequence from, const Visitor& visitor) = 0;

    // The newest durable batch.
    virtual const JournalHead& head() const = 0;

    // What the batch that ends at `last` left behind; kRefused when none ends there. Who reads from
    // `last` on verifies it.
    virtual Expected<JournalHead, JournalError> HeadAt(Sequence last) = 0;
};

}  // namespace bourse::engine
