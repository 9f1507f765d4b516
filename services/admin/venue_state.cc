#include "services/admin/venue_state.h"

#include <algorithm>
#include <charconv>

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

int HexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string Decoded(std::string_view raw) {
    std::string text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const int high = raw[i] == '%' && i + 2 < raw.size() ? HexDigit(raw[i + 1]) : -1;
        const int low = high >= 0 ? HexDigit(raw[i + 2]) : -1;
        if (low < 0) {
            text += raw[i];
            continue;
        }
        text += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return text;
}

}  // namespace

std::string DetailOf(std::string_view details, std::string_view name) {
    while (!details.empty()) {
        const std::size_t end = std::min(details.find('&'), details.size());
        const std::string_view pair = details.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return Decoded(pair.substr(equals + 1));
        }
        details.remove_prefix(std::min(end + 1, details.size()));
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
        if (detail("scope") == "KEY") revoked_keys_.insert(detail("target"));
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
