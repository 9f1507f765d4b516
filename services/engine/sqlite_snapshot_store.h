// Snapshots in one SQLite file of their own, apart from the journal: writing a large one must not
// delay an append. Format: docs/formats/snapshot.md.
#pragma once

#include <memory>

#include "platform/sql/sqlite.h"
#include "services/engine/snapshot_store.h"

namespace bourse::engine {

class SqliteSnapshotStore final : public SnapshotStore {
public:
    // Creates the store when the file is new. When the file is damaged beyond opening, it may be
    // deleted: the journal holds everything.
    static Expected<std::unique_ptr<SqliteSnapshotStore>, std::string> Open(
        const sql::DatabaseOptions& options
    );

    Expected<void, std::string> Save(const SnapshotInfo& info, std::span<const std::byte> payload)
        override;
    Expected<LoadedSnapshot, std::string> LoadNewest() override;

private:
    explicit SqliteSnapshotStore(sql::Database database) : database_(std::move(database)) {}

    sql::SqlExpected<void> Insert(const SnapshotInfo& info, std::span<const std::byte> payload);
    Expected<Snapshot, std::string> Load(std::int64_t sequence);

    sql::Database database_;
};

}  // namespace bourse::engine
