#include "apps/bourse/command_line.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

#include "apps/bourse/whole_number.h"
#include "platform/crypto/certificate.h"
#include "sim/market/preset.h"

namespace bourse::apps {

namespace {

constexpr std::uint64_t kLimitMax = 1'000'000'000;  // a day of it still fits

void AddDev(CLI::App& app, DevOptions& options) {
    CLI::App* dev = app.add_subcommand(
        "dev", "Everything in one process on loopback, with a simulated market that is alive"
    );
    dev->add_option("--port", options.port, "TCP port; 0 takes a free one")
        ->envname("BOURSE_PORT")
        ->check(WholeNumber({0, 65'535}))
        ->capture_default_str();
    dev->add_option(
        "--ports-file", options.ports_file, "Written once ready: JSON with port, URL, keys and data"
    );
    auto* tls =
        dev->add_flag(
               "--tls",
               options.has_tls,
               "HTTPS and WSS on the port, with a certificate by the authority DATA/ca/ca.pem"
        )
            ->envname("BOURSE_TLS");
    dev->add_option("--tls-name", options.tls_names, "A further name or address in the certificate")
        ->needs(tls)
        ->check([](const std::string& name) {
            return crypto::IsServerName(name) ? "" : "'" + name + "' is no DNS name or IP address";
        });
    auto* data =
        dev->add_option("--data", options.data, "Directory for journal, snapshots and keys")
            ->envname("BOURSE_DATA")
            ->capture_default_str();
    dev->add_flag(
           "--ephemeral", options.is_ephemeral, "Data in a directory that is removed at the end"
    )
        ->excludes(data);
    dev->add_option("--market", options.market, "sim: house orders; none: no house orders")
        ->check(CLI::IsMember({"sim", "none"}))
        ->capture_default_str();
    dev->add_option(
           "--preset", options.preset, "Mood of the market: " + std::string(sim::kPresetNames)
    )
        ->check([](const std::string& name) {
            return sim::FindPreset(name)
                       ? std::string()
                       : "'" + name + "' is not one of: " + std::string(sim::kPresetNames);
        })
        ->capture_default_str();
    dev->add_option("--seed", options.seed, "Seed of the simulated market")
        ->check(WholeNumber({}))
        ->capture_default_str();
    dev->add_option("--order-limit", options.order_limit, "Orders an account in 10 seconds")
        ->check(WholeNumber({1, kLimitMax}))
        ->capture_default_str();
    dev->add_option("--weight-limit", options.weight_limit, "Request weight an address in a minute")
        ->check(WholeNumber({1, kLimitMax}))
        ->capture_default_str();
    dev->add_option(
           "--connection-limit",
           options.connection_limit,
           "WebSocket connections an address opens in 5 minutes"
    )
        ->check(WholeNumber({1, kLimitMax}))
        ->capture_default_str();
    dev->add_option("--threads", options.threads, "I/O threads of the gateway")
        ->check(WholeNumber({1, 64}))
        ->capture_default_str();
}

std::string NamesOf(const std::vector<const CLI::App*>& verbs) {
    std::vector<std::string> names;
    for (const CLI::App* verb : verbs) names.push_back(verb->get_name());
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string OptionsOf(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        const auto& long_names = option->get_lnames();
        names.push_back(long_names.empty() ? option->get_name() : "--" + long_names.front());
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

// CLI11 says "--port: 1 required <type> missing".
std::string MissingValue(const CLI::App& verb, const std::string& message) {
    const std::string name = message.substr(0, message.find(':'));
    const CLI::Option* option = verb.get_option_no_throw(name);
    const std::string type = option == nullptr ? "a value" : option->get_type_name();
    // "UINT:<what its check allows>"
    return fmt::format("{} was given no value; it takes {}", name, type.substr(type.find(':') + 1));
}

std::string WhatIsWrong(const CLI::App& verb, const CLI::ParseError& error) {
    const auto rest = verb.remaining(true);
    const auto verbs = verb.get_subcommands([](const CLI::App*) { return true; });
    if (!verbs.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        const std::string given =
            rest.empty() ? "none was given" : "'" + rest.front() + "' is none";
        return fmt::format("a verb is needed, and {}; there are: {}", given, NamesOf(verbs));
    }
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !rest.empty()) {
        return fmt::format("'{}' is not known; there are: {}", rest.front(), OptionsOf(verb));
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        return MissingValue(verb, error.what());
    }
    return error.what();
}

// The verbs as they were given: "bourse journal dump".
CommandLineEnd EndWith(CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
        std::ostringstream text;
        app.exit(error, text, text);
        return {0, text.str()};
    }
    const CLI::App* verb = &app;
    std::string name = app.get_name();
    while (!verb->get_subcommands().empty()) {
        verb = verb->get_subcommands().front();
        name.append(" ").append(verb->get_name());
    }
    return {
        kUsageError,
        fmt::format("{}: {}; see {} --help\n", name, WhatIsWrong(*verb, error), name),
    };
}

}  // namespace

Expected<CommandLine, CommandLineEnd> ParseCommandLine(int argc, const char* const* argv) {
    CommandLine line;
    CLI::App app("bourse: a spot exchange you can own", "bourse");
    app.set_version_flag("--version", "bourse 0.1.0");
    app.require_subcommand(1);
    AddDev(app, line.dev);
    AddReplay(app, line.replay);
    AddJournal(app, line.journal);
    AddConnect(app, line.connect);
    AddFault(app, line.fault);
    AddOperatorVerbs(app, line.operate);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return Unexpected{EndWith(app, error)};
    }
    if (app.got_subcommand("replay")) line.verb = CommandLine::Verb::kReplay;
    if (app.got_subcommand("journal")) line.verb = CommandLine::Verb::kJournal;
    if (app.got_subcommand("connect")) line.verb = CommandLine::Verb::kConnect;
    if (app.got_subcommand("fault")) line.verb = CommandLine::Verb::kFault;
    if (line.operate.verb != nullptr) line.verb = CommandLine::Verb::kOperate;
    if (const char* password = std::getenv("BOURSE_PASSWORD")) line.operate.password = password;
    return line;
}

}  // namespace bourse::apps
