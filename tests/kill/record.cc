#include "tests/kill/record.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "core/base/check.h"

namespace bourse::kill {

Record::Record(const std::filesystem::path& path)
    : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_DSYNC | O_CLOEXEC, 0600)
      ) {
    CHECK(file_ >= 0);
}

Record::~Record() { close(file_); }

void Record::NoteSent(CommandId id) { lines_.push_back({id.session, id.number, {}, {}, {}}); }

void Record::NoteAnswered(CommandId id, Outcome outcome) {
    lines_.push_back({id.session, id.number, outcome.sequence, outcome.reason, {}});
}

void Record::Write() {
    if (lines_.empty()) return;
    const auto bytes = static_cast<ssize_t>(lines_.size() * sizeof(Line));
    CHECK(write(file_, lines_.data(), lines_.size() * sizeof(Line)) == bytes);
    lines_.clear();
}

void Record::Tell(const std::filesystem::path& path, Oracle& oracle) {
    std::ifstream file(path, std::ios::binary);
    Line line;
    while (file.read(reinterpret_cast<char*>(&line), sizeof line)) {
        const CommandId id{line.session, line.number};
        if (line.sequence == Sequence(0)) {
            oracle.Sent(id);
        } else {
            oracle.Answered(id, {line.sequence, line.reason});
        }
    }
    CHECK(file.eof());
}

}  // namespace bourse::kill
