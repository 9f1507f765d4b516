// DataDirectory: where one process keeps its files: created with mode 0700, locked against a second
// process, and removed at the end when it is ephemeral.
// Thread: the main thread's.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/expected.h"

namespace bourse::apps {

class DataDirectory {
public:
    // An error says which path, and what is wrong with it.
    static Expected<DataDirectory, std::string> Open(const std::filesystem::path& path);
    // A new empty one among the system's temporary files.
    static Expected<DataDirectory, std::string> MakeEphemeral();

    DataDirectory(DataDirectory&& other) noexcept;
    DataDirectory& operator=(DataDirectory&&) = delete;
    ~DataDirectory();

    const std::filesystem::path& path() const { return path_; }

private:
    enum class Lifetime { kKept, kEphemeral };
    DataDirectory(std::filesystem::path path, Lifetime lifetime, int lock)
        : path_(std::move(path)), lifetime_(lifetime), lock_(lock) {}
    static Expected<DataDirectory, std::string> Lock(std::filesystem::path path, Lifetime lifetime);

    std::filesystem::path path_;
    Lifetime lifetime_;
    int lock_;  // a file descriptor, -1 when moved from
};

// Writes a file that only its owner may read, whole or not at all.
Expected<void, std::string> WritePrivateFile(
    const std::filesystem::path& path, const std::string& contents
);

}  // namespace bourse::apps
