// What operators see and do of other people's users and keys.
#include <algorithm>

#include "services/identity/identity.h"

namespace bourse::identity {

namespace {

constexpr std::uint32_t kSessionKeyIds = 0x8000'0000;  // + user

}  // namespace

KeyId Identity::SessionKeyId(UserId user) { return KeyId(kSessionKeyIds | user.raw()); }

std::vector<Identity::UserSummary> Identity::Users(const UserQuery& query) const {
    std::vector<UserSummary> found;
    const std::shared_lock lock(mutex_);
    auto place = query.after < query.prefix ? by_user_name_.lower_bound(query.prefix)
                                            : by_user_name_.upper_bound(query.after);
    for (; place != by_user_name_.end() && found.size() < query.count; ++place) {
        if (!place->first.starts_with(query.prefix)) break;
        const UserRow& row = users_.at(place->second).row;
        found.push_back({row.id, row.name, row.account});
    }
    return found;
}

std::optional<Identity::UserSummary> Identity::FindUser(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto place = by_user_name_.find(name);
    if (place == by_user_name_.end()) return std::nullopt;
    const UserRow& row = users_.at(place->second).row;
    return UserSummary{row.id, row.name, row.account};
}

void Identity::RevokeAnyKey(std::string name, Handler<bool> handler) {
    std::optional<UserId> owner;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [id, user] : users_) {
            if (std::ranges::find(user.keys, name, &KeySummary::name) != user.keys.end()) {
                owner = id;
            }
        }
    }
    if (owner) return RevokeKey({*owner, {}, nullptr}, std::move(name), std::move(handler));
    handler(keys_->Revoke(name) ? Result<bool>(true) : Unexpected{IdentityError::kUnknownKey});
}

}  // namespace bourse::identity
