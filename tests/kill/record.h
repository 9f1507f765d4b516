// Record: what was sent and answered, in a file of its own that the disk has before anything goes
// on (O_DSYNC). The last word is judged from it, and not from the memory of the one who wrote it.
// Thread: one owner. A failed write or read fails a CHECK.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/kill/oracle.h"

namespace bourse::kill {

class Record {
public:
    explicit Record(const std::filesystem::path& path);
    ~Record();
    Record(const Record&) = delete;
    Record& operator=(const Record&) = delete;

    void NoteSent(CommandId id);
    void NoteAnswered(CommandId id, Outcome outcome);
    // Writes what was noted.
    void Write();
    // Tells an oracle everything that the file says.
    static void Tell(const std::filesystem::path& path, Oracle& oracle);

private:
    struct Line {
        SessionId session;
        SessionNumber number;
        Sequence sequence;  // 0: sent
        RejectReason reason{};
        std::uint16_t reserved[3] = {};
    };
    int file_ = -1;
    std::vector<Line> lines_;
};

}  // namespace bourse::kill
