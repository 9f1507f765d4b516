// bourse: one binary, a verb a role.
#include <cstdio>

#include "apps/bourse/command_line.h"
#include "apps/bourse/dev.h"

namespace bourse::apps {

namespace {

int Main(int argc, char** argv) {
    const auto line = ParseCommandLine(argc, argv);
    if (!line) {
        const CommandLineEnd& end = line.error();
        std::fputs(end.text.c_str(), end.status == 0 ? stdout : stderr);
        return end.status;
    }
    switch (line->verb) {
        case CommandLine::Verb::kDev:
            return RunDev(line->dev);
        case CommandLine::Verb::kReplay:
            return RunReplay(line->replay);
        case CommandLine::Verb::kJournal:
            return RunJournal(line->journal);
        case CommandLine::Verb::kConnect:
            return RunConnect(line->connect);
        case CommandLine::Verb::kFault:
            return RunFault(line->fault);
        case CommandLine::Verb::kOperate:
            return RunOperate(line->operate);
    }
    return kUsageError;
}

}  // namespace

}  // namespace bourse::apps

int main(int argc, char** argv) { return bourse::apps::Main(argc, argv); }
