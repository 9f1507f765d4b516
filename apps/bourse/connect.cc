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
#include "apps/bourse/dev_keys.h"
#include "bourse_snippets.h"
#include "core/base/check.h"

namespace bourse::apps {

namespace {

struct Client {
    std::string_view name;
    std::string_view file;  // of snippets/
    std::string_view needs;
};
constexpr Client kClients[] = {
    {"curl", "curl.sh", "curl and openssl"},
    {"python-binance", "python_binance.py", "pip install python-binance"},
    {"ccxt", "ccxt.py", "pip install ccxt"},
    {"ccxt-js", "ccxt.mjs", "npm install ccxt"},
    {"connector-js", "connector.mjs", "npm install @binance/connector"},
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

// What stands between the scheme and a slash at the end is copied into programs.
std::string WhatIsWrongWithUrl(const std::string& url) {
    const std::size_t host = url.starts_with("http://")    ? 7
                             : url.starts_with("https://") ? 8
                                                           : std::string::npos;
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]";
    const std::size_t end = url.ends_with('/') ? url.size() - 1 : url.size();
    const bool is_url = host < end && url.find_first_not_of(kAllowed, host) >= end;
    return is_url ? "" : fmt::format("'{}' is not http://HOST:PORT or https://HOST:PORT", url);
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
    std::string url = options.url;
    if (url.ends_with('/')) url.pop_back();
    const Replacement replacements[] = {
        {"@URL@", url},
        {"@SOCKET_URL@", "ws" + url.substr(std::string_view("http").size())},
        {"@API_KEY@", key->api_key},
        {"@SECRET@", key->secret},
    };
    return Replace(file->text, replacements);
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
