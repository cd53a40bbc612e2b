"""The document as the pages show it: areas, operations, schemas."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tridesk.api.docs.prose import Block, Piece, blocks, pieces
from tridesk.api.docs.samples import body_of, curl, python
from tridesk.api.docs.schema_words import Property, properties, type_words
from tridesk.api.openapi.document import METHODS, document


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    type: str
    required: bool
    says: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation. `takes` and `gives` are names of schemas, "" for none."""

    id: str
    method: str
    path: str
    summary: str
    says: list[Block]
    scopes: tuple[str, ...]
    deprecated: bool
    parameters: tuple[Parameter, ...]
    takes: str
    body: str
    gives: str
    answer: str
    statuses: tuple[str, ...]
    curl: str
    python: str


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    about: str
    operations: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    says: list[Block]
    properties: tuple[Property, ...]


def areas() -> tuple[Area, ...]:
    """Of the document in the language that is active."""
    told = document()
    return _areas(told["servers"][0]["url"])


@lru_cache(maxsize=4)
def _areas(server: str) -> tuple[Area, ...]:
    told = document()
    by_tag: dict[str, list[Shown]] = {}
    for path, methods in told["paths"].items():
        for method in METHODS:
            if method in methods:
                by_tag.setdefault(methods[method]["tags"][0], []).append(_shown(server, method, path, methods[method]))
    return tuple(
        Area(tag["name"], tag["description"], tuple(by_tag[tag["name"]]))
        for tag in told["tags"]
        if tag["name"] in by_tag
    )


def schemas() -> tuple[Schema, ...]:
    """By name."""
    known = document()["components"]["schemas"]
    return tuple(
        Schema(name, blocks(known[name].get("description", "")), properties(known[name])) for name in sorted(known)
    )


def _shown(server: str, method: str, path: str, operation: dict[str, Any]) -> Shown:
    _media, sent = body_of(operation)
    content = operation.get("requestBody", {}).get("content", {})
    gives, answer = _answer(operation)
    return Shown(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        says=blocks(operation.get("description", "")),
        scopes=tuple(scope for each in operation.get("security", ()) for scope in each.get("oauth2", ())),
        deprecated=bool(operation.get("deprecated")),
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        takes=next((_name(each.get("schema")) for each in content.values()), ""),
        body=_json(sent),
        gives=gives,
        answer=_json(answer),
        statuses=tuple(operation["responses"]),
        curl=curl(server, method, path, operation),
        python=python(server, method, path, operation),
    )


def _parameter(told: dict[str, Any]) -> Parameter:
    return Parameter(
        told["name"],
        told["in"],
        type_words(told.get("schema", {})),
        bool(told.get("required")),
        pieces(told.get("description", "")),
    )


def _answer(operation: dict[str, Any]) -> tuple[str, Any]:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            told = response.get("content", {}).get("application/json", {})
            return _name(told.get("schema")), told.get("example")
    return "", None


def _name(schema: dict[str, Any] | None) -> str:
    return str((schema or {}).get("$ref", "")).rpartition("/")[2]


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
