#include "sim/powercut/powercut.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <set>
#include <span>
#include <utility>

#include "core/base/check.h"

namespace bourse::sim {
namespace {

constexpr std::size_t kSectorBytes = 512;

void Apply(PowerCutVfs::Bytes& contents, std::size_t offset, std::span<const std::byte> bytes) {
    if (contents.size() < offset + bytes.size()) contents.resize(offset + bytes.size());
    std::ranges::copy(bytes, contents.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

// SQLite allocates szOsFile bytes and only knows the first member.
struct PowerCutVfs::File {
    sqlite3_file base{};
    PowerCutVfs* disk = nullptr;
    std::shared_ptr<Inode> inode;
    std::string delete_on_close;
    std::uint64_t boot = 0;
    bool sync_directory = false;  // at the next sync

    bool alive() const { return disk->powered_ && boot == disk->boots_; }
};

struct PowerCutVfs::Calls {
    static PowerCutVfs& Disk(sqlite3_vfs* vfs) { return *static_cast<PowerCutVfs*>(vfs->pAppData); }
    static File& Of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

    static int Open(
        sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* flags_out
    ) {
        PowerCutVfs& disk = Disk(vfs);
        out->pMethods = nullptr;
        if (!disk.powered_) return SQLITE_IOERR;
        File file{.disk = &disk, .inode = nullptr, .delete_on_close = {}, .boot = disk.boots_};
        if (name == nullptr) {
            file.inode = std::make_shared<Inode>();
        } else if (const auto found = disk.current_.find(name); found != disk.current_.end()) {
            file.inode = found->second;
        } else if ((flags & SQLITE_OPEN_CREATE) == 0) {
            return SQLITE_CANTOPEN;
        } else {
            file.inode = disk.current_[name] = std::make_shared<Inode>();
            file.sync_directory = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
        }
        if (name != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) != 0)
            file.delete_on_close = name;
        file.base.pMethods = &kMethods;
        new (out) File(std::move(file));
        if (flags_out != nullptr) *flags_out = flags;
        return SQLITE_OK;
    }

    static int Close(sqlite3_file* file) {
        File& self = Of(file);
        if (self.alive()) self.disk->current_.erase(self.delete_on_close);
        self.~File();
        return SQLITE_OK;
    }

    static int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
        const File& self = Of(file);
        if (!self.alive()) return SQLITE_IOERR_READ;
        const Bytes& contents = self.inode->current;
        const auto begin = std::min(static_cast<std::size_t>(offset), contents.size());
        const auto wanted = static_cast<std::size_t>(size);
        const auto available = std::min(wanted, contents.size() - begin);
        if (available > 0) std::memcpy(out, contents.data() + begin, available);
        std::memset(static_cast<std::byte*>(out) + available, 0, wanted - available);
        return available == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }

    static int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
        const auto* bytes = static_cast<const std::byte*>(data);
        return Of(file).disk->Write(Of(file), {offset, Bytes(bytes, bytes + size)});
    }

    static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
        File& self = Of(file);
        if (!self.alive()) return SQLITE_IOERR_TRUNCATE;
        self.inode->pending.push_back({size, {}});
        if (!self.disk->Operate()) return SQLITE_IOERR_TRUNCATE;
        self.inode->current.resize(static_cast<std::size_t>(size));
        return SQLITE_OK;
    }

    static int Sync(sqlite3_file* file, int /*flags*/) { return Of(file).disk->Sync(Of(file)); }

    static int FileSize(sqlite3_file* file, sqlite3_int64* size) {
        const File& self = Of(file);
        if (!self.alive()) return SQLITE_IOERR_FSTAT;
        *size = static_cast<sqlite3_int64>(self.inode->current.size());
        return SQLITE_OK;
    }

    static int Lock(sqlite3_file*, int) { return SQLITE_OK; }
    static int CheckReservedLock(sqlite3_file*, int* held) { return *held = 0, SQLITE_OK; }
    static int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int SectorSize(sqlite3_file*) { return 4096; }
    static int Characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

    static int Delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
        PowerCutVfs& disk = Disk(vfs);
        if (!disk.powered_ || !disk.Operate()) return SQLITE_IOERR_DELETE;
        if (disk.current_.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
        if (sync_directory != 0) disk.durable_ = disk.current_;
        return SQLITE_OK;
    }

    static int Access(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* result) {
        *result = Disk(vfs).current_.contains(name) ? 1 : 0;
        return Disk(vfs).powered_ ? SQLITE_OK : SQLITE_IOERR_ACCESS;
    }

    static int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", name);
        return SQLITE_OK;
    }

    static int Randomness(sqlite3_vfs* vfs, int size, char* out) {
        std::generate_n(out, size, [&] { return static_cast<char>(Disk(vfs).random_()); });
        return size;
    }

    static int Sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
    static int CurrentTime(sqlite3_vfs*, double* julian_day) {
        return *julian_day = 2460000.5, SQLITE_OK;
    }
    static int LastError(sqlite3_vfs*, int, char*) { return 0; }

    static const sqlite3_io_methods kMethods;
};

