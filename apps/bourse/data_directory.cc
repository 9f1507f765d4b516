#include "apps/bourse/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace bourse::apps {

namespace {

Unexpected<std::string> SystemError(std::string_view action, const std::filesystem::path& path) {
    return Unexpected{fmt::format("{} {}: {}", action, path.string(), std::strerror(errno))};
}

bool WriteAll(int file, std::string_view contents) {
    while (!contents.empty()) {
        const ssize_t written = ::write(file, contents.data(), contents.size());
        if (written < 0) return false;
        contents.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

}  // namespace

Expected<DataDirectory, std::string> DataDirectory::Lock(
    std::filesystem::path path, Lifetime lifetime
) {
    const auto lock_path = path / "lock";
    const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return SystemError("cannot open", lock_path);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return Unexpected{fmt::format(
            "the data directory {} is in use by another bourse process; stop it, or give another "
            "directory with --data",
            path.string()
        )};
    }
    return DataDirectory(std::move(path), lifetime, lock);
}

Expected<DataDirectory, std::string> DataDirectory::Open(const std::filesystem::path& path) {
    std::error_code error;
    const bool is_new = std::filesystem::create_directories(path, error);
    if (error) {
        return Unexpected{
            fmt::format("cannot create the data directory {}: {}", path.string(), error.message())};
    }
    if (is_new && ::chmod(path.c_str(), 0700) != 0) return SystemError("cannot protect", path);
    return Lock(path, Lifetime::kKept);
}

Expected<DataDirectory, std::string> DataDirectory::MakeEphemeral() {
    std::string pattern = (std::filesystem::temp_directory_path() / "bourse-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return SystemError("cannot create", pattern);
    return Lock(pattern, Lifetime::kEphemeral);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lifetime_(other.lifetime_),
      lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
    if (lock_ < 0) return;
    std::error_code ignored;
    if (lifetime_ == Lifetime::kEphemeral) std::filesystem::remove_all(path_, ignored);
    ::close(lock_);
}

Expected<void, std::string> WritePrivateFile(
    const std::filesystem::path& path, const std::string& contents
) {
    const std::string temporary = path.string() + ".new";
    const int file =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return SystemError("cannot create", temporary);
    const bool is_written = WriteAll(file, contents);
    ::close(file);
    if (!is_written || ::rename(temporary.c_str(), path.c_str()) != 0) {
        const auto error = SystemError("cannot write", path);
        ::unlink(temporary.c_str());
        return error;
    }
    return {};
}

}  // namespace bourse::apps
