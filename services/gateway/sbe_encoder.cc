#include "services/gateway/sbe_encoder.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <deque>
#include <limits>

#include "core/base/check.h"
#include "core/base/checked.h"

namespace bourse::gateway {

namespace {

using simdjson::dom::element;

// digits / 10^places, without trailing zeros behind the point.
struct Decimal {
    Int128 digits = 0;
    int places = 0;
};

constexpr Int128 kMantissaBound = static_cast<Int128>(1) << 126;
constexpr int kUsualPlaces = 8;

// -digit+[.digit+]; nullopt for other text, and beyond 2^126.
std::optional<Decimal> ReadDecimal(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    while (point < text.size() && (text.ends_with('0') || text.size() == point + 1)) {
        text.remove_suffix(1);
    }
    Decimal decimal;
    bool has_digit = false;
    for (const char character : text) {
        if (character == '.') continue;
        if (character < '0' || character > '9') return std::nullopt;
        if (decimal.digits > (kMantissaBound - 9) / 10) return std::nullopt;
        decimal.digits = decimal.digits * 10 + (character - '0');
        has_digit = true;
    }
    if (!has_digit) return std::nullopt;
    decimal.places = point < text.size() ? static_cast<int>(text.size() - point - 1) : 0;
    if (is_negative) decimal.digits = -decimal.digits;
    return decimal;
}

// The mantissa with so many places; nullopt when it would not fit in `width` bytes.
std::optional<Int128> Mantissa(const Decimal& decimal, int places, std::size_t width) {
    const Int128 bound =
        width == 8 ? Int128{std::numeric_limits<std::int64_t>::max()} : kMantissaBound;
    Int128 mantissa = decimal.digits;
    for (int place = decimal.places; place < places; ++place) {
        if (mantissa > bound / 10 || mantissa < -(bound / 10)) return std::nullopt;
        mantissa *= 10;
    }
    if (mantissa > bound || mantissa < -bound) return std::nullopt;
    return mantissa;
}

// The element that the path leads to; nullopt for null and where there is none.
std::optional<element> Follow(element from, const SbePath& path) {
    for (const std::string& step : path) {
        const auto next = step.starts_with('[') ? from.at(std::stoul(step.substr(1))) : from[step];
        if (next.get(from) != simdjson::SUCCESS) return std::nullopt;
    }
    if (from.is_null()) return std::nullopt;
    return from;
}

std::string TextOf(element from) {
    std::string_view text;
    if (from.get(text) == simdjson::SUCCESS) return std::string(text);
    return simdjson::minify(from);
}

class Encoder {
public:
    Encoder(const SbeSchema& schema, std::string_view payload)
        : schema_(schema), payload_(payload) {}

    std::optional<std::string> Encode(const SbeMessage& message, element from) {
        Append(message.block.length, 2);
        Append(message.id, 2);
        Append(schema_.id, 2);
        Append(schema_.version, 2);
        WriteBlock(message.block, from);
        for (const Scale& scale : scales_) Settle(scale);
        if (has_failed_) return std::nullopt;
        return std::move(out_);
    }

private:
    struct Pending {
        Decimal decimal;
        std::size_t at = 0, width = 0;
    };
    // An exponent and the mantissas that wait for it to be known.
    struct Scale {
        std::string_view name;
        std::size_t at = 0;
        std::vector<Pending> pending{};
    };

    void Append(std::uint64_t value, std::size_t width) {
        out_.resize(out_.size() + width);
        Put(out_.size() - width, value, width);
    }
    void Put(std::size_t at, std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i, value >>= 8) {
            out_[at + i] = static_cast<char>(value & 0xFF);
        }
    }
    void PutWide(std::size_t at, Int128 value, std::size_t width) {
        const auto bits = static_cast<UInt128>(value);
        Put(at, static_cast<std::uint64_t>(bits), std::min<std::size_t>(width, 8));
        if (width > 8) Put(at + 8, static_cast<std::uint64_t>(bits >> 64), width - 8);
    }

    void WriteBlock(const SbeBlock& block, element from) {
        const std::size_t outer = scope_.size();
        for (const SbeField& field : block.fields) WriteField(field, from);
        for (const SbeGroup& group : block.groups) WriteGroup(group, from);
        for (const SbeData& data : block.data) WriteData(data, from);
        scope_.resize(outer);
    }

