#include "apps/bourse/dev_keys.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <map>
#include <vector>

#include "apps/bourse/data_directory.h"
#include "platform/crypto/random.h"
#include "services/gateway/json_writer.h"
#include "sim/market/venue.h"

namespace bourse::apps {

namespace {

struct DemoUser {
    std::string_view name;
    AccountId account;
};
constexpr std::array kDemoUsers{DemoUser{"alice", sim::kAlice}, DemoUser{"bob", sim::kBob}};

struct KeyText {
    std::string api_key;
    std::string secret;
    std::string ed25519_private_key;  // PKCS#8 PEM
    // What a person may add to the file.
    std::string rsa_public_key{};          // SubjectPublicKeyInfo PEM; empty: none
    std::vector<std::string> addresses{};  // ranges that it may be used from; empty: any
    bool has_permissions = false;          // else all
    std::vector<std::string> permissions{};
    std::int64_t expires_ms = 0;  // 0: never
};
constexpr std::int64_t kTimeMost_ms = std::numeric_limits<std::int64_t>::max() / 1'000'000;
using KeyTexts = std::map<std::string_view, KeyText>;

// 64 letters and digits, as long as the keys of Binance.
std::string RandomName() {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string name;
    while (name.size() < 64) {
        std::array<std::uint8_t, 64> random;
        crypto::FillRandom(random);
        for (const std::uint8_t byte : random) {
            // Without the remainder at the top, every character is equally likely.
            const bool is_usable = byte < 256 / kAlphabet.size() * kAlphabet.size();
            if (is_usable && name.size() < 64) name.push_back(kAlphabet[byte % kAlphabet.size()]);
        }
    }
    return name;
}

KeyTexts MakeKeyTexts() {
    KeyTexts texts;
    for (const DemoUser& user : kDemoUsers) {
        texts[user.name] = {
            RandomName(), RandomName(), crypto::Ed25519PrivateKey::Generate().ToPem()};
    }
    return texts;
}

std::string ToJson(const KeyTexts& texts) {
    std::string json;
    gateway::JsonWriter writer(json);
    writer.BeginObject();
    for (const auto& [user, text] : texts) {
        writer.Key(user).BeginObject();
        writer.Key("apiKey").String(text.api_key);
        writer.Key("secret").String(text.secret);
        writer.Key("ed25519PrivateKey").String(text.ed25519_private_key);
        writer.EndObject();
    }
    writer.EndObject();
    return json + "\n";
}

// The texts of an entry's list; nothing, and false, for a list that is none.
bool ReadTexts(simdjson::dom::element entry, const char* name, std::vector<std::string>& texts) {
    simdjson::dom::element found;
    if (entry[name].get(found) != simdjson::SUCCESS) return true;
    simdjson::dom::array list;
    if (found.get(list) != simdjson::SUCCESS) return false;
    for (const simdjson::dom::element element : list) {
        std::string_view text;
        if (element.get(text) != simdjson::SUCCESS) return false;
        texts.emplace_back(text);
    }
    return true;
}

// False when one of them is of the wrong type.
bool ReadAdditions(simdjson::dom::element entry, KeyText& text) {
    simdjson::dom::element found;
    if (entry["rsaPublicKey"].get(found) == simdjson::SUCCESS) {
        std::string_view rsa;
        if (found.get(rsa) != simdjson::SUCCESS) return false;
        text.rsa_public_key = rsa;
    }
    if (entry["expiresAt"].get(found) == simdjson::SUCCESS) {
        if (found.get(text.expires_ms) != simdjson::SUCCESS) return false;
        if (text.expires_ms <= 0 || text.expires_ms > kTimeMost_ms) return false;
    }
    text.has_permissions = entry["permissions"].get(found) == simdjson::SUCCESS;
    return ReadTexts(entry, "addresses", text.addresses) &&
           ReadTexts(entry, "permissions", text.permissions);
}

Expected<KeyTexts, std::string> ReadKeyTexts(const std::filesystem::path& file) {
    const auto fail = [&](std::string_view what) {
        return Unexpected{
            fmt::format("{}: {}; delete the file, and new keys are made", file.string(), what)};
    };
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    if (parser.load(file.string()).get(document) != simdjson::SUCCESS) {
        return fail("is not readable as JSON");
    }
    KeyTexts texts;
    for (const DemoUser& user : kDemoUsers) {
        std::string_view api_key, secret, ed25519;
        simdjson::dom::element entry;
        if (document[user.name].get(entry) != simdjson::SUCCESS ||
            entry["apiKey"].get(api_key) != simdjson::SUCCESS ||
            entry["secret"].get(secret) != simdjson::SUCCESS ||
            entry["ed25519PrivateKey"].get(ed25519) != simdjson::SUCCESS) {
            return fail(fmt::format(
                "needs {} with apiKey, secret and ed25519PrivateKey as texts", user.name
            ));
        }
        KeyText& text = texts[user.name];
        text = {std::string(api_key), std::string(secret), std::string(ed25519)};
        if (!ReadAdditions(entry, text)) {
            return fail(fmt::format(
                "of {}, rsaPublicKey must be a text, addresses and permissions lists of texts, and "
                "expiresAt milliseconds since 1970",
                user.name
            ));
        }
    }
    return texts;
}

Expected<void, std::string> Restrict(identity::ApiKey& key, const KeyText& text) {
    constexpr std::pair<std::string_view, identity::Permission> kPermissions[] = {
        {"READ", identity::Permission::kRead},
        {"TRADE", identity::Permission::kTrade},
        {"USER_STREAM", identity::Permission::kUserStream},
    };
    for (const std::string& address : text.addresses) {
        const auto range = identity::AddressRange::Parse(address);
        if (!range) {
            return Unexpected{fmt::format(
                "'{}' is no address and no range: such as 192.0.2.1, 10.0.0.0/8, 2001:db8::/32",
                address
            )};
        }
        key.addresses.push_back(*range);
    }
    if (text.has_permissions) key.permissions = {};
    for (const std::string& name : text.permissions) {
        const auto found = std::ranges::find(
            kPermissions, name, &std::pair<std::string_view, identity::Permission>::first
        );
        if (found == std::end(kPermissions)) {
            return Unexpected{fmt::format("'{}' is no permission: READ, TRADE, USER_STREAM", name)};
        }
        key.permissions.Add(found->second);
    }
    if (text.expires_ms != 0) key.expires = Timestamp(text.expires_ms * 1'000'000);
    return {};
}

Expected<identity::ApiKey, std::string> MakeApiKey(const KeyText& text) {
    const auto ed25519 = crypto::Ed25519PrivateKey::FromPem(text.ed25519_private_key);
    if (!ed25519) return Unexpected{"ed25519PrivateKey is no Ed25519 key"};
    identity::ApiKey key;
    key.hmac.emplace(crypto::AsBytes(text.secret));
    key.ed25519 = ed25519->public_key();
    if (!text.rsa_public_key.empty()) {
        auto rsa = crypto::RsaPublicKey::FromPem(text.rsa_public_key);
        if (!rsa) return Unexpected{"rsaPublicKey is no PEM of an RSA key of 2048 to 4096 bits"};
        key.rsa = std::move(*rsa);
    }
    if (const auto restricted = Restrict(key, text); !restricted) {
        return Unexpected{restricted.error()};
    }
    return key;
}

Expected<std::shared_ptr<identity::ApiKeys>, std::string> MakeApiKeys(
    const KeyTexts& texts, Timestamp created
) {
    auto keys = std::make_shared<identity::ApiKeys>();
    std::uint32_t next_id = 1;
    for (const DemoUser& user : kDemoUsers) {
        const KeyText& text = texts.at(user.name);
        if (!identity::IsKeyName(text.api_key) || keys->Find(text.api_key) != nullptr) {
            return Unexpected{fmt::format(
                "apiKey of {} is taken, or not 1 to 128 letters, digits, '-' and '_'", user.name
            )};
        }
        auto key = MakeApiKey(text);
        if (!key) return Unexpected{fmt::format("of {}: {}", user.name, key.error())};
        key->id = KeyId(next_id++);
        key->account = user.account;
        key->created = created;
        keys->Add(text.api_key, std::move(*key));
    }
    return keys;
}

// Keys are as old as their file.
Timestamp TimeOf(const std::filesystem::path& file) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file, error);
    if (error) return {};
    const auto time = std::chrono::file_clock::to_sys(written).time_since_epoch();
    return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
}

}  // namespace

