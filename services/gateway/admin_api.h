// AdminApi: the operator's side over HTTP, for the venue's own page and the command line.
//
//   GET  /admin/api/session      who asks, and what he may do
//   GET  /admin/api/…            reports (admin_reports.h): auditors and operators
//   POST /admin/api/…            acts (admin_act.h): operators; each takes `why` beside its own
//                                parameters, and answers {"entry":…,"outcome":…}, or 202 with
//                                {"request":…} when it needs a second operator
//   POST /admin/api/approve      request, why: carries it out, if another operator asks
//   POST /admin/api/decline      request, why
//
// An act is recorded as begun before it is carried out, and what became of it afterwards. Commands
// carry the session's key id of whoever asked for them, so the journal knows him too. Everything is
// refused to whoever is not the own page (session_cookie.h). A refusal is {"msg":…}.
// Thread: the gateway thread's.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "services/gateway/admin_act.h"
#include "services/gateway/authorization.h"

namespace bourse::gateway {

class AdminApi {
public:
    explicit AdminApi(AdminContext context) : context_(std::move(context)) {}

    // At start, on one thread: what the audit log says and the engine does not know: limits of
    // users, revoked keys.
    void Restore();
    static bool Serves(std::string_view path) { return path.starts_with("/admin/api/"); }
    void OnRequest(const http::Request& request, http::Responder responder);

private:
    using Shared = std::shared_ptr<http::Responder>;
    // An act on its way.
    struct Job {
        const AdminAct* act = nullptr;
        admin::AuditRecord record;  // who, address, details, why
        identity::UserId asker;     // whose commands they are
        Shared responder;
    };
    struct Asker {
        identity::Principal principal;
        std::string address;
    };

    void Act(const AdminAct& act, Parameters parameters, const Asker& asker, Shared responder);
    void Ask(Job job);
    void Answer(admin::Phase answer, Parameters parameters, const Asker& asker, Shared responder);
    void Begin(Job job);
    void CarryOut(const Job& job, Plan plan);
    void Finish(const Job& job, admin::Phase phase, std::string outcome);
    void Lab(
        const http::Request& request,
        const Parameters& parameters,
        const Asker& asker,
        Shared responder
    );

    AdminContext context_;
};

}  // namespace bourse::gateway