    void WriteGroup(const SbeGroup& group, element from) {
        simdjson::dom::array rows;
        const auto found = Follow(from, group.path);
        const bool has_rows = found && found->get(rows) == simdjson::SUCCESS;
        const bool is_row = found && found->is_object();
        const std::size_t count = has_rows ? rows.size() : is_row ? 1 : 0;
        // simdjson counts no further than this.
        if (count >= 0xFF'FFFF || (group.count_width == 2 && count > 0xFFFF)) has_failed_ = true;
        Append(group.rows.length, 2);
        Append(count, group.count_width);
        if (has_failed_) return;
        if (is_row) return WriteBlock(group.rows, *found);
        if (!has_rows) return;
        for (const element row : rows) WriteBlock(group.rows, row);
    }

    void WriteData(const SbeData& data, element from) {
        std::string bytes;
        if (data.kind == SbeData::Kind::kPayload) {
            bytes = payload_;
        } else if (const auto found = Follow(from, data.path)) {
            bytes = data.kind == SbeData::Kind::kText ? TextOf(*found) : Nested(*found);
        }
        if (data.length_width < 4 && bytes.size() >> (8 * data.length_width) != 0) {
            has_failed_ = true;
        }
        Append(bytes.size(), data.length_width);
        out_ += bytes;
    }

    // The one message whose constants are the element's.
    std::string Nested(element from) {
        const auto is_meant = [&](const SbeMessage& message) {
            return !message.constants.empty() &&
                   std::ranges::all_of(message.constants, [&](const auto& constant) {
                       const auto word = Follow(from, {constant.first});
                       return word && TextOf(*word) == constant.second;
                   });
        };
        const auto message = std::ranges::find_if(schema_.messages, is_meant);
        std::optional<std::string> bytes;
        if (message != schema_.messages.end()) bytes = Encoder(schema_, {}).Encode(*message, from);
        if (!bytes) has_failed_ = true;
        return bytes.value_or(std::string());
    }

    void WriteField(const SbeField& field, element from) {
        if (field.kind == SbeField::Kind::kExponent) {
            scope_.push_back(scales_.size());
            scales_.push_back({field.name, out_.size()});
            return Append(0, field.width);
        }
        auto found = Follow(from, field.path);
        if (found && !field.none.empty() && TextOf(*found) == field.none) found.reset();
        if (!found && field.absent.empty()) return WriteNull(field);
        switch (field.kind) {
            case SbeField::Kind::kDecimal:
                return WriteDecimal(field, found ? TextOf(*found) : field.absent);
            case SbeField::Kind::kInteger:
                return WriteInteger(field, found ? TextOf(*found) : field.absent);
            case SbeField::Kind::kEnum:
                return WriteEnum(field, found ? WordOf(*found) : field.absent);
            case SbeField::Kind::kSet:
                return WriteSet(field, *found);
            default:
                return WriteFloat(TextOf(*found));
        }
    }

    // A field that must not be null has its value in every answer; anything else is a failure.
    void WriteNull(const SbeField& field) {
        if (!field.is_optional) has_failed_ = true;
        if (field.kind == SbeField::Kind::kFloat) return Append(0x7FC0'0000, field.width);
        if (!field.is_signed || field.kind == SbeField::Kind::kEnum)
            return Append(~0ULL, field.width);
        Append(1ULL << (8 * field.width - 1), field.width);
    }

    static std::string WordOf(element from) {
        bool flag = false;
        if (from.get(flag) == simdjson::SUCCESS) return flag ? "True" : "False";
        return TextOf(from);
    }

    void WriteEnum(const SbeField& field, const std::string& word) {
        constexpr std::uint64_t kNonRepresentable = 254;
        const auto known = field.words.numbers.find(word);
        Append(known == field.words.numbers.end() ? kNonRepresentable : known->second, field.width);
    }

    void WriteSet(const SbeField& field, element from) {
        std::uint64_t bits = 0;
        simdjson::dom::array words;
        if (from.get(words) != simdjson::SUCCESS) has_failed_ = true;
        for (const element word : words) {
            const auto known = field.words.numbers.find(TextOf(word));
            // The highest bit says that there is one which the schema does not know.
            const bool is_known = known != field.words.numbers.end();
            bits |= 1ULL << (is_known ? known->second : 8 * field.width - 1);
        }
        Append(bits, field.width);
    }

    void WriteInteger(const SbeField& field, const std::string& text) {
        std::int64_t value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        const int bits = static_cast<int>(8 * field.width) - (field.is_signed ? 1 : 0);
        const bool is_read = end.ec == std::errc() && end.ptr == text.data() + text.size();
        const bool fits = bits >= 63 || (value >> bits) == (field.is_signed && value < 0 ? -1 : 0);
        if (!is_read || !fits) has_failed_ = true;
        Append(static_cast<std::uint64_t>(value), field.width);
    }

    void WriteFloat(const std::string& text) {
        float value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        if (end.ptr != text.data() + text.size()) has_failed_ = true;
        Append(std::bit_cast<std::uint32_t>(value), sizeof value);
    }

    void WriteDecimal(const SbeField& field, const std::string& text) {
        const auto scale = std::find_if(scope_.rbegin(), scope_.rend(), [&](std::size_t index) {
            return scales_[index].name == field.exponent;
        });
        CHECK(scale != scope_.rend());
        const auto decimal = ReadDecimal(text);
        if (!decimal) has_failed_ = true;
        const std::size_t at = out_.size();
        scales_[*scale].pending.push_back({decimal.value_or(Decimal()), at, field.width});
        Append(0, field.width);
    }

    void Settle(const Scale& scale) {
        int least = 0;
        for (const Pending& one : scale.pending) least = std::max(least, one.decimal.places);
        const auto fits = [&](int places) {
            return std::ranges::all_of(scale.pending, [&](const Pending& one) {
                return Mantissa(one.decimal, places, one.width).has_value();
            });
        };
        const int places = least <= kUsualPlaces && fits(kUsualPlaces) ? kUsualPlaces : least;
        if (!fits(places)) {
            has_failed_ = true;
            return;
        }
        Put(scale.at, static_cast<std::uint64_t>(-places), 1);
        for (const Pending& one : scale.pending) {
            PutWide(one.at, *Mantissa(one.decimal, places, one.width), one.width);
        }
    }

    const SbeSchema& schema_;
    std::string_view payload_;
    std::string out_;
    std::deque<Scale> scales_;
    std::vector<std::size_t> scope_;  // of scales_: those that are in sight
    bool has_failed_ = false;
};

bool Answers(const SbeMessage& message, std::string_view operation) {
    return std::ranges::find(message.answers, operation) != message.answers.end();
}

// An array without rows has whatever is asked of them.
bool Matches(const SbeMessage& message, element answer) {
    simdjson::dom::array rows;
    const bool is_array = answer.get(rows) == simdjson::SUCCESS;
    if (is_array != message.is_array()) return false;
    if (message.has.empty() || (is_array && rows.size() == 0)) return true;
    return Follow(is_array ? rows.at(0).value() : answer, {message.has}).has_value();
}

}  // namespace

std::optional<std::string> EncodeSbeAnswer(
    const SbeSchema& schema, std::string_view operation, std::string_view json
) {
    simdjson::dom::parser parser;
    element answer;
    if (parser.parse(json).get(answer) != simdjson::SUCCESS) return std::nullopt;
    const auto message = std::ranges::find_if(schema.messages, [&](const SbeMessage& candidate) {
        return Answers(candidate, operation) && Matches(candidate, answer);
    });
    if (message == schema.messages.end()) return std::nullopt;
    return Encoder(schema, {}).Encode(*message, answer);
}

std::optional<std::string> EncodeSbe(
    const SbeSchema& schema,
    std::string_view message,
    std::string_view json,
    std::string_view payload
) {
    simdjson::dom::parser parser;
    element answer;
    if (parser.parse(json).get(answer) != simdjson::SUCCESS) return std::nullopt;
    return Encoder(schema, payload).Encode(schema.Named(message), answer);
}

bool HasSbeAnswer(const SbeSchema& schema, std::string_view operation) {
    return std::ranges::any_of(schema.messages, [&](const SbeMessage& message) {
        return Answers(message, operation);
    });
}

}  // namespace bourse::gateway
