#!/usr/bin/env python3
"""Decodes records in the Confluent wire format with nothing but the Python 3 standard library.

Reads frames from stdin and prints each record as one line of JSON; times are epoch milliseconds, bytes are hex, a
tombstone is null. Schemas are fetched by id from the registry.

  one frame per line, in hex:   decode_frames.py http://localhost:8081/apis/ccompat/v7 < frames.hex
  straight from a topic:        kcat -C -e -q -b localhost:9092 -t zoom.qss.samples.v1 -f '%R%s' |
                                decode_frames.py --length-prefixed http://localhost:8081/apis/ccompat/v7
"""

import argparse
import json
import struct
import sys
import urllib.request


class BadFrame(Exception):
    """Bytes that are not one record in the Confluent wire format."""


class Body:
    """An Avro binary body and how far it has been read."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count < 0 or self.at + count > len(self.data):
            raise BadFrame(f"the body ends after {len(self.data)} bytes, in the middle of a value")
        taken = self.data[self.at : self.at + count]
        self.at += count
        return taken

    def number(self):
        """A variable-length zig-zag number."""
        shift = value = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return (value >> 1) ^ -(value & 1)
            shift += 7


def read(schema, body, names):
    """Reads one value; names collects the named types met on the way."""
    if isinstance(schema, list):
        return read(schema[body.number()], body, names)
    if isinstance(schema, str):
        return primitive(schema, body) if schema in PRIMITIVES else read(names[schema], body, names)
    kind = schema["type"]
    if isinstance(kind, (dict, list)):
        return read(kind, body, names)
    if kind in ("record", "enum", "fixed"):
        declare(schema, names)
    if kind == "record":
        return {field["name"]: read(in_space(field["type"], schema["namespace"]), body, names) for field in schema["fields"]}
    if kind == "enum":
        return schema["symbols"][body.number()]
    if kind == "fixed":
        return body.take(schema["size"]).hex()
    if kind == "array":
        return [read(schema["items"], body, names) for _ in blocks(body)]
    if kind == "map":
        return {primitive("string", body): read(schema["values"], body, names) for _ in blocks(body)}
    return read(kind, body, names)


def blocks(body):
    """Yields once per item of an array or map, which come in counted blocks."""
    while True:
        count = body.number()
        if count == 0:
            return
        if count < 0:
            body.number()
        yield from range(abs(count))


PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")


def primitive(kind, body):
    if kind == "null":
        return None
    if kind == "boolean":
        return body.take(1) != b"\0"
    if kind in ("int", "long"):
        return body.number()
    if kind == "float":
        return struct.unpack("<f", body.take(4))[0]
    if kind == "double":
        return struct.unpack("<d", body.take(8))[0]
    if kind == "bytes":
        return body.take(body.number()).hex()
    return body.take(body.number()).decode("utf-8")


def declare(schema, names):
    """Enters a named type under its full name."""
    name = schema["name"]
    if "." in name:
        schema["namespace"], schema["name"] = name.rsplit(".", 1)
    schema.setdefault("namespace", "")
    names[full_name(schema["name"], schema["namespace"])] = schema


def in_space(schema, namespace):
    """The schema with its names resolved in the enclosing namespace."""
    if isinstance(schema, list):
        return [in_space(each, namespace) for each in schema]
    if isinstance(schema, str):
        return schema if schema in PRIMITIVES else full_name(schema, namespace)
    resolved = dict(schema)
    if resolved["type"] in ("record", "enum", "fixed"):
        if "." not in resolved["name"]:
            resolved.setdefault("namespace", namespace)
    else:
        for inner in ("type", "items", "values"):
            if inner in resolved and resolved[inner] not in ("array", "map"):
                resolved[inner] = in_space(resolved[inner], namespace)
    return resolved


def full_name(name, namespace):
    return name if "." in name or not namespace else f"{namespace}.{name}"


def enter_all(schema, names):
    """Enters every named type, since a value may skip the place where its type is spelt out."""
    if isinstance(schema, list):
        for each in schema:
            enter_all(each, names)
    elif isinstance(schema, dict):
        if schema["type"] in ("record", "enum", "fixed"):
            declare(schema, names)
            for field in schema.get("fields", []):
                enter_all(in_space(field["type"], schema["namespace"]), names)
        else:
            for inner in ("type", "items", "values"):
                enter_all(schema.get(inner), names)


class Registry:
    """Schemas by id, each fetched once."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.known = {}

    def schema(self, schema_id):
        if schema_id not in self.known:
            with urllib.request.urlopen(f"{self.url}/schemas/ids/{schema_id}", timeout=10) as answer:
                self.known[schema_id] = json.loads(json.load(answer)["schema"])
        return self.known[schema_id]


def decode(frame, registry):
    if len(frame) < 5 or frame[0] != 0:
        raise BadFrame(f"{frame[:5].hex()} does not begin as magic byte 0 and a four-byte schema id")
    schema = registry.schema(struct.unpack(">I", frame[1:5])[0])
    body = Body(frame[5:])
    names = {}
    enter_all(schema, names)
    record = read(schema, body, names)
    if body.at != len(body.data):
        raise BadFrame(f"{len(body.data) - body.at} bytes are left over")
    return record


def hex_lines():
    for line in sys.stdin:
        if line.strip():
            yield bytes.fromhex(line.strip())


def length_prefixed():
    while prefix := sys.stdin.buffer.read(4):
        length = struct.unpack(">i", prefix)[0]
        yield None if length < 0 else sys.stdin.buffer.read(length)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("registry", help="URL of the registry, path included")
    options.add_argument("--length-prefixed", action="store_true", help="frames as kcat -f '%%R%%s' writes them")
    arguments = options.parse_args()
    registry = Registry(arguments.registry)
    for frame in length_prefixed() if arguments.length_prefixed else hex_lines():
        print(json.dumps(None if frame is None else decode(frame, registry), ensure_ascii=True))


if __name__ == "__main__":
    try:
        main()
    except (BadFrame, OSError, ValueError) as problem:
        sys.exit(f"decode_frames.py: {problem}")
