// JsonWriter: JSON text by appending; commas are placed by it, nesting is the caller's to keep.
// Money and quantities are decimal strings, ids and times are integers; there are no floats.
// Thread: one owner. Requires that the target string outlives it.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/domain/decimal.h"

namespace bourse::gateway {

class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(&out) {}

    JsonWriter& BeginObject() { return Open('{'); }
    JsonWriter& EndObject() { return Shut('}'); }
    JsonWriter& BeginArray() { return Open('['); }
    JsonWriter& EndArray() { return Shut(']'); }

    // A member's name; it must need no escapes.
    JsonWriter& Key(std::string_view name) {
        Separate();
        out_->append("\"").append(name).append("\":");
        needs_comma_ = false;
        return *this;
    }

    JsonWriter& String(std::string_view text) {
        Separate();
        AppendEscaped(text);
        return *this;
    }
    template <std::integral T>
    JsonWriter& Number(T value) {
        Separate();
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out_->append(digits, static_cast<std::size_t>(end - digits));
        return *this;
    }
    JsonWriter& True() { return Literal("true"); }
    JsonWriter& False() { return Literal("false"); }
    JsonWriter& Bool(bool value) { return value ? True() : False(); }
    JsonWriter& Null() { return Literal("null"); }
    // A string: count * unit / 10^decimals.
    JsonWriter& Decimal(DecimalScale scale, Int128 count) {
        Separate();
        out_->push_back('"');
        AppendDecimal(scale, count, *out_);
        out_->push_back('"');
        return *this;
    }
    // Text that is JSON already.
    JsonWriter& Raw(std::string_view json) { return Literal(json); }

private:
    JsonWriter& Open(char bracket) {
        Separate();
        out_->push_back(bracket);
        needs_comma_ = false;
        return *this;
    }
    JsonWriter& Shut(char bracket) {
        out_->push_back(bracket);
        needs_comma_ = true;
        return *this;
    }
    JsonWriter& Literal(std::string_view text) {
        Separate();
        out_->append(text);
        return *this;
    }
    void Separate() {
        if (needs_comma_) out_->push_back(',');
        needs_comma_ = true;
    }
    void AppendEscaped(std::string_view text);

    std::string* out_;
    bool needs_comma_ = false;
};

}  // namespace bourse::gateway
