#include "services/admin/venue_state.h"

#include <algorithm>
#include <charconv>

#include "platform/http/query.h"

namespace bourse::admin {

namespace {

std::optional<Role> ReadRole(std::string_view name) {
    if (name == "OPERATOR") return Role::kOperator;
    if (name == "AUDITOR") return Role::kAuditor;
    return std::nullopt;
}

std::int64_t NumberOf(std::string_view details, std::string_view name) {
    const std::string text = DetailOf(details, name);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

std::string DetailOf(std::string_view details, std::string_view name) {
    http::QueryReader reader(details);
    while (const auto pair = reader.Next()) {
        if (pair->name != name) continue;
        std::string buffer(pair->value.size(), '\0');
        const auto decoded = http::DecodeComponent(pair->value, buffer);
        return std::string(decoded ? *decoded : pair->value);
    }
    return {};
}

void VenueState::Apply(const AuditEntry& entry) {
    switch (entry.record.phase) {
        case Phase::kRequested:
            pending_[entry.number] = {entry.number, entry.time, entry.record};
            return;
        case Phase::kApproved:
        case Phase::kDeclined:
            pending_.erase(entry.record.about);
            return;
        case Phase::kDone:
            ApplyDone(entry);
            return;
        case Phase::kBegun:
        case Phase::kFailed:
        case Phase::kUnknown:
            return;
    }
}

void VenueState::ApplyDone(const AuditEntry& entry) {
    const AuditRecord& record = entry.record;
    const auto detail = [&](std::string_view name) { return DetailOf(record.details, name); };
    if (record.act == kSetRole) {
        const auto role = ReadRole(detail("role"));
        if (role) {
            roles_[detail("user")] = *role;
        } else {
            roles_.erase(detail("user"));
        }
    } else if (record.act == kEngage) {
        if (FindKill(detail("scope"), detail("target")) != nullptr) return;
        // A revoked key does not come back, so nothing stays engaged.
        if (detail("scope") == "KEY") {
            revoked_keys_.insert(detail("target"));
            return;
        }
        kills_.push_back(
            {detail("scope"), detail("target"), record.who, record.why, entry.time, record.outcome}
        );
    } else if (record.act == kRelease) {
        std::erase_if(kills_, [&](const KillSwitch& kill) {
            return kill.scope == detail("scope") && kill.target == detail("target");
        });
    } else if (record.act == kRevokeKey) {
        revoked_keys_.insert(detail("apiKey"));
    } else if (record.act == kSetLimits) {
        limits_[detail("user")] = {
            NumberOf(record.details, "ordersPer10s"), NumberOf(record.details, "ordersPerDay")};
    }
}

std::optional<Role> VenueState::RoleOf(std::string_view user) const {
    const auto found = roles_.find(user);
    if (found == roles_.end()) return std::nullopt;
    return found->second;
}

std::size_t VenueState::OperatorCount() const {
    return static_cast<std::size_t>(std::ranges::count_if(roles_, [](const auto& entry) {
        return entry.second == Role::kOperator;
    }));
}

const KillSwitch* VenueState::FindKill(std::string_view scope, std::string_view target) const {
    const auto found = std::ranges::find_if(kills_, [&](const KillSwitch& kill) {
        return kill.scope == scope && kill.target == target;
    });
    return found == kills_.end() ? nullptr : &*found;
}

}  // namespace bourse::admin
