#include "services/gateway/sbe_schema.h"

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "bourse_sbe_schemas.h"
#include "core/base/check.h"

namespace bourse::gateway {

namespace {

using Xml = boost::property_tree::ptree;

std::string Attribute(const Xml& element, const char* name, const std::string& otherwise = {}) {
    const auto attributes = element.get_child_optional("<xmlattr>");
    if (!attributes) return otherwise;
    const auto found = attributes->find(name);  // not get(): "b:json" is one name
    return found == attributes->not_found() ? otherwise : found->second.data();
}

std::vector<std::string> Split(const std::string& text, char between) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, between);) parts.push_back(part);
    return parts;
}

// Without b:json, the name.
SbePath PathOf(const Xml& element) {
    const std::string path = Attribute(element, "b:json", Attribute(element, "name"));
    return path == "." ? SbePath() : Split(path, '.');
}

struct Type {
    SbeField::Kind kind{};
    std::size_t width = 0;
    bool is_signed = false;
    SbeWords words{};
};

class Reader {
public:
    SbeSchema Read(std::string_view xml) {
        std::istringstream stream{std::string(xml)};
        Xml document;
        read_xml(
            stream,
            document,
            boost::property_tree::xml_parser::no_comments |
                boost::property_tree::xml_parser::trim_whitespace
        );
        const Xml& root = document.get_child("sbe:messageSchema");
        SbeSchema schema;
        schema.id = Number<std::uint16_t>(Attribute(root, "id"));
        schema.version = Number<std::uint16_t>(Attribute(root, "version"));
        for (const auto& [tag, element] : root.get_child("types")) ReadType(tag, element);
        for (const auto& [tag, element] : root) {
            if (tag == "sbe:message") schema.messages.push_back(ReadMessage(element));
        }
        return schema;
    }

private:
    template <class T>
    static T Number(const std::string& text) {
        std::size_t read = 0;
        const unsigned long long value = std::stoull(text, &read);
        if (read != text.size()) throw std::runtime_error("no number: " + text);
        return static_cast<T>(value);
    }

    static std::optional<Type> Primitive(const std::string& name) {
        using enum SbeField::Kind;
        if (name == "float") return Type{kFloat, 4, true};
        const bool is_signed = name.starts_with("int");
        if (!is_signed && !name.starts_with("uint")) return std::nullopt;
        const auto bits = Number<std::size_t>(name.substr(is_signed ? 3 : 4));
        return Type{kInteger, bits / 8, is_signed};
    }

    void ReadType(const std::string& tag, const Xml& element) {
        const std::string name = Attribute(element, "name");
        if (tag == "composite") {
            for (const auto& [part, type] : element) {
                if (part != "type") continue;
                const auto primitive = Primitive(Attribute(type, "primitiveType"));
                prefixes_[name][Attribute(type, "name")] = primitive.value().width;
            }
            return;
        }
        if (tag == "type") {
            Type type = Primitive(Attribute(element, "primitiveType")).value();
            type.width *= Number<std::size_t>(Attribute(element, "length", "1"));
            if (name.starts_with("decimal")) type.kind = SbeField::Kind::kDecimal;
            if (name == "exponent") type.kind = SbeField::Kind::kExponent;
            types_[name] = type;
        } else if (tag == "enum" || tag == "set") {
            Type type = Primitive(Attribute(element, "encodingType")).value();
            type.kind = tag == "enum" ? SbeField::Kind::kEnum : SbeField::Kind::kSet;
            for (const auto& [part, word] : element) {
                if (part != "validValue" && part != "choice") continue;
                type.words.numbers[Attribute(word, "name")] = Number<std::uint64_t>(word.data());
            }
            types_[name] = std::move(type);
        }
    }

    const Type& TypeNamed(const std::string& name) {
        const auto known = types_.find(name);
        if (known != types_.end()) return known->second;
        const auto primitive = Primitive(name);
        if (!primitive) throw std::runtime_error("unknown type: " + name);
        return types_[name] = *primitive;
    }

    SbeField ReadField(const Xml& element) {
        const Type& type = TypeNamed(Attribute(element, "type"));
        SbeField field;
        field.name = Attribute(element, "name");
        field.path = PathOf(element);
        field.kind = type.kind;
        field.width = type.width;
        field.is_signed = type.is_signed;
        field.is_optional = Attribute(element, "presence") == "optional";
        field.words = type.words;
        field.exponent = Attribute(element, "b:exponent");
        field.absent = Attribute(element, "b:absent");
        field.none = Attribute(element, "b:none");
        return field;
    }

    SbeData ReadData(const Xml& element) const {
        const std::string type = Attribute(element, "type");
        SbeData data;
        data.name = Attribute(element, "name");
        data.path = PathOf(element);
        data.length_width = prefixes_.at(type).at("length");
        data.kind = type.starts_with("text")      ? SbeData::Kind::kText
                    : type.starts_with("message") ? SbeData::Kind::kMessage
                                                  : SbeData::Kind::kPayload;
        return data;
    }

    SbeGroup ReadGroup(const Xml& element) {
        const std::string type = Attribute(element, "dimensionType", "groupSizeEncoding");
        SbeGroup group;
        group.name = Attribute(element, "name");
        group.path = PathOf(element);
        group.count_width = prefixes_.at(type).at("numInGroup");
        group.rows = ReadBlock(element);
        return group;
    }

    SbeBlock ReadBlock(const Xml& parent) {
        SbeBlock block;
        for (const auto& [tag, element] : parent) {
            if (tag == "data") block.data.push_back(ReadData(element));
            if (tag == "group") block.groups.push_back(ReadGroup(element));
            if (tag != "field" || Attribute(element, "presence") == "constant") continue;
            block.fields.push_back(ReadField(element));
            block.length += block.fields.back().width;
        }
        return block;
    }

    SbeMessage ReadMessage(const Xml& element) {
        SbeMessage message;
        message.name = Attribute(element, "name");
        message.id = Number<std::uint16_t>(Attribute(element, "id"));
        message.answers = Split(Attribute(element, "b:answers"), ',');
        message.has = Attribute(element, "b:has");
        for (const auto& [tag, field] : element) {
            if (tag != "field" || Attribute(field, "presence") != "constant") continue;
            const std::string word = Attribute(field, "valueRef");
            message.constants[Attribute(field, "name")] = word.substr(word.find('.') + 1);
        }
        message.block = ReadBlock(element);
        return message;
    }

    std::map<std::string, Type> types_;
    std::map<std::string, std::map<std::string, std::size_t>> prefixes_;  // widths by part
};

}  // namespace

SbeSchema SbeSchema::Parse(std::string_view xml) { return Reader().Read(xml); }

const SbeMessage& SbeSchema::Named(std::string_view name) const {
    const auto found = std::ranges::find(messages, name, &SbeMessage::name);
    CHECK(found != messages.end());
    return *found;
}

const SbeSchema& SpotSbeSchema() {
    static const SbeSchema kSchema = SbeSchema::Parse(sbe_schemas::kFiles[0].text);
    return kSchema;
}

}  // namespace bourse::gateway
