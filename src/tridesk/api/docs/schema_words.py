"""A JSON Schema in a few words: what type a value has, and what is in an object."""

from typing import Any, NamedTuple

from tridesk.api.docs.prose import Piece, pieces


class Property(NamedTuple):
    name: str
    type: str
    refers: str  # the schema it is of, "" for none
    required: bool
    says: tuple[Piece, ...]


def properties(schema: dict[str, Any]) -> tuple[Property, ...]:
    """Of an object, in its order."""
    needed = set(schema.get("required", ()))
    return tuple(
        Property(name, type_words(each), _refers(each), name in needed, pieces(each.get("description", "")))
        for name, each in schema.get("properties", {}).items()
    )


def type_words(schema: dict[str, Any]) -> str:
    """Such as `string or null`, `list of Message`, `one of: low, high`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(type_words(each) for each in schema[key]))
    if "enum" in schema:
        return "one of: " + ", ".join(str(each) or '""' for each in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    if kind == "string" and schema.get("format") in ("date-time", "date"):
        return "time" if schema["format"] == "date-time" else "date"
    return f"{kind}{_bounds(schema)}"


def _bounds(schema: dict[str, Any]) -> str:
    if "minimum" in schema and "maximum" in schema:
        return f" {schema['minimum']} to {schema['maximum']}"
    return f", at most {schema['maxLength']} letters" if "maxLength" in schema else ""


def _refers(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [*([schema["items"]] if "items" in schema else []), *schema.get("anyOf", ())]
    return next((found for each in inner if (found := _refers(each))), "")
