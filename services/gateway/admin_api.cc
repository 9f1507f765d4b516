#include "services/gateway/admin_api.h"

#include <algorithm>
#include <utility>

#include "services/gateway/admin_reports.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/leg_parameters.h"
#include "services/gateway/rest_api.h"
#include "services/gateway/session_cookie.h"

namespace bourse::gateway {

namespace {

constexpr std::int64_t kWeight = 5;
constexpr std::size_t kMaxWhy = 200;
constexpr std::string_view kApprove = "/admin/api/approve";
constexpr std::string_view kDecline = "/admin/api/decline";

constexpr AdminAct kActs[] = {
    {"/admin/api/assets", "asset.create", Persons::kOne, CreateAsset},
    {"/admin/api/markets", "market.create", Persons::kOne, CreateMarket},
    {"/admin/api/markets/filters", "market.filters", Persons::kOne, ChangeMarketFilters},
    {"/admin/api/markets/mode", "market.mode", Persons::kOne, SetMarketMode},
    {"/admin/api/fees", "fee.set", Persons::kOne, SetFee},
    {"/admin/api/users/freeze", "user.freeze", Persons::kOne, FreezeUser},
    {"/admin/api/users/unfreeze", "user.unfreeze", Persons::kOne, UnfreezeUser},
    {"/admin/api/users/tier", "user.tier", Persons::kOne, SetUserTier},
    {"/admin/api/users/limits", admin::kSetLimits, Persons::kOne, SetUserLimits},
    {"/admin/api/users/credit", "user.credit", Persons::kTwo, CreditUser},
    {"/admin/api/users/role", admin::kSetRole, Persons::kTwo, SetUserRole},
    {"/admin/api/keys/revoke", admin::kRevokeKey, Persons::kOne, RevokeUserKey},
    {"/admin/api/kill", admin::kEngage, Persons::kOne, EngageKill},
    {"/admin/api/kill/release", admin::kRelease, Persons::kTwo, ReleaseKill},
};
static_assert(std::ranges::all_of(kActs, [](const AdminAct& act) {
    return AccessTo("POST", act.path) == Access::kOperate;
}));

std::string EntryBody(std::string_view key, admin::EntryNumber number, std::string_view outcome) {
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key(key).Number(number.raw()).Key("outcome").String(outcome).EndObject();
    return body;
}

}  // namespace

std::span<const AdminAct> AdminActs() { return kActs; }

const AdminAct* FindAdminAct(std::string_view path) {
    const auto found = std::ranges::find(kActs, path, &AdminAct::path);
    return found == std::end(kActs) ? nullptr : &*found;
}

const AdminAct* FindAdminActByName(std::string_view name) {
    const auto found = std::ranges::find(kActs, name, &AdminAct::name);
    return found == std::end(kActs) ? nullptr : &*found;
}

void AdminApi::Restore() {
    const admin::VenueState state = context_.admin.state();
    for (const auto& [name, limits] : state.limits()) {
        const auto user = context_.identity.FindUser(name);
        if (!user) continue;
        context_.throttle.SetLimits(user->account, {limits.per_ten_seconds, limits.per_day});
    }
    for (const std::string& key : state.revoked_keys()) {
        context_.identity.RevokeAnyKey(key, [](const identity::Identity::Result<bool>&) {});
    }
}

void AdminApi::OnRequest(const http::Request& request, http::Responder responder) {
    const auto admitted = context_.throttle.Admit({request.remote_address, kWeight, SystemTime()});
    if (!admitted) {
        return responder.Answer(AdminRefusal(admitted.error().http_status, admitted.error().message)
        );
    }
    const RouteAccess* route = FindRoute(request.method, request.path);
    if (route == nullptr) return responder.Answer(AdminRefusal(404, "Not Found."));
    if (!IsOfOwnPage(request)) {
        return responder.Answer(AdminRefusal(403, "This is for the venue's own page."));
    }
    const auto principal = context_.identity.Find(SessionToken(request).value_or(""));
    if (!principal) return responder.Answer(AdminRefusal(401, "Sign in first."));
    const auto role = context_.admin.RoleOf(principal->name);
    if (!MayRole(route->access, role)) {
        return responder.Answer(
            AdminRefusal(403, role ? "Auditors read only." : "This is for operators of the venue.")
        );
    }
    auto parameters = Parameters::FromForms(request.query, request.body);
    if (!parameters) return responder.Answer(AdminRefusal(400, parameters.error().message));
    const auto shared = std::make_shared<http::Responder>(std::move(responder));
    Asker asker{*principal, std::string(request.remote_address)};
    if (request.path == "/admin/api/lab/faults") {
        return Lab(request, *parameters, asker, shared);
    }
    if (request.method == "GET") {
        return Report({context_, asker.principal, request.path, *parameters, shared});
    }
    if (request.path == kApprove || request.path == kDecline) {
        const auto answer =
            request.path == kApprove ? admin::Phase::kApproved : admin::Phase::kDeclined;
        return Answer(answer, std::move(*parameters), asker, shared);
    }
    Act(*FindAdminAct(request.path), std::move(*parameters), asker, shared);
}

namespace {

// `why` of every act; empty after an error.
std::string RequireWhy(Parameters& parameters) {
    const std::string why(parameters.Require("why"));
    if (why.size() > kMaxWhy) parameters.Fail(InvalidParameter("why"));
    return parameters.has_failed() ? "" : why;
}

}  // namespace

void AdminApi::Act(
    const AdminAct& act, Parameters parameters, const Asker& asker, Shared responder
) {
    Job job;
    job.act = &act;
    job.record.details = parameters.ToForm("why");
    job.record.why = RequireWhy(parameters);
    if (job.record.why.empty()) {
        return responder->Answer(AdminRefusal(400, "why: the reason, up to 200 bytes, is needed."));
    }
    job.record.who = asker.principal.name;
    job.record.address = asker.address;
    job.record.act = act.name;
    job.asker = asker.principal.user;
    const Prepared prepared = act.prepare(context_, parameters);
    if (!prepared) {
        return responder->Answer(AdminRefusal(prepared.error().status, prepared.error().message));
    }
    job.responder = std::move(responder);
    const admin::VenueState state = context_.admin.state();
    // Somebody must be able to appoint the second operator.
    const bool is_alone = act.name == admin::kSetRole && state.OperatorCount() == 1;
    if (act.persons == Persons::kOne || is_alone) return Begin(std::move(job));
    Ask(std::move(job));
}

void AdminApi::Ask(Job job) {
    job.record.phase = admin::Phase::kRequested;
    const bool is_alone = context_.admin.state().OperatorCount() < 2;
    const auto finish = [responder = job.responder,
                         is_alone](const admin::Admin::Result<admin::AuditEntry>& entry) {
        if (!entry) return responder->Answer(AdminRefusal(503, entry.error()));
        http::Response response = AdminAnswer(EntryBody(
            "request",
            entry->number,
            is_alone ? "waits for a second operator, and there is none: appoint one first with "
                       "`bourse user role NAME OPERATOR`"
                     : "waits for the approval of another operator"
        ));
        response.status = 202;
        responder->Answer(std::move(response));
    };
    context_.admin.Record(job.record, finish);
}

void AdminApi::Answer(
    admin::Phase answer, Parameters parameters, const Asker& asker, Shared responder
) {
    const auto number = parameters.FindInteger("request");
    const std::string why = RequireWhy(parameters);
    if (const auto read = parameters.Finish(); !read || !number || why.empty()) {
        return responder->Answer(AdminRefusal(400, "Needs request and why (up to 200 bytes)."));
    }
    const admin::VenueState state = context_.admin.state();
    const auto found = state.pending().find(admin::EntryNumber(*number));
    if (found == state.pending().end()) {
        return responder->Answer(AdminRefusal(404, "No such request waits."));
    }
    const admin::PendingRequest& request = found->second;
    const bool approves = answer == admin::Phase::kApproved;
    if (approves && request.record.who == asker.principal.name) {
        return responder->Answer(
            AdminRefusal(403, "Another operator than " + request.record.who + " must approve it.")
        );
    }
    admin::AuditRecord record = request.record;
    record.phase = answer;
    record.about = request.number;
    record.who = asker.principal.name;
    record.address = asker.address;
    record.why = why;
    Job job;
    job.act = FindAdminActByName(request.record.act);
    job.record = request.record;
    job.record.about = request.number;
    const auto user = context_.identity.FindUser(request.record.who);
    if (job.act == nullptr || !user) {
        return responder->Answer(AdminRefusal(409, "Who asked is no user any more."));
    }
    job.asker = user->id;
    job.responder = std::move(responder);
    const auto finish = [this, job, approves](const admin::Admin::Result<admin::AuditEntry>& entry
                        ) {
        if (!entry) return job.responder->Answer(AdminRefusal(409, entry.error()));
        if (approves) return context_.post([this, job] { Begin(job); });
        job.responder->Answer(AdminAnswer(EntryBody("entry", entry->number, "declined")));
    };
    context_.admin.Record(std::move(record), finish);
}

void AdminApi::Begin(Job job) {
    job.record.phase = admin::Phase::kBegun;
    const auto begun = [this, job](const admin::Admin::Result<admin::AuditEntry>& entry) {
        if (!entry) return job.responder->Answer(AdminRefusal(503, entry.error()));
        context_.post([this, job, number = entry->number] {
            Job begun_job = job;
            begun_job.record.about = number;
            auto parameters = Parameters::FromForms(job.record.details, {});
            CHECK(parameters.has_value());  // it was read before
            Prepared prepared = job.act->prepare(context_, *parameters);
            if (!prepared) {
                return Finish(begun_job, admin::Phase::kFailed, prepared.error().message);
            }
            CarryOut(begun_job, std::move(*prepared));
        });
    };
    context_.admin.Record(job.record, begun);
}

void AdminApi::CarryOut(const Job& job, Plan plan) {
    if (plan.effect) {
        return plan.effect([this, job, outcome = plan.outcome](const std::string& problem) {
            Finish(
                job,
                problem.empty() ? admin::Phase::kDone : admin::Phase::kFailed,
                problem.empty() ? outcome : problem
            );
        });
    }
    // The last answer ends it, whichever command it is of: a full engine refuses a later command at
    // once, and a long CancelAllOrders is done after those behind it.
    struct Progress {
        std::size_t answered = 0, applied = 0;
        std::string problem{};
        bool is_unknown = false;
    };
    const auto progress = std::make_shared<Progress>();
    const std::size_t count = plan.commands.size();
    for (wire::Command& command : plan.commands) {
        command.header().key = identity::Identity::SessionKeyId(job.asker);
        if (command.header().type == CommandType::kCancelAllOrders) {
            auto cancel = command.As<CancelAllOrders>();
            cancel.cancel_id = RandomClientOrderId();
            command = wire::Command(cancel);
        }
        const auto finish = [this, job, progress, count, outcome = plan.outcome](
                                const bourse::gateway::Answer& answer
                            ) {
            using Outcome = bourse::gateway::Answer::Outcome;
            std::string sequence;
            if (answer.outcome == Outcome::kUnknown) {
                progress->is_unknown = true;
                progress->problem = "no answer came in time";
            } else if (answer.outcome == Outcome::kBusy) {
                progress->problem = "the engine is busy";
            } else if (answer.reason != RejectReason::kNone) {
                progress->problem = ToString(answer.reason);
            } else {
                ++progress->applied;
                const wire::EventView first(answer.events.first(sizeof(CommandApplied)));
                const auto& applied = first.As<CommandApplied>();
                sequence = "sequence " + std::to_string(applied.sequence.raw());
            }
            if (++progress->answered < count) return;
            if (progress->problem.empty()) {
                return Finish(job, admin::Phase::kDone, outcome.empty() ? sequence : outcome);
            }
            const std::string part = std::to_string(progress->applied) + " of " +
                                     std::to_string(count) + " commands applied: ";
            Finish(
                job,
                progress->is_unknown ? admin::Phase::kUnknown : admin::Phase::kFailed,
                (count > 1 ? part : "") + progress->problem
            );
        };
        context_.link.Send(command, std::chrono::steady_clock::now(), finish);
    }
}

void AdminApi::Finish(const Job& job, admin::Phase phase, std::string outcome) {
    admin::AuditRecord record = job.record;
    record.phase = phase;
    record.outcome = std::move(outcome);
    const auto finish = [responder = job.responder, phase, outcome = record.outcome](
                            const admin::Admin::Result<admin::AuditEntry>& entry
                        ) {
        if (!entry) {
            return responder->Answer(
                AdminRefusal(500, "It was tried (" + outcome + "), but " + entry.error())
            );
        }
        if (phase == admin::Phase::kDone) {
            return responder->Answer(AdminAnswer(EntryBody("entry", entry->number, outcome)));
        }
        responder->Answer(AdminRefusal(phase == admin::Phase::kUnknown ? 503 : 409, outcome));
    };
    context_.admin.Record(std::move(record), finish);
}

// Faults are recorded as they are asked for: their end is the lab's own business.
void AdminApi::Lab(
    const http::Request& request, const Parameters& parameters, const Asker& asker, Shared responder
) {
    if (context_.faults == nullptr) {
        return responder->Answer(AdminRefusal(404, "The lab is of `bourse dev` only."));
    }
    admin::AuditRecord record;
    record.phase = admin::Phase::kDone;
    record.who = asker.principal.name;
    record.address = asker.address;
    record.act = request.method == "POST" ? "fault.add" : "fault.clear";
    record.details = parameters.ToForm("why");
    record.why = parameters.Peek("why").value_or("");
    record.outcome = "asked for";
    const auto ask = [this,
                      method = std::string(request.method),
                      form = record.details,
                      address = record.address,
                      responder] {
        http::Request again;
        again.method = method;
        again.query = form;
        again.remote_address = address;
        context_.faults->OnRequest(again, std::move(*responder));
    };
    if (request.method == "GET") return ask();
    const auto finish = [this, ask, responder](const admin::Admin::Result<admin::AuditEntry>& entry
                        ) {
        if (!entry) return responder->Answer(AdminRefusal(503, entry.error()));
        context_.post(ask);
    };
    context_.admin.Record(std::move(record), finish);
}

}  // namespace bourse::gateway
