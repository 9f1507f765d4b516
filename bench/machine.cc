#include "bench/machine.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <thread>

#include "core/base/check.h"

namespace bourse::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBlock = 4096;
constexpr off_t kFileBytes = 4 << 20;

// A file that has no name any more and is gone when it is closed.
class ScratchFile {
public:
    explicit ScratchFile(const std::filesystem::path& directory) {
        std::string path = (directory / "sync-XXXXXX").string();
        descriptor_ = mkstemp(path.data());
        CHECK(descriptor_ >= 0);
        unlink(path.c_str());
    }
    ~ScratchFile() { close(descriptor_); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    void Write(off_t offset) const {
        static const std::vector<std::byte> block(kBlock);
        const ssize_t written = pwrite(descriptor_, block.data(), block.size(), offset);
        CHECK(written == static_cast<ssize_t>(block.size()));
    }
    void Sync() const { CHECK(fdatasync(descriptor_) == 0); }

private:
    int descriptor_;
};

}  // namespace

std::string CpuModel() {
    std::ifstream file("/proc/cpuinfo");
    constexpr std::string_view kField = "model name\t: ";
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(kField)) return line.substr(kField.size());
    }
    return "unknown";
}

double LoadAverage() {
    double load = 0;
    std::ifstream("/proc/loadavg") >> load;
    return load;
}

CpuTimes ReadCpuTimes() {
    std::ifstream file("/proc/stat");
    std::string cpu;
    std::int64_t user, nice, system, idle, waiting, interrupts, soft_interrupts, stolen;
    file >> cpu >> user >> nice >> system >> idle >> waiting >> interrupts >> soft_interrupts >>
        stolen;
    CHECK(file.good());
    const std::int64_t busy = user + nice + system + interrupts + soft_interrupts;
    return {busy + idle + waiting + stolen, idle + waiting, stolen};
}

std::vector<std::uint32_t> MeasureSync(const SyncProbe& probe) {
    const ScratchFile file(probe.directory);
    if (probe.shape == FileShape::kInPlace) {
        for (off_t offset = 0; offset < kFileBytes; offset += kBlock) file.Write(offset);
        file.Sync();
    }
    std::vector<std::uint32_t> nanoseconds;
    for (int i = 0; i < probe.count; ++i) {
        const off_t offset = static_cast<off_t>(i) * static_cast<off_t>(kBlock);
        const auto start = Clock::now();
        file.Write(probe.shape == FileShape::kInPlace ? offset % kFileBytes : offset);
        file.Sync();
        const std::chrono::nanoseconds taken = Clock::now() - start;
        nanoseconds.push_back(static_cast<std::uint32_t>(taken.count()));
        std::this_thread::sleep_for(probe.pause);
    }
    std::ranges::sort(nanoseconds);
    return nanoseconds;
}

}  // namespace bourse::bench
