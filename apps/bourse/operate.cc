#include "apps/bourse/operate.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>

#include "apps/bourse/json_table.h"
#include "apps/bourse/operator_session.h"
#include "apps/bourse/operator_verb.h"
#include "apps/bourse/whole_number.h"

namespace bourse::apps {

namespace {

constexpr long kOk = 200, kAccepted = 202;

int Fail(const OperatorVerb& verb, const std::string& what) {
    const std::string_view space = verb.verb.empty() ? "" : " ";
    fmt::print(stderr, "bourse {}{}{}: {}\n", verb.noun, space, verb.verb, what);
    return EXIT_FAILURE;
}

// Why the answer is no success; empty: it is one.
std::string WhyNot(const HttpAnswer& answer) {
    if (answer.status == kOk || answer.status == kAccepted) return {};
    const auto message = JsonText(answer.body, "msg");
    return message ? *message : fmt::format("status {}: {}", answer.status, answer.body);
}

HttpQuestion QuestionOf(const OperateOptions& options) {
    const OperatorVerb& verb = *options.verb;
    HttpQuestion question;
    question.method = verb.method;
    question.path = verb.path;
    question.form = options.fields;
    if (!verb.fixed.empty()) {
        const std::size_t equals = verb.fixed.find('=');
        question.form.emplace_back(verb.fixed.substr(0, equals), verb.fixed.substr(equals + 1));
    }
    return question;
}

void Print(const OperateOptions& options, const std::string& body) {
    fmt::print("{}", options.has_json ? body + "\n" : JsonTable(body));
    std::fflush(stdout);
}

int Show(const OperateOptions& options, OperatorSession& session) {
    const auto answer = session.Ask(QuestionOf(options));
    if (!answer) return Fail(*options.verb, answer.error());
    const std::string problem = WhyNot(*answer);
    if (!problem.empty()) return Fail(*options.verb, problem);
    Print(options, answer->body);
    if (options.verb->task == OperatorTask::kCheckAudit) {
        return answer->body.find(R"("holds":true)") == std::string::npos ? EXIT_FAILURE
                                                                         : EXIT_SUCCESS;
    }
    if (options.verb->task != OperatorTask::kCheckLedger) return EXIT_SUCCESS;
    const std::string uneven = FirstUneven(answer->body);
    if (uneven.empty()) return EXIT_SUCCESS;
    return Fail(*options.verb, uneven + " does not sum to zero");
}

int RunTop(const OperateOptions& options, OperatorSession& session) {
    for (std::uint64_t i = 0; options.times == 0 || i < options.times; ++i) {
        if (i > 0) std::this_thread::sleep_for(std::chrono::seconds(1));
        const auto answer = session.Ask(QuestionOf(options));
        if (!answer) return Fail(*options.verb, answer.error());
        const std::string problem = WhyNot(*answer);
        if (!problem.empty()) return Fail(*options.verb, problem);
        if (options.times == 0) fmt::print("\x1b[H\x1b[2J");
        Print(options, answer->body);
    }
    return EXIT_SUCCESS;
}

// One line a check; it goes on after a failure, so that all that is wrong is told at once.
class Doctor {
public:
    void Note(std::string_view what, const std::string& problem) {
        fmt::print(
            "{}  {}{}{}\n",
            problem.empty() ? "ok  " : "FAIL",
            what,
            problem.empty() ? "" : ": ",
            problem
        );
        is_well_ = is_well_ && problem.empty();
    }
    bool is_well() const { return is_well_; }

private:
    bool is_well_ = true;
};

int RunDoctor(const OperateOptions& options, OperatorSession& session) {
    Doctor doctor;
    for (const char* path : {"/health/live", "/health/ready", "/api/v3/exchangeInfo"}) {
        const auto answer = Ask(options.venue, {.path = path});
        doctor.Note(path, answer ? WhyNot(*answer) : answer.error());
    }
    const auto look = [&](std::string_view what, const char* path, auto&& judge) {
        const auto answer = session.Ask({.path = path});
        std::string problem = answer ? WhyNot(*answer) : answer.error();
        if (problem.empty()) problem = judge(answer->body);
        doctor.Note(what, problem);
    };
    look("sign-in with a role", "/admin/api/session", [](const std::string& body) {
        return std::string(body.find(R"("role":null)") == std::string::npos ? "" : "no role");
    });
    look("invariants", "/admin/api/dashboard", [](const std::string& body) {
        return FirstBroken(body);
    });
    look("ledger", "/admin/api/ledger/trial-balance", [](const std::string& body) {
        const std::string uneven = FirstUneven(body);
        return uneven.empty() ? "" : uneven + " does not sum to zero";
    });
    look("audit log", "/admin/api/audit/verify", [](const std::string& body) {
        return JsonText(body, "problem").value_or("");
    });
    return doctor.is_well() ? EXIT_SUCCESS : EXIT_FAILURE;
}

// "--tick" of a field, or "SYMBOL", which is given without a name.
void AddField(CLI::App& app, const OperatorField& field, OperateOptions& options) {
    const bool is_positional = !field.name.starts_with("--");
    const std::string parameter(field.parameter);
    CLI::Option* option = app.add_option_function<std::string>(
        std::string(field.name),
        [&options, parameter](const std::string& value) {
            options.fields.emplace_back(parameter, value);
        },
        std::string(field.help)
    );
    if (is_positional || field.is_required) option->required();
}

void AddSharedOptions(CLI::App& app, const OperatorVerb& verb, OperateOptions& options) {
    if (verb.method == "POST") {
        app.add_option_function<std::string>(
               "--why",
               [&options](const std::string& why) { options.fields.emplace_back("why", why); },
               "The reason, for the audit log"
        )
            ->required();
    }
    if (verb.task == OperatorTask::kTop) {
        app.add_option("--times", options.times, "So many readings; 0: until it is stopped")
            ->check(WholeNumber({0, 1'000'000}))
            ->capture_default_str();
    }
    app.add_flag("--json", options.has_json, "The venue's answer as it is");
    app.add_option("--as", options.user, "Who acts; the password is BOURSE_PASSWORD")
        ->envname("BOURSE_OPERATOR")
        ->capture_default_str();
    AddVenueOptions(app, options.venue);
}

std::string_view HelpOf(std::string_view noun) {
    struct Help {
        std::string_view noun, help;
    };
    static constexpr Help kHelp[] = {
        {"market", "Markets: create, filters, halt, resume"},
        {"asset", "Assets"},
        {"fee", "Fee tiers"},
        {"user", "Users: freeze, limits, tiers, roles"},
        {"key", "API keys of users"},
        {"kill", "Kill switches by venue, market, user, key"},
        {"request", "What waits for a second person"},
        {"ledger", "Trial balance, and what the journal says"},
        {"audit", "What operators did"},
    };
    for (const auto& [name, help] : kHelp) {
        if (name == noun) return help;
    }
    return {};
}

}  // namespace

void AddOperatorVerbs(CLI::App& app, OperateOptions& options) {
    std::map<std::string_view, CLI::App*> nouns;
    for (const OperatorVerb& verb : OperatorVerbs()) {
        CLI::App* place = &app;
        std::string name(verb.noun);
        if (!verb.verb.empty()) {
            CLI::App*& noun = nouns[verb.noun];
            if (noun == nullptr) {
                noun = app.add_subcommand(name, std::string(HelpOf(verb.noun)));
                noun->require_subcommand(1);
            }
            place = noun;
            name = verb.verb;
        }
        CLI::App* added = place->add_subcommand(name, std::string(verb.help));
        // Of this verb alone: variables of the environment are read for verbs that are not given.
        const auto own = std::make_shared<OperateOptions>(options);
        own->verb = &verb;
        for (const OperatorField& field : verb.fields) AddField(*added, field, *own);
        AddSharedOptions(*added, verb, *own);
        added->callback([&options, own] { options = *own; });
    }
}

int RunOperate(const OperateOptions& options) {
    OperatorSession session(options.venue, options.user, options.password);
    switch (options.verb->task) {
        case OperatorTask::kTop:
            return RunTop(options, session);
        case OperatorTask::kDoctor:
            return RunDoctor(options, session);
        default:
            return Show(options, session);
    }
}

}  // namespace bourse::apps
