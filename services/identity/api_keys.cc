#include "services/identity/api_keys.h"

#include <algorithm>
#include <mutex>

#include "core/base/check.h"
#include "platform/crypto/bytes.h"
#include "platform/crypto/encoding.h"

namespace bourse::identity {

namespace {

constexpr std::size_t kHmacHexDigits = 64;
constexpr std::size_t kMaxKeyName = 128;

}  // namespace

bool MayComeFrom(const ApiKey& key, std::string_view address) {
    if (key.addresses.empty()) return true;
    const auto from = AddressRange::ParseAddress(address);
    return from && std::ranges::any_of(key.addresses, [&](const AddressRange& range) {
               return range.Contains(*from);
           });
}

bool HasExpired(const ApiKey& key, Timestamp now) { return key.expires && now >= *key.expires; }

bool IsSignedBy(const ApiKey& key, std::string_view signature, const SignedText& text) {
    if (signature.size() == kHmacHexDigits) {
        const auto given = crypto::DecodeHex(signature);
        if (!given || !key.hmac) return false;
        const auto expected =
            key.hmac->Sign({crypto::AsBytes(text.head), crypto::AsBytes(text.tail)});
        return crypto::ConstantTimeEqual(*given, expected);
    }
    const auto given = crypto::DecodeBase64(signature);
    if (!given) return false;
    std::string whole;
    whole.append(text.head).append(text.tail);
    const crypto::ByteView message = crypto::AsBytes(whole);
    if (given->size() == crypto::Ed25519Signature().size()) {
        return key.ed25519 && key.ed25519->Verify(message, *given);
    }
    return key.rsa && key.rsa->Verify(message, *given);
}

void ApiKeys::Add(std::string name, ApiKey key) {
    CHECK(IsKeyName(name) && key.id.raw() != 0 && (key.hmac || key.ed25519 || key.rsa));
    const std::unique_lock lock(mutex_);
    const bool is_new = keys_.emplace(std::move(name), std::move(key)).second;
    CHECK(is_new);
}

const ApiKey* ApiKeys::Find(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto found = keys_.find(name);
    return found == keys_.end() || found->second.revocation.is_set() ? nullptr : &found->second;
}

bool ApiKeys::Revoke(std::string_view name) {
    const std::unique_lock lock(mutex_);
    const auto found = keys_.find(name);
    if (found == keys_.end() || found->second.revocation.is_set()) return false;
    found->second.revocation.Set();
    return true;
}

bool IsKeyName(std::string_view text) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= kMaxKeyName &&
           std::all_of(text.begin(), text.end(), is_allowed);
}

}  // namespace bourse::identity
