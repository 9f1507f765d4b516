// ListenKeys: the names of the older user data streams. Who holds one may hear its account's events
// at /ws/<listenKey> for an hour from the last time it was asked for or extended.
//
// An account has one live key. Keys do not outlive the process; clients ask for another one.
// Thread: any; one lock. Memory: one key an account.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/types.h"

namespace bourse::gateway {

class ListenKeys {
public:
    static constexpr std::int64_t kValidity = 3'600'000'000'000;  // ns

    struct Grant {
        AccountId account;
        Timestamp valid_until;
    };

    // The account's live key, extended, or a new one.
    std::string Open(AccountId account, Timestamp now);
    // False when it is no live key of the account.
    bool Extend(std::string_view key, AccountId account, Timestamp now);
    bool Close(std::string_view key, AccountId account, Timestamp now);
    // nullopt for a key that is not live.
    std::optional<Grant> Find(std::string_view key, Timestamp now) const;

private:
    using Keys = std::map<std::string, Grant, std::less<>>;

    Keys::iterator FindLive(std::string_view key, AccountId account, Timestamp now);

    mutable std::mutex mutex_;
    Keys keys_;
    std::map<AccountId, std::string> by_account_;  // its newest key, live or not
};

}  // namespace bourse::gateway