Expected<DevKeys, std::string> LoadOrMakeDevKeys(const std::filesystem::path& directory) {
    const auto file = directory / "dev-keys.json";
    const bool is_new = !std::filesystem::exists(file);
    auto texts = is_new ? Expected<KeyTexts, std::string>(MakeKeyTexts()) : ReadKeyTexts(file);
    if (!texts) return Unexpected{texts.error()};
    if (is_new) {
        const auto written = WritePrivateFile(file, ToJson(*texts));
        if (!written) return Unexpected{written.error()};
    }
    auto keys = MakeApiKeys(*texts, TimeOf(file));
    if (!keys) return Unexpected{file.string() + ": " + keys.error()};
    return DevKeys{file, *keys};
}

Expected<HmacKey, std::string> ReadDevKey(
    const std::filesystem::path& directory, std::string_view user
) {
    const auto file = directory / "dev-keys.json";
    if (!std::filesystem::exists(file)) {
        return Unexpected{fmt::format(
            "{}: there is no such file; start `bourse dev`, or give its data directory with --data",
            file.string()
        )};
    }
    const auto texts = ReadKeyTexts(file);
    if (!texts) return Unexpected{texts.error()};
    const KeyText& text = texts->at(user);
    return HmacKey{text.api_key, text.secret};
}

}  // namespace bourse::apps
