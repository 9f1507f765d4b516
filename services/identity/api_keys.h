// ApiKeys: who may sign requests, and how to check that he did.
//
// A key verifies by HMAC-SHA256 (we hold the secret), by Ed25519 or RSA (we hold the public key),
// or by several; the form of the signature says which: 64 hexadecimal digits, base64 of 64 bytes,
// or base64 of more. It may be bound to the addresses that its requests may come from, and end at
// a time.
//
// A key that was given out stays where it is for good, so whoever holds it may go on asking; once
// it is revoked, Find knows it no more, and its flag says so. Thread: any; one lock.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/types.h"
#include "platform/crypto/ed25519.h"
#include "platform/crypto/hmac.h"
#include "platform/crypto/rsa.h"
#include "services/identity/address_range.h"

namespace bourse::identity {

enum class Permission : std::uint8_t {
    kRead = 1,        // the account: USER_DATA
    kTrade = 2,       // place and cancel: TRADE
    kUserStream = 4,  // events of the account: USER_STREAM
};

class Permissions {
public:
    constexpr Permissions(std::initializer_list<Permission> permissions) {
        for (const Permission one : permissions) Add(one);
    }
    constexpr void Add(Permission one) {
        bits_ = static_cast<std::uint8_t>(bits_ | static_cast<int>(one));
    }
    constexpr bool Has(Permission one) const { return (bits_ & static_cast<int>(one)) != 0; }
    friend constexpr bool operator==(Permissions, Permissions) = default;

private:
    std::uint8_t bits_ = 0;
};

constexpr Permissions kAllPermissions{
    Permission::kRead, Permission::kTrade, Permission::kUserStream};
constexpr Permissions kReadOnly{Permission::kRead, Permission::kUserStream};

// A flag that is set once, from any thread.
class Revocation {
public:
    Revocation() = default;
    Revocation(const Revocation& other) : is_set_(other.is_set()) {}
    Revocation& operator=(const Revocation&) = delete;

    bool is_set() const { return is_set_.load(std::memory_order_acquire); }
    void Set() { is_set_.store(true, std::memory_order_release); }

private:
    std::atomic<bool> is_set_{false};
};

struct ApiKey {
    KeyId id;  // for the journal; never 0
    AccountId account;
    Permissions permissions = kAllPermissions;
    std::optional<crypto::HmacSha256Key> hmac;
    std::optional<crypto::Ed25519PublicKey> ed25519;
    std::optional<crypto::RsaPublicKey> rsa{};
    std::vector<AddressRange> addresses{};  // empty: any
    std::optional<Timestamp> expires{};     // refused from then on
    Timestamp created{};                    // 0: not known
    Revocation revocation{};
};

// What a signature covers: two parts one after the other, such as query string and body.
struct SignedText {
    std::string_view head;
    std::string_view tail;
};

// False for what is no address, unless the key may come from any.
bool MayComeFrom(const ApiKey& key, std::string_view address);
bool HasExpired(const ApiKey& key, Timestamp now);

// Whether the signature is the key's. Takes the same time wherever a forged one differs.
bool IsSignedBy(const ApiKey& key, std::string_view signature, const SignedText& text);

class ApiKeys {
public:
    // Requires: the name is not in use. Names are what X-MBX-APIKEY carries.
    void Add(std::string name, ApiKey key);
    // nullptr when unknown or revoked; else it lives as long as this.
    const ApiKey* Find(std::string_view name) const;
    // False when unknown or revoked before.
    bool Revoke(std::string_view name);

private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, ApiKey, std::less<>> keys_;
};

// Whether a text can be the name of a key: 1 to 128 of letters, digits, '-' and '_'.
bool IsKeyName(std::string_view text);

}  // namespace bourse::identity
