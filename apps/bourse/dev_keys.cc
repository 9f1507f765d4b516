#include "apps/bourse/dev_keys.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
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
    std::vector<std::string> addresses{};  // that the key may be used from; empty: any
};
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

bool ReadAdditions(simdjson::dom::element entry, KeyText& text) {
    simdjson::dom::element found;
    if (entry["rsaPublicKey"].get(found) == simdjson::SUCCESS) {
        std::string_view rsa;
        if (found.get(rsa) != simdjson::SUCCESS) return false;
        text.rsa_public_key = rsa;
    }
    if (entry["addresses"].get(found) != simdjson::SUCCESS) return true;
    simdjson::dom::array addresses;
    if (found.get(addresses) != simdjson::SUCCESS) return false;
    for (const simdjson::dom::element address : addresses) {
        std::string_view given;
        if (address.get(given) != simdjson::SUCCESS) return false;
        text.addresses.emplace_back(given);
    }
    return true;
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
                "of {}, rsaPublicKey must be a text and addresses a list of texts", user.name
            ));
        }
    }
    return texts;
}

Expected<std::shared_ptr<const identity::ApiKeys>, std::string> MakeApiKeys(const KeyTexts& texts) {
    auto keys = std::make_shared<identity::ApiKeys>();
    std::uint32_t next_id = 1;
    for (const DemoUser& user : kDemoUsers) {
        const KeyText& text = texts.at(user.name);
        const auto ed25519 = crypto::Ed25519PrivateKey::FromPem(text.ed25519_private_key);
        if (!ed25519) {
            return Unexpected{fmt::format("ed25519PrivateKey of {} is no Ed25519 key", user.name)};
        }
        if (!identity::IsKeyName(text.api_key) || keys->Find(text.api_key) != nullptr) {
            return Unexpected{fmt::format(
                "apiKey of {} is taken, or not 1 to 128 letters, digits, '-' and '_'", user.name
            )};
        }
        identity::ApiKey key;
        key.id = KeyId(next_id++);
        key.account = user.account;
        key.hmac.emplace(crypto::AsBytes(text.secret));
        key.ed25519 = ed25519->public_key();
        key.addresses = text.addresses;
        if (!text.rsa_public_key.empty()) {
            auto rsa = crypto::RsaPublicKey::FromPem(text.rsa_public_key);
            if (!rsa) {
                return Unexpected{fmt::format(
                    "rsaPublicKey of {} is no PEM of an RSA key of 2048 to 4096 bits", user.name
                )};
            }
            key.rsa = std::move(*rsa);
        }
        keys->Add(text.api_key, std::move(key));
    }
    return std::shared_ptr<const identity::ApiKeys>(std::move(keys));
}

}  // namespace

Expected<DevKeys, std::string> LoadOrMakeDevKeys(const std::filesystem::path& directory) {
    const auto file = directory / "dev-keys.json";
    const bool is_new = !std::filesystem::exists(file);
    auto texts = is_new ? Expected<KeyTexts, std::string>(MakeKeyTexts()) : ReadKeyTexts(file);
    if (!texts) return Unexpected{texts.error()};
    auto keys = MakeApiKeys(*texts);
    if (!keys) return Unexpected{file.string() + ": " + keys.error()};
    if (is_new) {
        const auto written = WritePrivateFile(file, ToJson(*texts));
        if (!written) return Unexpected{written.error()};
    }
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
