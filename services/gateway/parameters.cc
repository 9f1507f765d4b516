#include "services/gateway/parameters.h"

#include <algorithm>
#include <charconv>

#include "platform/http/query.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kDecimalRange = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
constexpr std::string_view kIntegerRange = "^[0-9]{1,20}$";
constexpr std::string_view kListRange = "^\\[\"[^\"]+\"(,\"[^\"]+\"){0,99}\\]$";

Result<std::string> Decode(std::string_view raw) {
    std::string buffer(raw.size(), '\0');
    const auto decoded = http::DecodeComponent(raw, buffer);
    if (!decoded) return IllegalCharacters(raw, "percent-encoded UTF-8");
    return std::string(*decoded);
}

void AppendEncoded(std::string_view text, std::string& out) {
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
}

std::size_t FractionDigits(std::string_view decimal) {
    const std::size_t point = decimal.find('.');
    if (point == std::string_view::npos) return 0;
    return decimal.find_last_not_of('0') - point;
}

// The texts of a JSON array of strings without escapes; nothing for any other text.
std::optional<std::vector<std::string>> ParseList(std::string_view text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::vector<std::string> list;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        const std::size_t close = text.find('"', 1);
        if (text.empty() || text.front() != '"' || close == std::string_view::npos || close == 1) {
            return std::nullopt;
        }
        list.emplace_back(text.substr(1, close - 1));
        if (list.back().find('\\') != std::string::npos) return std::nullopt;
        text.remove_prefix(close + 1);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (text.empty()) return list;
        if (text.front() != ',') return std::nullopt;
        text.remove_prefix(1);
    }
}

}  // namespace

Unexpected<ApiError> MissingParameter(std::string_view name) {
    return RefuseParameter(
        ErrorCode::kMandatoryParameter,
        "Mandatory parameter '%s' was not sent, was empty/null, or malformed.",
        name
    );
}

Unexpected<ApiError> IllegalCharacters(std::string_view name, std::string_view range) {
    std::string text = "Illegal characters found in parameter '%s'; legal range is '";
    text.append(range).append("'.");
    return RefuseParameter(ErrorCode::kIllegalCharacters, text, name);
}

Unexpected<ApiError> InvalidParameter(std::string_view name) {
    return RefuseParameter(
        ErrorCode::kInvalidParameter, "Data sent for parameter '%s' is not valid.", name
    );
}

