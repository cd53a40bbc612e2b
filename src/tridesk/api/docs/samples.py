"""The same call for curl and for the Python client."""

import json
import shlex
from typing import Any

from tridesk.api.docs.methods import arguments


def curl(server: str, method: str, path: str, operation: dict[str, Any]) -> str:
    """With the example's ids and body; the token is in a variable."""
    words = [f"curl {server}{_filled(path, operation)}", '-H "Authorization: Bearer $TRIDESK_TOKEN"']
    if method != "get":
        words.insert(1, f"-X {method.upper()}")
        words.append('-H "Idempotency-Key: $(uuidgen)"')
    media, body = body_of(operation)
    if body is not None:
        words += [f'-H "Content-Type: {media}"', f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"]
    elif media:
        words += [f'-H "Content-Type: {media}"', "--data-binary @FILE"]
    return " \\\n  ".join(words)


def python(operation: dict[str, Any]) -> str:
    """A call of the client's method, which is called like the operation."""
    values = [repr(parameter["example"]) for parameter in operation.get("parameters", ()) if parameter["in"] == "path"]
    media, body = body_of(operation)
    if body is not None:
        values.append(_literal(body))
    elif media:
        values.append('open("FILE", "rb").read()')
    call = f"{operation['operationId']}({', '.join(values)})"
    if arguments(operation).paged:
        return f"for item in desk.{call}:\n    print(item)"
    return f"desk.{call}"


def body_of(operation: dict[str, Any]) -> tuple[str, Any]:
    """Media type and example; "" where nothing is sent."""
    content = operation.get("requestBody", {}).get("content", {})
    for media, told in content.items():
        return media, told.get("example")
    return "", None


def _filled(path: str, operation: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    return path


def _literal(value: Any) -> str:
    """As Python writes it, over several lines where it is long."""
    short = repr(value)
    if len(short) < 70 or not isinstance(value, dict):
        return short
    return "{\n" + "".join(f"    {name!r}: {each!r},\n" for name, each in value.items()) + "}"
