#include "apps/bourse/connect.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "apps/bourse/command_line.h"
#include "apps/bourse/dev_certificates.h"
#include "apps/bourse/dev_keys.h"
#include "apps/bourse/venue_url.h"
#include "bourse_snippets.h"
#include "core/base/check.h"

namespace bourse::apps {

namespace {

struct Client {
    std::string_view name;
    std::string_view file;  // of snippets/
    std::string_view needs;
    bool needs_tls() const { return needs.ends_with("--tls"); }
};
constexpr Client kClients[] = {
    {"curl", "curl.sh", "curl and openssl"},
    {"python-binance", "python_binance.py", "pip install python-binance"},
    {"ccxt", "ccxt.py", "pip install ccxt"},
    {"ccxt-js", "ccxt.mjs", "npm install ccxt"},
    {"connector-js", "connector.mjs", "npm install @binance/connector"},
    {"binance-spot", "binance_spot.mjs", "npm install @binance/spot, and bourse dev --tls"},
    {"freqtrade", "freqtrade.sh", "pip install freqtrade"},
    {"hummingbot", "hummingbot.yaml", "docker compose, and bourse dev --tls"},
};

std::string ClientNames() {
    std::vector<std::string_view> names;
    for (const Client& client : kClients) names.push_back(client.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string ListText() {
    std::string text;
    for (const Client& client : kClients) {
        text += fmt::format("{:15} {}\n", client.name, client.needs);
    }
    return text;
}

std::string WhatIsWrongWithClient(const std::string& name) {
    const bool is_known = std::ranges::find(kClients, name, &Client::name) != std::end(kClients);
    return is_known ? "" : fmt::format("'{}' is not one of: {}", name, ClientNames());
}

// Lines that begin with @TLS@, perhaps in a comment, stand only when there is an authority to
// trust.
std::string WithTlsLines(std::string_view snippet, bool are_kept) {
    constexpr std::string_view kMark = "@TLS@";
    std::string text;
    while (!snippet.empty()) {
        const std::size_t end = snippet.find('\n');
        CHECK(end != std::string_view::npos);
        const std::string_view line = snippet.substr(0, end + 1);
        snippet.remove_prefix(line.size());
        const std::size_t place = line.starts_with('#') ? 1 : 0;
        if (!line.substr(place).starts_with(kMark)) {
            text += line;
        } else if (are_kept) {
            text += line.substr(place + kMark.size());
        }
    }
    return text;
}

struct Replacement {
    std::string_view name;
    std::string text;
};

std::string Replace(std::string_view snippet, std::span<const Replacement> replacements) {
    std::string text(snippet);
    for (const auto& [name, value] : replacements) {
        std::size_t at = 0;
        while ((at = text.find(name, at)) != std::string::npos) {
            text.replace(at, name.size(), value);
            at += value.size();
        }
    }
    return text;
}

}  // namespace

void AddConnect(CLI::App& app, ConnectOptions& options) {
    CLI::App* connect = app.add_subcommand(
        "connect", "Print a program for a client of the Binance API; without CLIENT, list them"
    );
    connect->add_option("client", options.client, "One of: " + ClientNames())
        ->check(WhatIsWrongWithClient);
    connect->add_option("--url", options.url, "Where the venue listens")
        ->check(WhatIsWrongWithUrl)
        ->capture_default_str();
    connect->add_option("--data", options.data, "Data directory of the venue, with its keys")
        ->envname("BOURSE_DATA")
        ->capture_default_str();
    connect->add_flag("--tls", options.has_tls, "The venue was started with --tls: https and wss")
        ->envname("BOURSE_TLS");
}

Expected<std::string, std::string> ConnectText(const ConnectOptions& options) {
    if (options.client.empty()) return ListText();
    const auto client = std::ranges::find(kClients, options.client, &Client::name);
    CHECK(client != std::end(kClients));
    const auto file =
        std::ranges::find(snippets::kFiles, client->file, &snippets::EmbeddedFile::name);
    CHECK(file != std::end(snippets::kFiles));
    const auto key = ReadDevKey(options.data, "alice");
    if (!key) return Unexpected{key.error()};
    const std::string url = VenueUrl(options.url, options.has_tls);
    const std::filesystem::path authority =
        std::filesystem::absolute(AuthorityFile(options.data)).lexically_normal();
    const bool has_tls = url.starts_with("https://");
    if (client->needs_tls() && !has_tls) {
        return Unexpected{fmt::format(
            "{} speaks TLS only, and {} has none; start `bourse dev --tls`, and give --tls here, "
            "too",
            client->name,
            url
        )};
    }
    const bool is_trusted = has_tls && std::filesystem::exists(authority);
    const Replacement replacements[] = {
        {"@URL@", url},
        {"@SOCKET_URL@", "ws" + url.substr(std::string_view("http").size())},
        {"@API_KEY@", key->api_key},
        {"@SECRET@", key->secret},
        {"@CA_FILE@", authority.string()},
        {"@HOST@", url.substr(url.find("//") + 2)},
    };
    return Replace(WithTlsLines(file->text, is_trusted), replacements);
}

int RunConnect(const ConnectOptions& options) {
    const auto text = ConnectText(options);
    if (text) {
        std::fputs(text->c_str(), stdout);
        return EXIT_SUCCESS;
    }
    fmt::print(stderr, "bourse connect: {}\n", text.error());
    return kUsageError;
}

}  // namespace bourse::apps
