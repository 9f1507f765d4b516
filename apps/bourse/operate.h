// The operator's verbs: `bourse market|asset|fee|user|key|kill|request|ledger|audit …`, and `bourse
// status|top|doctor`: clients of the admin API (services/gateway/admin_api.h) with the rights of
// whoever signs in, BOURSE_OPERATOR with BOURSE_PASSWORD; without them the demo operator of `bourse
// dev`. The session is kept in the data directory, if there is one, for the next verb.
// Thread: the main thread's.
#pragma once

#include <string>

#include "apps/bourse/http_ask.h"

namespace CLI {
class App;
}

namespace bourse::apps {

struct OperatorVerb;  // a row of the table of verbs

struct OperateOptions {
    const OperatorVerb* verb = nullptr;  // nullptr: none of these was given
    HttpForm fields{};                   // as the API names them
    VenueAddress venue{};
    std::string user = "operator";
    std::string password = "dev";
    bool has_json = false;    // print the venue's own answer
    std::uint64_t times = 0;  // top: so many readings; 0: until it is stopped
};

void AddOperatorVerbs(CLI::App& app, OperateOptions& options);

// The exit status of the process: 0 done or waiting for a second person, 1 refused or not as it
// should be.
int RunOperate(const OperateOptions& options);

}  // namespace bourse::apps
