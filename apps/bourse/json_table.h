// The venue's JSON for people: a list of objects is a table, an object a line a field.
// Thread: any; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bourse::apps {

// Ends with a line feed. What is no JSON is printed as it is.
std::string JsonTable(const std::string& json);

// A text of the outermost object.
std::optional<std::string> JsonText(const std::string& json, std::string_view key);

// Of a trial balance, the first asset whose difference is not 0; empty: there is none.
std::string FirstUneven(const std::string& json);
// Of a dashboard, the first invariant that does not hold; empty: there is none.
std::string FirstBroken(const std::string& json);

}  // namespace bourse::apps
