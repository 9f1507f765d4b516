#include "apps/bourse/fault.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "apps/bourse/whole_number.h"

namespace bourse::apps {

namespace {

struct Setting {
    const char* name;
    const char* help;
};
constexpr Setting kSettings[] = {
    {"delay", "latency: how late an answer is, such as 250ms or 2s"},
    {"jitter", "latency: up to this much later"},
    {"status", "server-error: 500 to 504"},
    {"retry-after", "rate-limit, ban: seconds in Retry-After"},
    {"route", "Requests with this in their route: /api/v3/order, GET, order.place"},
    {"symbol", "Of this symbol only"},
    {"times", "So many strikes; 0: until cleared"},
    {"every", "At least this between two strikes"},
    {"for", "Over after this time"},
    {"chance", "Percent of strikes where one is due"},
    {"seed", "Of chance and jitter"},
};

const char* MethodOf(FaultOptions::Task task) {
    switch (task) {
        case FaultOptions::Task::kAdd:
            return "POST";
        case FaultOptions::Task::kClear:
            return "DELETE";
        case FaultOptions::Task::kList:
            return "GET";
    }
    return "";
}

HttpForm FormOf(const FaultOptions& options) {
    if (options.task == FaultOptions::Task::kList) return {};
    if (options.task == FaultOptions::Task::kClear) {
        return options.id ? HttpForm{{"id", std::to_string(*options.id)}} : HttpForm{};
    }
    HttpForm form{{"fault", options.fault}};
    form.insert(form.end(), options.settings.begin(), options.settings.end());
    return form;
}

}  // namespace

void AddFault(CLI::App& app, FaultOptions& options) {
    using Task = FaultOptions::Task;
    CLI::App* fault = app.add_subcommand("fault", "Let a running `bourse dev` fail on demand");
    fault->require_subcommand(1);
    CLI::App* add = fault->add_subcommand("add", "Add a fault; docs/guides/faults.md lists them");
    add->callback([&options] { options.task = Task::kAdd; });
    add->add_option("fault", options.fault, "Such as latency, unknown, ws-drop, halt")->required();
    for (const Setting& setting : kSettings) {
        const std::string name = setting.name;
        add->add_option_function<std::string>(
            "--" + name,
            [&options, name](const std::string& value) {
                options.settings.emplace_back(name, value);
            },
            setting.help
        );
    }
    add->add_flag_callback(
        "--executed",
        [&options] { options.settings.emplace_back("executed", "true"); },
        "unknown, server-error: the command is executed, and the answer says that nobody knows"
    );
    CLI::App* list = fault->add_subcommand("ls", "List faults and their strikes");
    list->callback([&options] { options.task = Task::kList; });
    CLI::App* clear = fault->add_subcommand("clear", "End a fault, or all");
    clear->callback([&options] { options.task = Task::kClear; });
    clear->add_option("id", options.id, "Its number; without it, all");
    for (CLI::App* verb : {add, list, clear}) AddVenueOptions(*verb, options.venue);
}

int RunFault(const FaultOptions& options) {
    const auto answer =
        Ask(options.venue,
            {.method = MethodOf(options.task), .path = "/dev/faults", .form = FormOf(options)});
    if (!answer) {
        fmt::print(stderr, "bourse fault: {}\n", answer.error());
        return EXIT_FAILURE;
    }
    constexpr long kOk = 200;
    std::FILE* to = answer->status == kOk ? stdout : stderr;
    fmt::print(to, "{}\n", answer->body);
    return answer->status == kOk ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace bourse::apps
