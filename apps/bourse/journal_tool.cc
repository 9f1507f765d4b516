#include "apps/bourse/journal_tool.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "apps/bourse/whole_number.h"
#include "core/wire/command_codec.h"
#include "core/wire/describe.h"
#include "services/engine/sqlite_journal.h"

namespace bourse::apps {

namespace {

using Task = JournalOptions::Task;

constexpr std::int64_t kSecond_ns = 1'000'000'000;

std::string ToText(const engine::Sha256& hash) {
    std::string text;
    for (const std::byte byte : hash) text += fmt::format("{:02x}", std::to_integer<int>(byte));
    return text;
}

// UTC, to the nanosecond.
std::string ToText(Timestamp time) {
    std::int64_t seconds = time.raw() / kSecond_ns;
    std::int64_t rest_ns = time.raw() % kSecond_ns;
    if (rest_ns < 0) {
        --seconds;
        rest_ns += kSecond_ns;
    }
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:09}Z", fmt::gmtime(seconds), rest_ns);
}

using OpenedJournal = Expected<std::unique_ptr<engine::SqliteJournal>, std::string>;

// A writer has its file to itself.
std::string WhyNotOpen(const engine::JournalError& error) {
    if (error.message.find("locked") == std::string::npos) return error.message;
    return "a bourse process has the journal open; stop it first (" + error.message + ")";
}

std::filesystem::path FileOf(const std::filesystem::path& path) {
    return std::filesystem::is_directory(path) ? path / "journal.sqlite" : path;
}

OpenedJournal OpenJournal(const std::filesystem::path& file, engine::VerifyAtOpen verify) {
    if (!std::filesystem::exists(file)) {
        return Unexpected{fmt::format("{}: there is no such journal", file.string())};
    }
    engine::SqliteJournalOptions options;
    options.database.path = file.string();
    options.database.access = sql::Access::kReadOnly;
    options.verify = verify;
    auto journal = engine::SqliteJournal::Open(options);
    if (journal) return std::move(*journal);
    return Unexpected{fmt::format("{}: {}", file.string(), WhyNotOpen(journal.error()))};
}

// Calls visit(Sequence, JournaledCommand) for each command from `from` on, until it answers kStop.
template <class Visit>
Expected<void, std::string> ForEachCommand(engine::Journal& journal, Sequence from, Visit&& visit) {
    std::optional<std::string> fault;
    const auto read = journal.ReadFrom(from, [&](const engine::JournalBatch& batch) {
        auto payload = batch.payload;
        for (Sequence sequence = batch.first; sequence <= batch.last; sequence = sequence.Next()) {
            const auto journaled = wire::DecodeJournaledCommand(payload);
            if (!journaled) {
                fault = fmt::format("sequence {} cannot be decoded", sequence.raw());
                return engine::Journal::Visit::kStop;
            }
            if (sequence < from) continue;
            if (visit(sequence, *journaled) == engine::Journal::Visit::kStop) {
                return engine::Journal::Visit::kStop;
            }
        }
        return engine::Journal::Visit::kContinue;
    });
    if (fault) return Unexpected{*fault};
    if (!read) return Unexpected{read.error().message};
    return {};
}

void PrintHead(const engine::JournalHead& head, std::FILE* output) {
    fmt::print(output, "sound: {} commands, head {}\n", head.last.raw(), ToText(head.hash));
}

Expected<void, std::string> Dump(
    engine::Journal& journal, const JournalOptions& options, std::FILE* output
) {
    std::uint64_t left = options.limit;
    if (left == 0) return {};
    const auto print = [&](Sequence sequence, const wire::JournaledCommand& journaled) {
        fmt::print(
            output,
            "{} {} {}\n",
            sequence.raw(),
            ToText(journaled.timestamp),
            wire::Describe(journaled.command)
        );
        return --left == 0 ? engine::Journal::Visit::kStop : engine::Journal::Visit::kContinue;
    };
    return ForEachCommand(journal, Sequence(options.from), print);
}

Expected<void, std::string> PrintStats(engine::Journal& journal, std::FILE* output) {
    std::map<CommandType, std::uint64_t> counts;
    std::set<AccountId> accounts;
    std::optional<Timestamp> first;
    Timestamp last;
    const auto count = [&](Sequence, const wire::JournaledCommand& journaled) {
        ++counts[journaled.command.header().type];
        accounts.insert(journaled.command.header().account);
        if (!first) first = journaled.timestamp;
        last = journaled.timestamp;
        return engine::Journal::Visit::kContinue;
    };
    const auto read = ForEachCommand(journal, Sequence(1), count);
    if (!read) return read;
    fmt::print(output, "commands  {}\n", journal.head().last.raw());
    fmt::print(output, "epoch     {}\n", journal.head().epoch);
    fmt::print(output, "head      {}\n", ToText(journal.head().hash));
    fmt::print(output, "accounts  {}\n", accounts.size());
    if (first) fmt::print(output, "from      {}\nto        {}\n", ToText(*first), ToText(last));
    for (const auto& [type, number] : counts) {
        fmt::print(output, "{:<20} {}\n", wire::NameOf(type), number);
    }
    return {};
}

Expected<void, std::string> Show(
    engine::Journal& journal, const JournalOptions& options, std::FILE* output
) {
    switch (options.task) {
        case Task::kVerify:
            PrintHead(journal.head(), output);
            break;
        case Task::kDump:
            return Dump(journal, options, output);
        case Task::kStats:
            return PrintStats(journal, output);
    }
    return {};
}

}  // namespace

void AddJournal(CLI::App& app, JournalOptions& options) {
    CLI::App* journal = app.add_subcommand("journal", "Read a journal, and change nothing");
    journal->require_subcommand(1);
    const auto add = [&](Task task, const char* name, const char* what) {
        CLI::App* verb = journal->add_subcommand(name, what);
        verb->add_option("path", options.path, "A journal.sqlite, or its data directory")
            ->required();
        verb->callback([&options, task] { options.task = task; });
        return verb;
    };
    add(Task::kVerify, "verify", "Check the whole hash chain");
    add(Task::kStats, "stats", "Count commands by type");
    CLI::App* dump = add(Task::kDump, "dump", "Print commands, one a line");
    dump->add_option("--from", options.from, "First sequence")
        ->check(WholeNumber({.min = 1}))
        ->capture_default_str();
    dump->add_option("--limit", options.limit, "At most so many commands")->check(WholeNumber({}));
}

Expected<void, std::string> ShowJournal(const JournalOptions& options, std::FILE* output) {
    const auto file = FileOf(options.path);
    const auto verify = options.task == Task::kVerify ? engine::VerifyAtOpen::kEverything
                                                      : engine::VerifyAtOpen::kLastBatch;
    const auto journal = OpenJournal(file, verify);
    if (!journal) return Unexpected{journal.error()};
    const auto shown = Show(**journal, options, output);
    if (shown) return {};
    return Unexpected{fmt::format("{}: {}", file.string(), shown.error())};
}

int RunJournal(const JournalOptions& options) {
    const auto shown = ShowJournal(options, stdout);
    if (shown) return EXIT_SUCCESS;
    fmt::print(stderr, "bourse: {}\n", shown.error());
    return EXIT_FAILURE;
}

}  // namespace bourse::apps
