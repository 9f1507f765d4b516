// What a measurement says of its machine: numbers of a shared or busy one are not the program's.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bourse::bench {

std::string CpuModel();
double LoadAverage();

// Of all processors since the machine started, in ticks; the difference of two is what counts.
struct CpuTimes {
    std::int64_t total = 0;
    std::int64_t idle = 0;    // also while waiting for a disk
    std::int64_t stolen = 0;  // a virtual machine had work, and its host ran others
};
CpuTimes ReadCpuTimes();

enum class FileShape : std::uint8_t {
    kGrowing,  // each write makes the file longer, so that its size must become durable, too
    kInPlace,  // each write replaces what is there, as in a write-ahead log that is used again
};
struct SyncProbe {
    std::filesystem::path directory;
    FileShape shape = FileShape::kGrowing;
    int count = 300;
    std::chrono::nanoseconds pause{0};  // after each
};
// What 4 KiB and one fdatasync take in that directory, in nanoseconds, sorted.
std::vector<std::uint32_t> MeasureSync(const SyncProbe& probe);

}  // namespace bourse::bench
