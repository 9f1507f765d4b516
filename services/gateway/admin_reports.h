// What auditors and operators read: GET /admin/api/….
//
//   session               {"user":…,"role":"OPERATOR"|"AUDITOR"|null,"mode":"dev"|"prod"}
//   dashboard             rates of the last minute, latencies in microseconds, refusals by reason,
//                         and the invariants with whether they hold
//   markets, assets, fees what is defined
//   users                 prefix, after: 100 by name; user: one with balances and keys
//   ledger/trial-balance  of each asset what came in less what went out, and what accounts hold
//   ledger/journal        account, order, kind, startTime, endTime, before, limit: newest first
//   controls              kill switches, and requests that wait for a second person
//   audit                 before, limit: newest first; audit/verify walks the chain
//
// Thread: the gateway thread's, but for the answers of the audit log.
#pragma once

#include <memory>
#include <string_view>

#include "services/gateway/admin_act.h"

namespace bourse::gateway {

http::Response AdminAnswer(std::string body);
http::Response AdminRefusal(int status, std::string_view message);

struct ReportCall {
    const AdminContext& context;
    const identity::Principal& asker;
    std::string_view path;
    Parameters& parameters;
    std::shared_ptr<http::Responder> responder;
};
// Answers now or later. Requires a path of the authorization matrix.
void Report(const ReportCall& call);

}  // namespace bourse::gateway
