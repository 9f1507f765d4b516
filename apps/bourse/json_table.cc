#include "apps/bourse/json_table.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <vector>

namespace bourse::apps {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string CellOf(element value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return std::string(value.get_string().value());
    if (!value.is_array()) return simdjson::minify(value);
    std::string text;
    const array list = value.get_array().value();
    for (element one : list) {
        text.append(text.empty() ? "" : "; ").append(CellOf(one));
    }
    return text;
}

using Row = std::vector<std::string>;

std::string TableOf(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            line += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text.append(line).append("\n");
    }
    return text;
}

// Columns are the keys of the first object; a field that it has not is left out.
std::string ListOf(element of) {
    const array list = of.get_array().value();
    if (list.size() == 0) return "none\n";
    if (!list.at(0).is_object()) return CellOf(of) + "\n";
    std::vector<Row> rows(1);
    const object first = list.at(0).get_object().value();
    for (auto field : first) rows.front().emplace_back(field.key);
    for (element one : list) {
        object fields;
        if (one.get_object().get(fields) != simdjson::SUCCESS) continue;
        Row row;
        for (const std::string& key : rows.front()) {
            element value;
            const bool is_there = fields.at_key(key).get(value) == simdjson::SUCCESS;
            row.push_back(is_there ? CellOf(value) : "-");
        }
        rows.push_back(std::move(row));
    }
    return TableOf(rows);
}

bool IsListOfObjects(element value) {
    array list;
    return value.get_array().get(list) == simdjson::SUCCESS && list.size() > 0 &&
           list.at(0).is_object();
}

std::string ObjectOf(object fields) {
    std::vector<Row> rows;
    std::string lists;
    for (auto [key, value] : fields) {
        if (IsListOfObjects(value)) {
            lists.append(key).append(":\n").append(ListOf(value));
        } else {
            rows.push_back({std::string(key), CellOf(value)});
        }
    }
    return (rows.empty() ? "" : TableOf(rows)) + lists;
}

// Calls visit(object) for each object of the list `key`.
template <class Visit>
void ForEachOf(const std::string& json, std::string_view key, Visit&& visit) {
    simdjson::dom::parser parser;
    array list;
    if (parser.parse(json).at_key(key).get_array().get(list) != simdjson::SUCCESS) return;
    for (element one : list) {
        object fields;
        if (one.get_object().get(fields) == simdjson::SUCCESS) visit(fields);
    }
}

}  // namespace

std::string JsonTable(const std::string& json) {
    simdjson::dom::parser parser;
    element root;
    if (parser.parse(json).get(root) != simdjson::SUCCESS) return json + "\n";
    if (root.is_array()) return ListOf(root);
    if (root.is_object()) return ObjectOf(root.get_object().value());
    return CellOf(root) + "\n";
}

std::optional<std::string> JsonText(const std::string& json, std::string_view key) {
    simdjson::dom::parser parser;
    std::string_view text;
    if (parser.parse(json).at_key(key).get_string().get(text) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    return std::string(text);
}

std::string FirstUneven(const std::string& json) {
    std::string found;
    ForEachOf(json, "assets", [&](object fields) {
        std::string_view asset, difference;
        const bool is_read = fields["asset"].get_string().get(asset) == simdjson::SUCCESS &&
                             fields["difference"].get_string().get(difference) == simdjson::SUCCESS;
        const bool is_even =
            is_read && difference.find_first_of("123456789") == std::string_view::npos;
        if (!is_even && found.empty()) found = is_read ? asset : "an asset";
    });
    return found;
}

std::string FirstBroken(const std::string& json) {
    std::string found;
    ForEachOf(json, "invariants", [&](object fields) {
        std::string_view name;
        bool holds = false;
        const bool is_read = fields["name"].get_string().get(name) == simdjson::SUCCESS &&
                             fields["holds"].get_bool().get(holds) == simdjson::SUCCESS;
        if ((!is_read || !holds) && found.empty()) {
            found = is_read ? "broken: " + std::string(name) : "cannot be read";
        }
    });
    return found;
}

}  // namespace bourse::apps
