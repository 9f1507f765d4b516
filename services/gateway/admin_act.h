// AdminAct: one thing that an operator may do: what it takes, whether it needs a second person, and
// the plan of carrying it out. Preparing changes nothing, so an act is prepared once to refuse what
// is wrong, and again when it is carried out.
// Thread: the gateway thread's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/market/views.h"
#include "services/admin/admin.h"
#include "services/gateway/command_link.h"
#include "services/gateway/event_archive.h"
#include "services/gateway/fault_admin.h"
#include "services/gateway/identity_api.h"
#include "services/gateway/parameters.h"
#include "services/gateway/throttle.h"
#include "services/gateway/venue_monitor.h"
#include "services/identity/identity.h"

namespace bourse::gateway {

// What operators have in their hands; all of it outlives every call.
struct AdminContext {
    admin::Admin& admin;
    identity::Identity& identity;
    const market::Views& views;
    CommandLink& link;
    Throttle& throttle;
    const VenueMonitor& monitor;
    const EventArchive& archive;
    IdentityPolicy::Mode mode{};
    FaultAdmin* faults = nullptr;                     // of `bourse dev` only
    std::function<void(std::function<void()>)> post;  // runs something on this thread, from any
};

// What is to be done: the commands, in order, or else the effect.
struct Plan {
    using Done = std::function<void(std::string problem)>;

    std::vector<wire::Command> commands{};
    std::function<void(Done)> effect{};  // may answer on any thread
    std::string outcome{};               // when all went well; empty: the last command's sequence
};
struct PlanRefusal {
    int status = 400;
    std::string message;
};
using Prepared = Expected<Plan, PlanRefusal>;

inline Unexpected<PlanRefusal> RefusePlan(int status, std::string message) {
    return Unexpected{PlanRefusal{status, std::move(message)}};
}

enum class Persons : std::uint8_t { kOne, kTwo };

struct AdminAct {
    std::string_view path;  // of POST
    std::string_view name;  // in the audit log
    Persons persons = Persons::kOne;
    Prepared (*prepare)(const AdminContext& context, Parameters& parameters) = nullptr;
};

std::span<const AdminAct> AdminActs();
const AdminAct* FindAdminAct(std::string_view path);
const AdminAct* FindAdminActByName(std::string_view name);

// The acts, by what they are about. All read every parameter that they take.
Prepared CreateAsset(const AdminContext& context, Parameters& parameters);
Prepared CreateMarket(const AdminContext& context, Parameters& parameters);
Prepared ChangeMarketFilters(const AdminContext& context, Parameters& parameters);
Prepared SetMarketMode(const AdminContext& context, Parameters& parameters);
Prepared SetFee(const AdminContext& context, Parameters& parameters);
Prepared FreezeUser(const AdminContext& context, Parameters& parameters);
Prepared UnfreezeUser(const AdminContext& context, Parameters& parameters);
Prepared SetUserTier(const AdminContext& context, Parameters& parameters);
Prepared SetUserLimits(const AdminContext& context, Parameters& parameters);
Prepared CreditUser(const AdminContext& context, Parameters& parameters);
Prepared SetUserRole(const AdminContext& context, Parameters& parameters);
Prepared RevokeUserKey(const AdminContext& context, Parameters& parameters);
Prepared EngageKill(const AdminContext& context, Parameters& parameters);
Prepared ReleaseKill(const AdminContext& context, Parameters& parameters);

// The user of the parameter `user`, whose account is open.
Expected<identity::Identity::UserSummary, PlanRefusal> RequireUser(
    const AdminContext& context, Parameters& parameters
);
// Changes one field of an account and keeps the others.
wire::Command ChangeStatus(const AdminContext& context, AccountId account, AccountStatus status);

}  // namespace bourse::gateway