// Version 1 has no shared memory: WAL works in exclusive locking mode only, as bourse uses it.
const sqlite3_io_methods PowerCutVfs::Calls::kMethods{
    .iVersion = 1,
    .xClose = Close,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Truncate,
    .xSync = Sync,
    .xFileSize = FileSize,
    .xLock = Lock,
    .xUnlock = Lock,
    .xCheckReservedLock = CheckReservedLock,
    .xFileControl = FileControl,
    .xSectorSize = SectorSize,
    .xDeviceCharacteristics = Characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

PowerCutVfs::PowerCutVfs(std::string name, std::uint64_t seed)
    : name_(std::move(name)), random_(seed) {
    vfs_.iVersion = 1;
    vfs_.szOsFile = sizeof(File);
    vfs_.mxPathname = 512;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = Calls::Open;
    vfs_.xDelete = Calls::Delete;
    vfs_.xAccess = Calls::Access;
    vfs_.xFullPathname = Calls::FullPathname;
    vfs_.xRandomness = Calls::Randomness;
    vfs_.xSleep = Calls::Sleep;
    vfs_.xCurrentTime = Calls::CurrentTime;
    vfs_.xGetLastError = Calls::LastError;
    CHECK(sqlite3_vfs_find(name_.c_str()) == nullptr);
    CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
    // SQLite draws WAL salts from a generator of the whole process; zero would not be a seed.
    const int sqlite_seed = static_cast<int>(seed & std::numeric_limits<int>::max()) | 1;
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, sqlite_seed, nullptr);
}

PowerCutVfs::~PowerCutVfs() { sqlite3_vfs_unregister(&vfs_); }

void PowerCutVfs::Plan(const Faults& faults) {
    faults_ = faults;
    counts_ = {};
}

bool PowerCutVfs::Operate() {
    if (counts_.operations++ == faults_.cut_at_operation) Cut();
    return powered_;
}

int PowerCutVfs::Write(File& file, Change change) {
    if (!file.alive()) return SQLITE_IOERR_WRITE;
    if (faults_.write.Hits(counts_.writes++)) return ++counts_.operations, faults_.write.code;
    file.inode->pending.push_back(change);
    if (!Operate()) return SQLITE_IOERR_WRITE;
    Apply(file.inode->current, static_cast<std::size_t>(change.offset), change.bytes);
    return SQLITE_OK;
}

int PowerCutVfs::Sync(File& file) {
    if (!file.alive() || !Operate()) return SQLITE_IOERR_FSYNC;
    const std::uint64_t call = counts_.syncs++;
    if (faults_.lying_sync.Hits(call)) return SQLITE_OK;
    if (faults_.sync.Hits(call)) {
        // As Linux does: the pages count as clean afterwards, so no later sync brings them back.
        SettlePending(*file.inode);
        return faults_.sync.code;
    }
    for (const Change& change : file.inode->pending) {
        const auto offset = static_cast<std::size_t>(change.offset);
        if (change.bytes.empty()) {
            file.inode->durable.resize(offset);
        } else {
            Apply(file.inode->durable, offset, change.bytes);
        }
    }
    file.inode->pending.clear();
    if (std::exchange(file.sync_directory, false)) durable_ = current_;
    return SQLITE_OK;
}

void PowerCutVfs::SettlePending(Inode& inode) {
    for (const Change& change : std::exchange(inode.pending, {})) {
        if (!change.bytes.empty()) {
            SettleWrite(inode.durable, change);
        } else if (Coin()) {
            inode.durable.resize(static_cast<std::size_t>(change.offset));
        }
    }
}

void PowerCutVfs::SettleWrite(Bytes& durable, const Change& change) {
    enum Fate { kDropped, kKept, kTorn };
    const auto fate = static_cast<Fate>(random_() % 3);
    if (fate == kDropped) return;
    const std::span bytes(change.bytes);
    const auto offset = static_cast<std::size_t>(change.offset);
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t sector_left = kSectorBytes - (offset + done) % kSectorBytes;
        const std::size_t size = std::min(sector_left, bytes.size() - done);
        if (fate == kKept || Coin()) Apply(durable, offset + done, bytes.subspan(done, size));
        done += size;
    }
}

void PowerCutVfs::SettleDirectory() {
    std::set<std::string> names;
    for (const Directory* directory : {&current_, &durable_}) {
        for (const auto& [name, inode] : *directory) names.insert(name);
    }
    Directory survived;
    for (const std::string& name : names) {
        const Directory& chosen = Coin() ? current_ : durable_;
        if (const auto found = chosen.find(name); found != chosen.end()) survived.insert(*found);
    }
    current_ = durable_ = std::move(survived);
}

void PowerCutVfs::Cut() {
    powered_ = false;
    SettleDirectory();
    for (const auto& [name, inode] : current_) {
        SettlePending(*inode);
        inode->current = inode->durable;
    }
}

void PowerCutVfs::Boot() {
    powered_ = true;
    ++boots_;
    Plan({});
}

PowerCutVfs::Image PowerCutVfs::image() const {
    Image image;
    for (const auto& [name, inode] : current_) image[name] = inode->current;
    return image;
}

void PowerCutVfs::Load(const Image& image) {
    current_.clear();
    for (const auto& [name, bytes] : image) {
        current_[name] = std::make_shared<Inode>(Inode{bytes, bytes, {}});
    }
    durable_ = current_;
    Boot();
}

}  // namespace bourse::sim
