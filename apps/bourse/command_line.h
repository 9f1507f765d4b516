// The command line of `bourse`: its verbs and what each takes.
//
// What cannot be understood ends in one line that says what happened, the value received and the
// values allowed, and in exit status kUsageError.
// Thread: the main thread's.
#pragma once

#include <string>

#include "apps/bourse/connect.h"
#include "apps/bourse/fault.h"
#include "apps/bourse/journal_tool.h"
#include "apps/bourse/operate.h"
#include "apps/bourse/options.h"
#include "apps/bourse/replay.h"
#include "core/base/expected.h"

namespace bourse::apps {

inline constexpr int kUsageError = 2;

struct CommandLine {
    enum class Verb { kDev, kReplay, kJournal, kConnect, kFault, kOperate };

    Verb verb = Verb::kDev;
    DevOptions dev{};  // of the verb only
    ReplayOptions replay{};
    JournalOptions journal{};
    ConnectOptions connect{};
    FaultOptions fault{};
    OperateOptions operate{};
};

// There is nothing to run: what to say instead.
struct CommandLineEnd {
    int status = 0;    // of the process; 0: help or version was asked for, `text` is for stdout
    std::string text;  // ends with a line feed
};

Expected<CommandLine, CommandLineEnd> ParseCommandLine(int argc, const char* const* argv);

}  // namespace bourse::apps
