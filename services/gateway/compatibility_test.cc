// docs/reference/compatibility.md says of everything in the API whether it is here; the code
// agrees.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "services/gateway/operation.h"
#include "services/gateway/stream_name.h"
#include "services/gateway/web_socket_connection.h"

namespace bourse::gateway {
namespace {

struct Row {
    std::vector<std::string> names;  // without backticks; "" for a dash
    std::string verdict;

    bool is_offered() const { return !verdict.starts_with("not offered: "); }
};
using Rows = std::vector<Row>;

std::string PlainName(const std::string& cell) {
    return cell.starts_with('`') ? cell.substr(1, cell.size() - 2) : std::string();
}

Row ReadRow(const std::string& line) {
    constexpr std::string_view kBetween = " | ";
    Row row;
    std::size_t begin = 2, end = 0;
    while ((end = line.find(kBetween, begin)) != std::string::npos) {
        row.names.push_back(PlainName(line.substr(begin, end - begin)));
        begin = end + kBetween.size();
    }
    row.verdict = line.substr(begin, line.size() - begin - 2);
    return row;
}

// The rows of each section that name something.
std::map<std::string, Rows> ReadSections(std::istream& text) {
    std::map<std::string, Rows> sections;
    std::string section;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("## ")) section = line.substr(3);
        if (line.starts_with("| `") || line.starts_with("| –")) {
            sections[section].push_back(ReadRow(line));
        }
    }
    return sections;
}

const Rows& Section(const std::string& name) {
    static const auto kSections = [] {
        std::ifstream file("docs/reference/compatibility.md");
        return ReadSections(file);
    }();
    const auto found = kSections.find(name);
    static const Rows kNone;
    return found == kSections.end() ? kNone : found->second;
}

using Names = std::set<std::string>;

Names Offered(const Rows& rows) {
    Names names;
    for (const Row& row : rows) {
        std::string all;
        for (const std::string& name : row.names) all += name + " | ";
        if (row.is_offered()) names.insert(all);
    }
    return names;
}

// An example of what the name of a stream stands for.
std::string Example(std::string name) {
    const std::pair<std::string_view, std::string_view> kExamples[] = {
        {"<symbol>", "btcusdt"}, {"<interval>", "1m"}, {"<window>", "4h"}, {"<levels>", "10"}};
    for (const auto& [word, example] : kExamples) {
        const std::size_t at = name.find(word);
        if (at != std::string::npos) name.replace(at, word.size(), example);
    }
    return name;
}

TEST(Compatibility, EveryRowHasAVerdict) {
    for (const char* section : {"Operations", "Connections of the WebSocket API", "Streams"}) {
        EXPECT_FALSE(Section(section).empty()) << section;
        for (const auto& [names, verdict] : Section(section)) {
            const bool has_reason =
                verdict.starts_with("differs: ") || verdict.starts_with("not offered: ");
            EXPECT_TRUE(verdict == "same" || has_reason) << names.front() << ": " << verdict;
        }
    }
}

TEST(Compatibility, OperationsAreThoseOfTheTable) {
    Names operations;
    for (const Operation& operation : Operations()) {
        std::ostringstream name;
        name << operation.method << ' ' << operation.path << " | " << operation.socket_method;
        operations.insert(name.str() + " | ");
    }
    EXPECT_EQ(Offered(Section("Operations")), operations);
}

TEST(Compatibility, MethodsAreThoseOfAConnection) {
    Names methods;
    for (const std::string_view name : WebSocketConnection::MethodNames()) {
        methods.insert(std::string(name) + " | ");
    }
    EXPECT_EQ(Offered(Section("Connections of the WebSocket API")), methods);
}

TEST(Compatibility, StreamsAreThoseThatAreUnderstood) {
    std::set<StreamKind> kinds;
    for (const Row& row : Section("Streams")) {
        const auto name = ParseStreamName(Example(row.names.front()));
        EXPECT_EQ(name.has_value(), row.is_offered()) << row.names.front();
        if (name) kinds.insert(name->kind);
    }
    EXPECT_EQ(kinds.size(), static_cast<std::size_t>(StreamKind::kPartialDepth) + 1);
}

TEST(Compatibility, AMissingRowIsSeen) {
    std::istringstream text(
        "## Operations\n| `GET /api/v3/ping` | `ping` | same |\n"
        "| – | `orderList.place` | not offered: yet |\n"
    );
    const Rows rows = ReadSections(text)["Operations"];
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].names, (std::vector<std::string>{"", "orderList.place"}));
    EXPECT_EQ(Offered(rows), Names{"GET /api/v3/ping | ping | "});
}

}  // namespace
}  // namespace bourse::gateway
