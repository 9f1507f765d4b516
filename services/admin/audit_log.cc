#include "services/admin/audit_log.h"

#include <algorithm>
#include <utility>

#include "platform/crypto/encoding.h"
#include "platform/crypto/sha256.h"
#include "platform/sql/schema.h"

namespace bourse::admin {

namespace {

using sql::Statement;

const sql::Schema kSchema{
    .application_id = 0x62724175,  // "brAu"
    .version = 1,
    .statements = {
        "CREATE TABLE audit(number INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, "
        "phase INTEGER NOT NULL, about INTEGER NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL, "
        "act TEXT NOT NULL, details TEXT NOT NULL, why TEXT NOT NULL, outcome TEXT NOT NULL, "
        "previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT"}};

constexpr std::string_view kSelect =
    "SELECT number, time_ns, phase, about, who, address, act, details, why, outcome, previous, "
    "hash FROM audit ";

Unexpected<std::string> Fail(const std::string& what) { return Unexpected{"audit: " + what}; }

void Add(crypto::Sha256& hash, std::uint64_t number) {
    std::uint8_t bytes[8];
    for (std::uint8_t& byte : bytes) {
        byte = static_cast<std::uint8_t>(number & 0xFF);
        number >>= 8;
    }
    hash.Update(bytes);
}

void Add(crypto::Sha256& hash, std::string_view text) {
    Add(hash, text.size());
    hash.Update(crypto::AsBytes(text));
}

crypto::Digest256 DigestOf(std::span<const std::byte> blob) {
    crypto::Digest256 digest{};
    for (std::size_t i = 0; i < std::min(blob.size(), digest.size()); ++i) {
        digest[i] = std::to_integer<std::uint8_t>(blob[i]);
    }
    return digest;
}

AuditEntry EntryOf(const Statement& row) {
    AuditEntry entry;
    entry.number = EntryNumber(static_cast<std::uint64_t>(row.Int64(0)));
    entry.time = Timestamp(row.Int64(1));
    entry.record.phase = static_cast<Phase>(row.Int64(2));
    entry.record.about = EntryNumber(static_cast<std::uint64_t>(row.Int64(3)));
    entry.record.who = row.Text(4);
    entry.record.address = row.Text(5);
    entry.record.act = row.Text(6);
    entry.record.details = row.Text(7);
    entry.record.why = row.Text(8);
    entry.record.outcome = row.Text(9);
    entry.previous = DigestOf(row.Blob(10));
    entry.hash = DigestOf(row.Blob(11));
    return entry;
}

}  // namespace

crypto::Digest256 HashOf(const AuditEntry& entry) {
    crypto::Sha256 hash;
    hash.Update(entry.previous);
    Add(hash, entry.number.raw());
    Add(hash, static_cast<std::uint64_t>(entry.time.raw()));
    Add(hash, static_cast<std::uint64_t>(entry.record.phase));
    Add(hash, entry.record.about.raw());
    for (const std::string* text :
         {&entry.record.who,
          &entry.record.address,
          &entry.record.act,
          &entry.record.details,
          &entry.record.why,
          &entry.record.outcome}) {
        Add(hash, *text);
    }
    return hash.Finish();
}

Expected<AuditLog, std::string> AuditLog::Open(
    const std::filesystem::path& file, const Visitor& visit
) {
    sql::DatabaseOptions options;
    options.path = file.string();
    auto database = sql::Database::Open(options);
    if (!database) return Fail(database.error().message);
    if (const auto checked = sql::CreateOrCheckSchema(*database, kSchema); !checked) {
        return Fail(checked.error().message);
    }
    AuditLog log(*std::move(database));
    const auto head = log.Verify(visit);
    if (!head) return Unexpected{head.error()};
    log.head_ = *head;
    return log;
}

Expected<AuditEntry, std::string> AuditLog::Append(AuditRecord record, Timestamp now) {
    AuditEntry entry;
    entry.number = EntryNumber(head_.number.raw() + 1);
    entry.time = now;
    entry.record = std::move(record);
    entry.previous = head_.hash;
    entry.hash = HashOf(entry);
    auto insert = database_.Prepare(
        "INSERT INTO audit VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    );
    if (!insert) return Fail(insert.error().message);
    const AuditRecord& given = entry.record;
    insert->Bind(1, static_cast<std::int64_t>(entry.number.raw()))
        .Bind(2, entry.time.raw())
        .Bind(3, std::int64_t{static_cast<std::uint8_t>(given.phase)})
        .Bind(4, static_cast<std::int64_t>(given.about.raw()))
        .Bind(5, std::string_view(given.who))
        .Bind(6, std::string_view(given.address))
        .Bind(7, std::string_view(given.act))
        .Bind(8, std::string_view(given.details))
        .Bind(9, std::string_view(given.why))
        .Bind(10, std::string_view(given.outcome))
        .Bind(11, std::as_bytes(std::span(entry.previous)))
        .Bind(12, std::as_bytes(std::span(entry.hash)));
    if (const auto run = insert->Run(); !run) return Fail(run.error().message);
    head_ = {entry.number, entry.hash};
    return entry;
}

Expected<ChainHead, std::string> AuditLog::Verify(const Visitor& visit) {
    auto rows = database_.Prepare(std::string(kSelect).append("ORDER BY number"));
    if (!rows) return Fail(rows.error().message);
    ChainHead head;
    while (true) {
        const auto step = rows->Step();
        if (!step) return Fail(step.error().message);
        if (*step == Statement::Result::kDone) break;
        const AuditEntry entry = EntryOf(*rows);
        if (entry.number.raw() != head.number.raw() + 1) {
            return Fail("entry " + std::to_string(head.number.raw() + 1) + " is missing");
        }
        if (entry.previous != head.hash || HashOf(entry) != entry.hash) {
            const std::string number = std::to_string(entry.number.raw());
            return Fail("entry " + number + " is not what was written");
        }
        head = {entry.number, entry.hash};
        visit(entry);
    }
    // An empty head is that of a log that is being opened.
    const bool is_cut = head_.number.raw() != 0 && head.number != head_.number;
    if (is_cut) return Fail("it ends at entry " + std::to_string(head.number.raw()));
    return head;
}

Expected<std::vector<AuditEntry>, std::string> AuditLog::Before(
    EntryNumber before, std::size_t count
) {
    const std::string where = before.raw() == 0 ? "" : "WHERE number < ?2 ";
    auto rows =
        database_.Prepare(std::string(kSelect).append(where).append("ORDER BY number DESC LIMIT ?1")
        );
    if (!rows) return Fail(rows.error().message);
    rows->Bind(1, static_cast<std::int64_t>(count));
    if (before.raw() != 0) rows->Bind(2, static_cast<std::int64_t>(before.raw()));
    std::vector<AuditEntry> entries;
    while (true) {
        const auto step = rows->Step();
        if (!step) return Fail(step.error().message);
        if (*step == Statement::Result::kDone) return entries;
        entries.push_back(EntryOf(*rows));
    }
}

}  // namespace bourse::admin
