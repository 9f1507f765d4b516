// VenueState: what the audit log's entries add up to: who has which role, what waits for a second
// person, which kill switches are engaged. Nothing else is stored: the log is the truth, and this
// is folded from it.
// Thread: one owner.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/admin/audit_log.h"

namespace bourse::admin {

enum class Role : std::uint8_t {
    kAuditor = 1,   // reads everything
    kOperator = 2,  // reads and acts
};

// Names of acts that this fold understands; all others are the gateway's.
inline constexpr std::string_view kSetRole = "user.role";   // role, user
inline constexpr std::string_view kEngage = "kill.engage";  // scope, target
inline constexpr std::string_view kRelease = "kill.release";
inline constexpr std::string_view kRevokeKey = "key.revoke";   // apiKey
inline constexpr std::string_view kSetLimits = "user.limits";  // ordersPer10s, ordersPerDay, user

struct PendingRequest {
    EntryNumber number;
    Timestamp time;
    AuditRecord record;
};

struct KillSwitch {
    std::string scope, target;  // "MARKET", "BTCUSDT"; the venue has no target
    std::string who, why;
    Timestamp time;
    std::string before;  // what is to be restored, as the act's outcome says
};

struct OrderLimits {
    std::int64_t per_ten_seconds = 0, per_day = 0;
};

class VenueState {
public:
    void Apply(const AuditEntry& entry);

    std::optional<Role> RoleOf(std::string_view user) const;
    const std::map<std::string, Role, std::less<>>& roles() const { return roles_; }
    std::size_t OperatorCount() const;
    const std::map<EntryNumber, PendingRequest>& pending() const { return pending_; }
    const std::vector<KillSwitch>& kills() const { return kills_; }
    const KillSwitch* FindKill(std::string_view scope, std::string_view target) const;
    const std::map<std::string, OrderLimits, std::less<>>& limits() const { return limits_; }
    const std::set<std::string, std::less<>>& revoked_keys() const { return revoked_keys_; }

private:
    void ApplyDone(const AuditEntry& entry);

    std::map<std::string, Role, std::less<>> roles_;
    std::map<EntryNumber, PendingRequest> pending_;
    std::vector<KillSwitch> kills_;
    std::map<std::string, OrderLimits, std::less<>> limits_;  // by user
    std::set<std::string, std::less<>> revoked_keys_;
};

// The value of a name in an act's details; empty when it has none.
std::string DetailOf(std::string_view details, std::string_view name);

}  // namespace bourse::admin
