// Parameters: the named texts of one request, and typed reading of them.
//
// Reading never stops a handler half-way: the first error is kept, later reads answer nothing or a
// default, and Finish tells. A parameter that nobody read is an error, too.
// Thread: one owner. Memory: at most kMaxCount parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/domain/decimal.h"
#include "core/domain/types.h"
#include "services/gateway/api_error.h"

namespace bourse::gateway {

// How a decimal of a symbol is read: its counts, the decimals of its asset, and the filter that a
// value between two counts fails.
struct DecimalRule {
    DecimalScale scale;
    std::uint32_t precision = 0;
    std::string_view filter;
};

// A limit outside is drawn to the nearer end.
struct LimitRange {
    std::uint64_t standard = 500;
    std::uint64_t most = 1'000;
};

template <class T>
struct Named {
    std::string_view name;
    T value;
};

class Parameters {
public:
    static constexpr std::size_t kMaxCount = 64;
    static constexpr std::size_t kMaxListSize = 100;

    // Of a query string and a form body, still encoded. A name in both has the query's value.
    static Result<Parameters> FromForms(std::string_view query, std::string_view body);
    // Refuses a name that is there already.
    Result<void> Add(std::string name, std::string value);

    // The value, without counting it as read.
    std::optional<std::string_view> Peek(std::string_view name) const;

    // All but one, as a form that FromForms reads.
    std::string ToForm(std::string_view without) const;

    // Nothing when absent. An empty value is an error.
    std::optional<std::string_view> Find(std::string_view name);
    // Absent or empty is an error; the answer is empty then.
    std::string_view Require(std::string_view name);

    std::optional<std::uint64_t> FindInteger(std::string_view name);
    std::uint64_t FindLimit(std::string_view name, LimitRange range);
    // Milliseconds or microseconds, by magnitude.
    std::optional<Timestamp> FindTime(std::string_view name);
    // "true" or "false".
    std::optional<bool> FindFlag(std::string_view name);
    std::optional<std::int64_t> FindDecimal(std::string_view name, const DecimalRule& rule);
    // ["A","B"], at most kMaxListSize different texts without escapes; also a single bare word.
    std::optional<std::vector<std::string>> FindList(std::string_view name);
    // One of a table's names; else `error`.
    template <class T, std::size_t kSize>
    std::optional<T> FindOneOf(
        std::string_view name, const Named<T> (&table)[kSize], const Unexpected<ApiError>& error
    ) {
        const auto text = Find(name);
        if (!text) return std::nullopt;
        for (const auto& [entry, value] : table) {
            if (entry == *text) return value;
        }
        Fail(error);
        return std::nullopt;
    }

    // Keeps the error if it is the first.
    void Fail(Unexpected<ApiError> error);
    bool has_failed() const { return error_.has_value(); }
    // After all was read: the first error, or that something was not read.
    Result<void> Finish() const;

private:
    struct Entry {
        std::string name;
        std::string value;
        bool is_read = false;
    };
    Entry* Get(std::string_view name);
    Result<void> AddForm(std::string_view form, std::size_t overriding);

    std::vector<Entry> entries_;
    std::optional<ApiError> error_;
};

// "Mandatory parameter '…' was not sent, was empty/null, or malformed."
Unexpected<ApiError> MissingParameter(std::string_view name);
// "Illegal characters found in parameter '…'; legal range is '…'."
Unexpected<ApiError> IllegalCharacters(std::string_view name, std::string_view range);
// "Data sent for parameter '…' is not valid."
Unexpected<ApiError> InvalidParameter(std::string_view name);

// Digits only, at most 2^64 - 1.
std::optional<std::uint64_t> ParseInteger(std::string_view text);
// Milliseconds or microseconds since 1970; nothing beyond what nanoseconds can hold.
std::optional<Timestamp> ParseTime(std::string_view text);

}  // namespace bourse::gateway
