// The API keys of the demo users, made once for each data directory and kept in its dev-keys.json
// (mode 0600):
//
//   {"alice":{"apiKey":"…","secret":"…","ed25519PrivateKey":"-----BEGIN PRIVATE
//   KEY-----…"},"bob":{…}}
//
// A key takes HMAC-SHA256 signatures with the secret and Ed25519 signatures with the private key. A
// person may add, for each key:
//
//   "rsaPublicKey": "-----BEGIN PUBLIC KEY-----…"      for RSA signatures
//   "addresses":    ["10.0.0.0/8", "2001:db8::1"]      the only ones from which it may be used
//   "permissions":  ["READ", "TRADE", "USER_STREAM"]   the only ones that it has
//   "expiresAt":    1767225600000                      ms; refused from then on
//
// Thread: the main thread's.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/expected.h"
#include "services/identity/api_keys.h"

namespace bourse::apps {

struct DevKeys {
    std::filesystem::path file;
    std::shared_ptr<identity::ApiKeys> keys;
};

// What a client needs to sign with HMAC-SHA256.
struct HmacKey {
    std::string api_key;
    std::string secret;
};

// Reads the file, or makes keys and writes it. An error says what is wrong with the file.
Expected<DevKeys, std::string> LoadOrMakeDevKeys(const std::filesystem::path& directory);

// Of a demo user (alice, bob), from the file of a venue that has been started before.
Expected<HmacKey, std::string> ReadDevKey(
    const std::filesystem::path& directory, std::string_view user
);

}  // namespace bourse::apps
