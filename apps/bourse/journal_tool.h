// `bourse journal verify|dump|stats`: reads the journal of a data directory, and changes nothing.
// Thread: the main thread's. Errors: what is wrong, and the first bad sequence when one is.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "core/base/expected.h"

namespace CLI {
class App;
}

namespace bourse::apps {

struct JournalOptions {
    enum class Task { kVerify, kDump, kStats };

    Task task = Task::kVerify;
    std::filesystem::path path{};      // a journal.sqlite, or the data directory that holds it
    std::uint64_t from = 1;            // kDump: the first sequence
    std::uint64_t limit = UINT64_MAX;  // kDump: lines
};

void AddJournal(CLI::App& app, JournalOptions& options);

// Prints to `output`.
Expected<void, std::string> ShowJournal(const JournalOptions& options, std::FILE* output);

// The exit status of the process: 1 after an error.
int RunJournal(const JournalOptions& options);

}  // namespace bourse::apps
