"""How an operation becomes a method of the Python client; the docs and the client's generator read the same."""

from dataclasses import dataclass
from typing import Any

OWN = frozenset({"Idempotency-Key", "If-Match", "If-None-Match"})  # handled by the client itself


@dataclass(frozen=True, slots=True)
class Arguments:
    """Names in the path, names in the query, whether it has a body of JSON or of bytes, and what it gives.

    `paged`: it gives pages that the client follows; `gives` is then the schema of one item.
    """

    path: tuple[str, ...]
    query: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    media: str
    gives: dict[str, Any] | None
    paged: bool


def arguments(operation: dict[str, Any], schemas: dict[str, Any] | None = None) -> Arguments:
    """Of one operation of the document; `schemas` are its components."""
    parameters = operation.get("parameters", ())
    content: dict[str, dict[str, Any]] = operation.get("requestBody", {}).get("content", {})
    media = next(iter(content), "")
    body = content.get(media, {})
    gives = _given(operation)
    query = tuple(each for each in parameters if each["in"] == "query")
    paged = any(each["name"] == "cursor" for each in query) and any(each["name"] == "limit" for each in query)
    if paged and gives is not None and schemas is not None:
        page = schemas.get(gives.get("$ref", "").rpartition("/")[2], {})
        paged = {"items", "next"} <= page.get("properties", {}).keys()
        gives = page["properties"]["items"].get("items", {}) if paged else gives
    return Arguments(
        tuple(each["name"] for each in parameters if each["in"] == "path"),
        query,
        body.get("schema") if media == "application/json" else None,
        media,
        gives,
        paged,
    )


def _given(operation: dict[str, Any]) -> dict[str, Any] | None:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            told: dict[str, Any] = response.get("content", {}).get("application/json", {})
            return told.get("schema")
    return None
