// The table of the operator's verbs.
// Thread: any; constants.
#pragma once

#include <span>
#include <string_view>

namespace bourse::apps {

struct OperatorField {
    std::string_view name;       // of the command line: "SYMBOL", or "--tick"
    std::string_view parameter;  // of the API
    std::string_view help;
    bool is_required =
        false;  // of an option; a name without dashes always is, unless it ends in ']'
};

// What is made of the answer.
enum class OperatorTask : std::uint8_t {
    kShow,         // print it
    kCheckLedger,  // fail when a difference is not 0
    kCheckAudit,   // fail when the chain does not hold
    kTop,          // again and again
    kDoctor,       // several questions
};

struct OperatorVerb {
    std::string_view noun, verb;  // a noun alone is a verb
    std::string_view method, path, help;
    std::span<const OperatorField> fields{};
    std::string_view fixed{};  // "mode=HALT"
    OperatorTask task = OperatorTask::kShow;
};

std::span<const OperatorVerb> OperatorVerbs();

}  // namespace bourse::apps