std::optional<std::uint64_t> ParseInteger(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

std::optional<Timestamp> ParseTime(std::string_view text) {
    constexpr std::uint64_t kFirstMicrosecond = 1'000'000'000'000'000;
    const auto value = ParseInteger(text);
    if (!value) return std::nullopt;
    const std::int64_t unit = *value < kFirstMicrosecond ? 1'000'000 : 1'000;
    if (*value > static_cast<std::uint64_t>(INT64_MAX / unit)) return std::nullopt;
    return Timestamp(static_cast<std::int64_t>(*value) * unit);
}

Result<Parameters> Parameters::FromForms(std::string_view query, std::string_view body) {
    Parameters parameters;
    if (const auto added = parameters.AddForm(query, 0); !added) return Unexpected{added.error()};
    const std::size_t of_query = parameters.entries_.size();
    if (const auto added = parameters.AddForm(body, of_query); !added) {
        return Unexpected{added.error()};
    }
    return parameters;
}

// The first `overriding` entries stay as they are, whatever the form says.
Result<void> Parameters::AddForm(std::string_view form, std::size_t overriding) {
    http::QueryReader reader(form);
    while (const auto pair = reader.Next()) {
        auto name = Decode(pair->name);
        if (!name) return Unexpected{name.error()};
        auto value = Decode(pair->value);
        if (!value) return Unexpected{value.error()};
        const Entry* known = Get(*name);
        if (known != nullptr && known < entries_.data() + overriding) continue;
        if (auto added = Add(std::move(*name), std::move(*value)); !added) return added;
    }
    return {};
}

Result<void> Parameters::Add(std::string name, std::string value) {
    if (Get(name) != nullptr) {
        return Refuse(
            ErrorCode::kTooManyParameters,
            "Too many parameters; parameter '" + name + "' was sent more than once."
        );
    }
    if (entries_.size() == kMaxCount) {
        return Refuse(
            ErrorCode::kTooManyParameters,
            "Too many parameters; expected at most '" + std::to_string(kMaxCount) + "'."
        );
    }
    entries_.push_back({std::move(name), std::move(value)});
    return {};
}

std::string Parameters::ToForm(std::string_view without) const {
    std::string form;
    for (const Entry& entry : entries_) {
        if (entry.name == without) continue;
        if (!form.empty()) form += '&';
        AppendEncoded(entry.name, form);
        form += '=';
        AppendEncoded(entry.value, form);
    }
    return form;
}

Parameters::Entry* Parameters::Get(std::string_view name) {
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    return found == entries_.end() ? nullptr : &*found;
}

std::optional<std::string_view> Parameters::Peek(std::string_view name) const {
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    if (found == entries_.end()) return std::nullopt;
    return found->value;
}

std::optional<std::string_view> Parameters::Find(std::string_view name) {
    Entry* entry = Get(name);
    if (entry == nullptr) return std::nullopt;
    entry->is_read = true;
    if (!entry->value.empty()) return entry->value;
    Fail(RefuseParameter(ErrorCode::kEmptyParameter, "Parameter '%s' was empty.", name));
    return std::nullopt;
}

std::string_view Parameters::Require(std::string_view name) {
    Entry* entry = Get(name);
    if (entry == nullptr || entry->value.empty()) {
        Fail(MissingParameter(name));
        return {};
    }
    entry->is_read = true;
    return entry->value;
}

std::optional<std::uint64_t> Parameters::FindInteger(std::string_view name) {
    const auto text = Find(name);
    if (!text) return std::nullopt;
    const auto value = ParseInteger(*text);
    if (!value) Fail(IllegalCharacters(name, kIntegerRange));
    return value;
}

std::uint64_t Parameters::FindLimit(std::string_view name, LimitRange range) {
    return std::clamp<std::uint64_t>(FindInteger(name).value_or(range.standard), 1, range.most);
}

std::optional<Timestamp> Parameters::FindTime(std::string_view name) {
    const auto text = Find(name);
    if (!text) return std::nullopt;
    const auto time = ParseTime(*text);
    if (!time) Fail(IllegalCharacters(name, kIntegerRange));
    return time;
}

std::optional<bool> Parameters::FindFlag(std::string_view name) {
    static constexpr Named<bool> kFlags[] = {
        {"true", true},
        {"false", false},
        {"TRUE", true},
        {"FALSE", false},
    };
    return FindOneOf(name, kFlags, InvalidParameter(name));
}

std::optional<std::int64_t> Parameters::FindDecimal(
    std::string_view name, const DecimalRule& rule
) {
    const auto text = Find(name);
    if (!text) return std::nullopt;
    const auto count = ParseDecimal(rule.scale, *text);
    if (count) return *count;
    switch (count.error()) {
        case DecimalError::kSyntax:
            Fail(IllegalCharacters(name, kDecimalRange));
            break;
        case DecimalError::kOverflow:
            Fail(RefuseParameter(ErrorCode::kParameterOverflow, "Parameter '%s' overflowed.", name)
            );
            break;
        case DecimalError::kTooManyDecimals:
        case DecimalError::kNotAMultiple:
            if (FractionDigits(*text) > rule.precision) {
                Fail(RefuseParameter(
                    ErrorCode::kTooMuchPrecision, "Parameter '%s' has too much precision.", name
                ));
            } else {
                Fail(RefuseParameter(ErrorCode::kInvalidMessage, "Filter failure: %s", rule.filter)
                );
            }
            break;
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> Parameters::FindList(std::string_view name) {
    const auto text = Find(name);
    if (!text) return std::nullopt;
    if (text->front() != '[') return std::vector<std::string>{std::string(*text)};
    auto list = ParseList(*text);
    if (!list) {
        Fail(IllegalCharacters(name, kListRange));
        return std::nullopt;
    }
    if (list->size() > kMaxListSize) {
        Fail(RefuseParameter(
            ErrorCode::kTooManyParameters,
            "Too many values sent for parameter '%s', maximum allowed up to 100.",
            name
        ));
        return std::nullopt;
    }
    auto sorted = *list;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) {
        Fail(Refuse(ErrorCode::kRepeatedSymbol, "Symbol is present multiple times in the list."));
        return std::nullopt;
    }
    return list;
}

void Parameters::Fail(Unexpected<ApiError> error) {
    if (!error_) error_ = std::move(error.error);
}

Result<void> Parameters::Finish() const {
    if (error_) return Unexpected{*error_};
    const auto read = std::ranges::count(entries_, true, &Entry::is_read);
    if (static_cast<std::size_t>(read) == entries_.size()) return {};
    return Refuse(
        ErrorCode::kUnreadParameters,
        "Not all sent parameters were read; read '" + std::to_string(read) +
            "' parameter(s) but was sent '" + std::to_string(entries_.size()) + "'."
    );
}

}  // namespace bourse::gateway
