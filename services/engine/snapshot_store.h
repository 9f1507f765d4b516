// Snapshots of the engine's state, so that a restart need not replay the journal from its start.
//
// A snapshot is a convenience, never the truth: any of them may be lost, and the journal rebuilds
// it. So a damaged snapshot is passed over, not fatal. It is believed only when its record is
// whole: count, state hash, journal hash and payload under one checksum. Whoever restores it
// compares count and state hash with the state restored, and journal hash with the journal.
//
// Thread: one thread at a time. Calls block on the disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/expected.h"
#include "core/domain/types.h"
#include "services/engine/journal.h"

namespace bourse::engine {

inline constexpr std::size_t kSnapshotPayloadBytesMax = std::size_t{512} << 20;
inline constexpr std::size_t kSnapshotsKept = 2;

// The state after the batch that ends at `sequence`.
struct SnapshotInfo {
    Sequence sequence;
    std::uint64_t command_count = 0;
    std::uint64_t state_hash = 0;
    Sha256 journal_hash{};  // of the batch that ends at `sequence`

    friend bool operator==(const SnapshotInfo&, const SnapshotInfo&) = default;
};

struct Snapshot {
    SnapshotInfo info;
    std::vector<std::byte> payload;
};

struct RejectedSnapshot {
    Sequence sequence;
    std::string reason;
};

struct LoadedSnapshot {
    std::optional<Snapshot> newest;          // the newest valid one; none: replay from the start
    std::vector<RejectedSnapshot> rejected;  // newer ones passed over, newest first
};

class SnapshotStore {
public:
    virtual ~SnapshotStore() = default;

    // Keeps this one and the one before. Refuses an empty or oversized payload, and a sequence not
    // above the newest. After an error the older snapshots are still there, and a later Save may
    // succeed (a full disk).
    virtual Expected<void, std::string> Save(
        const SnapshotInfo& info, std::span<const std::byte> payload
    ) = 0;

    // An error means that the store cannot be read at all.
    virtual Expected<LoadedSnapshot, std::string> LoadNewest() = 0;
};

}  // namespace bourse::engine
