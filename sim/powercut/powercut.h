// A disk in memory for SQLite that can lose power: a VFS for tests of durability.
//
// The model. A write, a truncation, a creation or a deletion is pending until a sync covers it. A
// power cut decides the fate of every pending change on its own: dropped, kept, or torn at 512-byte
// sectors. Any subset of pending changes may therefore survive, which is what reordering by the
// page cache or the disk looks like afterwards. A sync of a file covers its contents. File names
// are covered by a sync of the directory, which SQLite asks for at the first sync of a new WAL or
// rollback journal, or when it deletes with a directory sync. Sectors are atomic; bytes outside the
// range of a write are never harmed (SQLITE_IOCAP_POWERSAFE_OVERWRITE, as SQLite's own VFS states).
//
// Not modelled: locks and shared memory (one connection a file), rot of data at rest (change an
// Image instead), sectors that fill with garbage.
//
// Everything is drawn from the seed, SQLite's own generator included: same calls, same run.
// Thread: one. Lifetime: outlives every connection opened on it.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace bourse::sim {

// Faults hit calls number `first` to `first + count - 1` of their kind, counted from 0.
struct Fault {
    static constexpr std::uint64_t kForever = ~std::uint64_t{0};

    std::uint64_t first = kForever;
    std::uint64_t count = 1;
    int code = SQLITE_IOERR;  // what SQLite gets to see

    bool Hits(std::uint64_t call) const { return call >= first && call - first < count; }
};

class PowerCutVfs {
public:
    using Bytes = std::vector<std::byte>;
    using Image = std::map<std::string, Bytes>;

    struct Faults {
        // The power fails during this operation: a write, truncation, sync or deletion.
        std::uint64_t cut_at_operation = Fault::kForever;
        Fault write{};  // the write does nothing and fails
        Fault sync{};   // pending changes of the file meet their fate at once, unreported later
        Fault lying_sync{};  // the sync does nothing and succeeds; `code` is not used
    };
    struct Counts {
        std::uint64_t operations = 0;
        std::uint64_t writes = 0;
        std::uint64_t syncs = 0;
    };

    PowerCutVfs(std::string name, std::uint64_t seed);
    ~PowerCutVfs();
    PowerCutVfs(const PowerCutVfs&) = delete;
    PowerCutVfs& operator=(const PowerCutVfs&) = delete;

    const std::string& name() const { return name_; }
    bool powered() const { return powered_; }
    // Since construction, or since the last Plan.
    const Counts& counts() const { return counts_; }

    // Sets the faults to come and counts from zero again.
    void Plan(const Faults& faults);
    // The power fails now: from here on every handle and every open fails.
    void Cut();
    // Power is back: open handles stay dead, new ones see what survived. Clears the plan.
    void Boot();

    // What a reader sees, by file name; loading makes it durable. No file may be open.
    Image image() const;
    void Load(const Image& image);

private:
    struct Change {
        sqlite3_int64 offset = 0;  // of a truncation, the new size
        Bytes bytes;               // of a truncation, empty
    };
    // `current` is what a reader sees: `durable` with every pending change.
    struct Inode {
        Bytes current;
        Bytes durable;
        std::vector<Change> pending;
    };
    using Directory = std::map<std::string, std::shared_ptr<Inode>>;
    struct File;
    struct Calls;

    // Counts an operation; false when the power is off or fails now.
    bool Operate();
    bool Coin() { return (random_() & 1) != 0; }
    void SettlePending(Inode& inode);
    void SettleWrite(Bytes& durable, const Change& change);
    void SettleDirectory();
    int Write(File& file, Change change);
    int Sync(File& file);

    std::string name_;
    std::mt19937_64 random_;
    sqlite3_vfs vfs_{};
    Directory current_;
    Directory durable_;
    Faults faults_;
    Counts counts_;
    std::uint64_t boots_ = 0;
    bool powered_ = true;
};

}  // namespace bourse::sim
