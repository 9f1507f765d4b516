// Recovery: the state that a journal, and the newest snapshot of it, stand for.
// Thread: the caller's, before the engine starts. Blocks on the disk.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/exchange/exchange.h"
#include "services/engine/journal.h"
#include "services/engine/snapshot_store.h"

namespace bourse::engine {

// Sees the events of each batch that is replayed, in order: a reader that rebuilds its views.
using ReplayObserver = std::function<void(std::span<const std::byte> events)>;

struct Recovered {
    exchange::Exchange exchange;
    Sequence from;               // the snapshot it began with; 0: from the start
    std::uint64_t replayed = 0;  // commands
    std::string remark;          // snapshots that were passed over and why; empty when none was
};

// From the newest valid snapshot and the journal behind it. An error says what is wrong and names
// the sequence; nothing was changed on disk. A snapshot that the journal does not know (newer than
// its end, or of another journal) is an error: something acknowledged is missing.
Expected<Recovered, std::string> Recover(Journal& journal, SnapshotStore& snapshots);

// From the whole journal, for an owner whose readers need every event. A snapshot's state hash is
// compared on the way: a difference is an error.
Expected<Recovered, std::string> Replay(
    Journal& journal, SnapshotStore& snapshots, const ReplayObserver& observer
);

}  // namespace bourse::engine
