#include "apps/bourse/fault.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "apps/bourse/dev_certificates.h"
#include "apps/bourse/venue_url.h"
#include "apps/bourse/whole_number.h"

namespace bourse::apps {

namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

constexpr long kTimeout_s = 10;

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

struct Answer {
    long status = 0;
    std::string body;
};

std::size_t Append(char* bytes, std::size_t size, std::size_t count, void* body) {
    static_cast<std::string*>(body)->append(bytes, size * count);
    return size * count;
}

std::string Encoded(const Handle& handle, const std::string& text) {
    char* encoded = curl_easy_escape(handle.get(), text.c_str(), static_cast<int>(text.size()));
    const std::string copy(encoded == nullptr ? "" : encoded);
    curl_free(encoded);
    return copy;
}

std::string QueryOf(const Handle& handle, const FaultOptions& options) {
    if (options.task == FaultOptions::Task::kClear) {
        return options.id ? "?id=" + std::to_string(*options.id) : "";
    }
    if (options.task == FaultOptions::Task::kList) return "";
    std::string query = "?fault=" + Encoded(handle, options.fault);
    for (const auto& [name, value] : options.settings) {
        query.append("&").append(name).append("=").append(Encoded(handle, value));
    }
    return query;
}

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

Expected<Answer, std::string> Ask(const FaultOptions& options) {
    const Handle handle(curl_easy_init(), &curl_easy_cleanup);
    if (!handle) return Unexpected{std::string("libcurl does not start")};
    const std::string url = VenueUrl(options.url, options.has_tls) + "/dev/faults";
    const std::string target = url + QueryOf(handle, options);
    const std::string authority = AuthorityFile(options.data).string();
    Answer answer;
    curl_easy_setopt(handle.get(), CURLOPT_URL, target.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, MethodOf(options.task));
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kTimeout_s);
    if (std::filesystem::exists(authority)) {
        curl_easy_setopt(handle.get(), CURLOPT_CAINFO, authority.c_str());
    }
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, Append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) {
        return Unexpected{fmt::format(
            "{} does not answer: {}; start `bourse dev`, or give another venue with --url",
            url,
            curl_easy_strerror(code)
        )};
    }
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

void AddVenue(CLI::App& verb, FaultOptions& options) {
    verb.add_option("--url", options.url, "Where the venue listens")
        ->check(WhatIsWrongWithUrl)
        ->capture_default_str();
    verb.add_flag("--tls", options.has_tls, "The venue was started with --tls")
        ->envname("BOURSE_TLS");
    verb.add_option("--data", options.data, "Data directory of the venue, with its ca/")
        ->envname("BOURSE_DATA")
        ->capture_default_str();
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
    for (CLI::App* verb : {add, list, clear}) AddVenue(*verb, options);
}

int RunFault(const FaultOptions& options) {
    const auto answer = Ask(options);
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
