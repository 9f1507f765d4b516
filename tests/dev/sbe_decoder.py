"""Decodes SBE by a schema file: a second implementation, which shares nothing with the encoder.

A message becomes a dict; groups are lists of dicts, decimals Decimal, words their names, null None."""

import pathlib
import struct
import xml.etree.ElementTree as xml
from decimal import Decimal

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "formats" / "sbe"
SBE = "{http://fixprotocol.io/2016/sbe}"
BOURSE = "{https://bourse.invalid/sbe}"
INTEGERS = {
    f"{sign}int{bits}": (bits // 8, not sign) for sign in ("", "u") for bits in (8, 16, 32, 64)
}


class Bytes:
    def __init__(self, data):
        self._data = data
        self._at = 0

    def take(self, count):
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise ValueError(f"{count} bytes wanted, {len(taken)} are left")
        self._at += count
        return taken

    def integer(self, primitive):
        size, signed = INTEGERS[primitive]
        return int.from_bytes(self.take(size), "little", signed=signed)

    def rest(self):
        return len(self._data) - self._at


class Schema:
    def __init__(self, name):
        root = xml.parse(SCHEMAS / name).getroot()
        self.id, self.version = int(root.get("id")), int(root.get("version"))
        self.types = {entry.get("name"): entry for entry in root.find("types")}
        self.messages = {int(m.get("id")): m for m in root.findall(SBE + "message")}

    def decode(self, data):
        """The name of the message, and its fields."""
        source = Bytes(data)
        length, template, schema, version = (source.integer("uint16") for _ in range(4))
        if (schema, version) != (self.id, self.version):
            raise ValueError(f"schema {schema}:{version}")
        message = self.messages[template]
        fields = self._block(message, source, length, {})
        if source.rest():
            raise ValueError(f"{source.rest()} bytes left")
        return message.get("name"), fields

    def _block(self, element, source, length, outer):
        block = Bytes(source.take(length))
        raw = {}
        for field in element.findall("field"):
            if field.get("presence") == "constant":
                raw[field.get("name")] = field.get("valueRef").split(".")[1]
            else:
                raw[field.get("name")] = self._value(field, block)
        if block.rest():
            raise ValueError(f"{element.get('name')}: {block.rest()} bytes more than fields")
        sight = {**outer, **raw}
        fields = {}
        for field in element.findall("field"):
            name, exponent = field.get("name"), field.get(BOURSE + "exponent")
            value = raw[name]
            if exponent and value is not None:
                value = Decimal(value).scaleb(sight[exponent])
            fields[name] = value
        for group in element.findall("group"):
            dimension = self.types[group.get("dimensionType", "groupSizeEncoding")]
            row_length, count = (source.integer(part.get("primitiveType")) for part in dimension)
            rows = [self._block(group, source, row_length, sight) for _ in range(count)]
            fields[group.get("name")] = rows
        for data in element.findall("data"):
            fields[data.get("name")] = self._data(data, source)
        return fields

    def _data(self, data, source):
        length = self.types[data.get("type")][0].get("primitiveType")
        taken = source.take(source.integer(length))
        if data.get("type").startswith("text"):
            return taken.decode()
        return self.decode(taken) if taken else None

    def _value(self, field, block):
        name = field.get("type")
        if name == "float":
            return struct.unpack("<f", block.take(4))[0]
        declared = self.types.get(name)
        optional = field.get("presence") == "optional"
        if declared is None or declared.tag == "type":
            primitive = name if declared is None else declared.get("primitiveType")
            if declared is not None and declared.get("length"):
                return int.from_bytes(block.take(int(declared.get("length"))), "little", signed=True)
            value = block.integer(primitive)
            size, signed = INTEGERS[primitive]
            null = -(1 << (8 * size - 1)) if signed else (1 << 8 * size) - 1
            if value == null and not optional:
                raise ValueError(f"{field.get('name')} is null")
            return None if value == null else value
        primitive = declared.get("encodingType")
        value = block.integer(primitive)
        if declared.tag == "set":
            return [word.get("name") for word in declared if value >> int(word.text) & 1]
        words = {int(word.text): word.get("name") for word in declared}
        if value == 255 and optional:
            return None
        word = words[value]
        return {"True": True, "False": False}.get(word, word)
