// SbeSchema: the messages of an SBE schema file (docs/formats/sbe.md) as trees that the encoder
// walks. The file is the one description of an answer in SBE: it says where each figure stands in
// the answer's JSON.
//
// Thread: any; constant once read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bourse::gateway {

struct SbeWords {
    std::map<std::string, std::uint64_t, std::less<>> numbers;  // of each word: value, or bit
};

// Where a figure stands in JSON: names of members, "[2]" for a place in an array; none for the
// element itself.
using SbePath = std::vector<std::string>;

struct SbeField {
    enum class Kind : std::uint8_t { kInteger, kDecimal, kExponent, kEnum, kSet, kFloat };

    std::string name;
    SbePath path;
    Kind kind{};
    std::size_t width = 0;  // bytes
    bool is_signed = false;
    bool is_optional = false;
    SbeWords words{};        // kEnum, kSet
    std::string exponent{};  // kDecimal: the field that has it
    std::string absent{};    // the word or number when JSON has none; empty: null
    std::string none{};      // the number in JSON that means null
};

struct SbeData {
    enum class Kind : std::uint8_t {
        kText,
        kMessage,  // one whose constants are the element's
        kPayload,  // of which the caller has the bytes
    };

    std::string name;
    SbePath path;
    std::size_t length_width = 0;  // bytes
    Kind kind{};
};

struct SbeGroup;

struct SbeBlock {
    std::vector<SbeField> fields;
    std::vector<SbeGroup> groups;
    std::vector<SbeData> data;
    std::size_t length = 0;  // of the fields, bytes
};

struct SbeGroup {
    std::string name;
    SbePath path;
    std::size_t count_width = 0;  // bytes
    SbeBlock rows;
};

struct SbeMessage {
    std::string name;
    std::uint16_t id = 0;
    std::vector<std::string> answers;              // "GET /api/v3/time", "session.logon"
    std::string has;                               // a member that the answer must have
    std::map<std::string, std::string> constants;  // of each constant field: its word
    SbeBlock block;

    // Whether the answer is an array of rows.
    bool is_array() const { return block.groups.size() == 1 && block.groups[0].path.empty(); }
};

struct SbeSchema {
    std::uint16_t id = 0, version = 0;
    std::vector<SbeMessage> messages;

    // Throws std::runtime_error for a file that is no schema of the kinds above.
    static SbeSchema Parse(std::string_view xml);
    // Requires that there is one.
    const SbeMessage& Named(std::string_view name) const;
};

// Of the answers of REST and WebSocket API.
const SbeSchema& SpotSbeSchema();

}  // namespace bourse::gateway
