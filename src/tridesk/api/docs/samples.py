"""The same call for curl and for Python."""

import json
import shlex
from typing import Any


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


def python(server: str, method: str, path: str, operation: dict[str, Any]) -> str:
    """With httpx; `token` is a variable."""
    media, body = body_of(operation)
    lines = [
        f'"{method.upper()}"',
        f'"{server}{_filled(path, operation)}"',
        'headers={"Authorization": f"Bearer {token}"}',
    ]
    if body is not None:
        lines.append(f"json={_literal(body)}")
    elif media:
        lines.append('content=open("FILE", "rb")')
    inside = "".join(f"    {line},\n" for line in lines)
    return f"answer = httpx.request(\n{inside})\nanswer.raise_for_status()"


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
    return "{\n" + "".join(f"        {name!r}: {each!r},\n" for name, each in value.items()) + "    }"
