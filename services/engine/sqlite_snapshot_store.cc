#include "services/engine/sqlite_snapshot_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "platform/sql/schema.h"
#include "services/engine/crc32c.h"

namespace bourse::engine {
namespace {

using sql::Statement;

const sql::Schema kSchema{
    .application_id = 0x62725370,  // "brSp"
    .version = 3,
    .statements = {
        "CREATE TABLE snapshot(sequence INTEGER PRIMARY KEY, command_count INTEGER NOT NULL, "
        "state_hash INTEGER NOT NULL, journal_hash BLOB NOT NULL, crc INTEGER NOT NULL, "
        "payload BLOB NOT NULL) STRICT"}};

std::uint32_t Checksum(const SnapshotInfo& info, std::span<const std::byte> payload) {
    const std::array numbers{info.sequence.raw(), info.command_count, info.state_hash};
    const std::uint32_t of_numbers = Crc32c(std::as_bytes(std::span(numbers)));
    return Crc32c(payload, Crc32c(info.journal_hash, of_numbers));
}

std::optional<std::string> WhySizeRefused(std::size_t bytes) {
    if (bytes >= 1 && bytes <= kSnapshotPayloadBytesMax) return std::nullopt;
    return fmt::format(
        "its payload has {} bytes, allowed are 1 to {}", bytes, kSnapshotPayloadBytesMax
    );
}

}  // namespace

Expected<std::unique_ptr<SqliteSnapshotStore>, std::string> SqliteSnapshotStore::Open(
    const sql::DatabaseOptions& options
) {
    auto database = sql::Database::Open(options);
    if (!database) return Unexpected{database.error().message};
    if (const auto checked = sql::CreateOrCheckSchema(*database, kSchema); !checked) {
        return Unexpected{checked.error().message};
    }
    return std::unique_ptr<SqliteSnapshotStore>(new SqliteSnapshotStore(*std::move(database)));
}

Expected<void, std::string> SqliteSnapshotStore::Save(
    const SnapshotInfo& info, std::span<const std::byte> payload
) {
    const auto newest = database_.QueryInt64("SELECT ifnull(max(sequence), 0) FROM snapshot");
    if (!newest) return Unexpected{newest.error().message};
    const std::uint64_t sequence = info.sequence.raw();
    const auto above = static_cast<std::uint64_t>(*newest);
    if (sequence <= above || sequence > std::numeric_limits<std::int64_t>::max()) {
        return Unexpected{fmt::format(
            "snapshot not saved: its sequence is {}, allowed are those above {}", sequence, above
        )};
    }
    if (const auto why = WhySizeRefused(payload.size())) {
        return Unexpected{fmt::format("snapshot not saved: {}", *why)};
    }
    if (const auto saved = Insert(info, payload); !saved) {
        return Unexpected{fmt::format("snapshot not saved: {}", saved.error().message)};
    }
    return {};
}

sql::SqlExpected<void> SqliteSnapshotStore::Insert(
    const SnapshotInfo& info, std::span<const std::byte> payload
) {
    auto transaction = sql::Transaction::Begin(database_);
    if (!transaction) return Unexpected{transaction.error()};
    auto insert = database_.Prepare("INSERT INTO snapshot VALUES(?,?,?,?,?,?)");
    if (!insert) return Unexpected{insert.error()};
    insert->Bind(1, static_cast<std::int64_t>(info.sequence.raw()))
        .Bind(2, static_cast<std::int64_t>(info.command_count))
        .Bind(3, static_cast<std::int64_t>(info.state_hash))
        .Bind(4, info.journal_hash)
        .Bind(5, std::int64_t{Checksum(info, payload)})
        .Bind(6, payload);
    if (const auto run = insert->Run(); !run) return run;
    auto prune = database_.Prepare(
        "DELETE FROM snapshot WHERE sequence NOT IN "
        "(SELECT sequence FROM snapshot ORDER BY sequence DESC LIMIT ?)"
    );
    if (!prune) return Unexpected{prune.error()};
    if (const auto run = prune->Bind(1, std::int64_t{kSnapshotsKept}).Run(); !run) return run;
    return transaction->Commit();
}

Expected<LoadedSnapshot, std::string> SqliteSnapshotStore::LoadNewest() {
    auto select = database_.Prepare("SELECT sequence FROM snapshot ORDER BY sequence DESC");
    if (!select) return Unexpected{select.error().message};
    LoadedSnapshot loaded;
    while (true) {
        const auto result = select->Step();
        if (!result) return Unexpected{result.error().message};
        if (*result == Statement::Result::kDone) return loaded;
        const std::int64_t sequence = select->Int64(0);
        auto snapshot = Load(sequence);
        if (snapshot) {
            loaded.newest = *std::move(snapshot);
            return loaded;
        }
        loaded.rejected.push_back({Sequence(static_cast<std::uint64_t>(sequence)), snapshot.error()}
        );
    }
}

Expected<Snapshot, std::string> SqliteSnapshotStore::Load(std::int64_t sequence) {
    auto select = database_.Prepare(
        "SELECT command_count, state_hash, journal_hash, crc, payload FROM snapshot "
        "WHERE sequence = ?"
    );
    if (!select) return Unexpected{select.error().message};
    const auto result = select->Bind(1, sequence).Step();
    if (!result) return Unexpected{result.error().message};
    if (*result == Statement::Result::kDone) return Unexpected{std::string("its row is missing")};

    SnapshotInfo info{
        .sequence = Sequence(static_cast<std::uint64_t>(sequence)),
        .command_count = static_cast<std::uint64_t>(select->Int64(0)),
        .state_hash = static_cast<std::uint64_t>(select->Int64(1)),
    };
    const auto journal_hash = select->Blob(2);
    const auto payload = select->Blob(4);
    if (auto why = WhySizeRefused(payload.size())) return Unexpected{*std::move(why)};
    if (journal_hash.size() != info.journal_hash.size()) {
        return Unexpected{fmt::format("its journal hash has {} bytes", journal_hash.size())};
    }
    std::ranges::copy(journal_hash, info.journal_hash.begin());
    const std::uint32_t crc = Checksum(info, payload);
    if (crc != select->Int64(3)) {
        return Unexpected{
            fmt::format("its checksum is {:08x}, stored is {:08x}", crc, select->Int64(3))};
    }
    return Snapshot{info, {payload.begin(), payload.end()}};
}

}  // namespace bourse::engine
