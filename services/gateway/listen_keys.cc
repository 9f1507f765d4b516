#include "services/gateway/listen_keys.h"

#include <array>

#include "platform/crypto/encoding.h"
#include "platform/crypto/random.h"

namespace bourse::gateway {

namespace {

std::string NewKey() {
    std::array<std::uint8_t, 32> bytes;
    crypto::FillRandom(bytes);
    return crypto::EncodeHex(bytes);
}

}  // namespace

std::string ListenKeys::Open(AccountId account, Timestamp now) {
    const Timestamp valid_until(now.raw() + kValidity);
    const std::lock_guard lock(mutex_);
    std::string& key = by_account_[account];
    const auto place = FindLive(key, account, now);
    if (place != keys_.end()) {
        place->second.valid_until = valid_until;
        return key;
    }
    keys_.erase(key);
    key = NewKey();
    keys_.emplace(key, Grant{account, valid_until});
    return key;
}

bool ListenKeys::Extend(std::string_view key, AccountId account, Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto place = FindLive(key, account, now);
    if (place == keys_.end()) return false;
    place->second.valid_until = Timestamp(now.raw() + kValidity);
    return true;
}

bool ListenKeys::Close(std::string_view key, AccountId account, Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto place = FindLive(key, account, now);
    if (place == keys_.end()) return false;
    keys_.erase(place);
    return true;
}

std::optional<ListenKeys::Grant> ListenKeys::Find(std::string_view key, Timestamp now) const {
    const std::lock_guard lock(mutex_);
    const auto place = keys_.find(key);
    if (place == keys_.end() || place->second.valid_until <= now) return std::nullopt;
    return place->second;
}

ListenKeys::Keys::iterator ListenKeys::FindLive(
    std::string_view key, AccountId account, Timestamp now
) {
    const auto place = keys_.find(key);
    if (place == keys_.end()) return place;
    const Grant& grant = place->second;
    return grant.account == account && grant.valid_until > now ? place : keys_.end();
}

}  // namespace bourse::gateway
