"""`tridesk api`: one call of the API for scripts, its answer as JSON, its failure as an exit code."""

import argparse
import json
import os
import stat
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tridesk.cli.language import gettext as _
from tridesk.cli.setup import fail, say, say_json

ROOT = "/api/v1"
TIMEOUT = 60.0  # seconds
# sysexits.h: wrong data, no such thing, not there now, try later, not allowed.
DATA, NOTHING, UNAVAILABLE, LATER, REFUSED, SETTING = 65, 66, 69, 75, 77, 78
CODES = {401: REFUSED, 403: REFUSED, 404: NOTHING, 409: LATER, 412: LATER, 423: LATER, 429: LATER}


class _WrongCallError(Exception):
    """What is wrong with the call, before anything was sent."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def call(arguments: argparse.Namespace) -> int:
    """Prints the answer; without a path, all operations."""
    import httpx

    try:
        base = (arguments.url or _own_address()).rstrip("/").removesuffix(ROOT)
        token = "" if not arguments.path else _token(arguments)
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        with httpx.Client(base_url=f"{base}{ROOT}/", headers=headers, timeout=TIMEOUT) as http:
            return _ask(http, arguments) if arguments.path else _list(http)
    except _WrongCallError as error:
        return fail(error.code, str(error))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return fail(UNAVAILABLE, _("%(address)s does not answer: %(error)s") % {"address": base, "error": error})


def _own_address() -> str:
    from tridesk.cli.setup import ready

    ready()
    from django.conf import settings

    return str(settings.CONFIG.public_url)


def _token(arguments: argparse.Namespace) -> str:
    if not arguments.token_file:
        if token := os.environ.get(arguments.token_env, "").strip():
            return token
        raise _WrongCallError(SETTING, _("There is no token. Set %(name)s.") % {"name": arguments.token_env})
    path = Path(arguments.token_file)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise _WrongCallError(SETTING, _("Others can read %(path)s. Make it 0600 first.") % {"path": path})
    return path.read_text().strip()


def _list(http: Any) -> int:
    answer = http.get("openapi.json")
    if answer.status_code != 200:
        return _refused(answer)
    for path, methods in answer.json()["paths"].items():
        for method, told in methods.items():
            say(f"{method.upper():<7}{path:<48} {told['summary']}")
    return 0


def _ask(http: Any, arguments: argparse.Namespace) -> int:
    method, path = arguments.method.upper(), arguments.path.removeprefix(ROOT).lstrip("/")
    query = [_pair(each) for each in arguments.query]
    body = _body(arguments.data)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if method != "GET":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    answer = http.request(method, path, params=query, content=body, headers=headers)
    if answer.status_code >= 400:
        return _refused(answer)
    if not arguments.all:
        return _show(answer, raw=arguments.raw)
    for item in _items(http, path, query, answer):
        say_json(item)
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise _WrongCallError(64, _("“%(text)s” is no name=value.") % {"text": text})
    return name, value


def _body(given: str | None) -> bytes | None:
    """The JSON itself, the file after an @, or standard input."""
    if given is None:
        return None
    if given == "-":
        raw = sys.stdin.buffer.read()
    else:
        raw = Path(given[1:]).read_bytes() if given.startswith("@") else given.encode()
    try:
        json.loads(raw)
    except ValueError as error:
        raise _WrongCallError(DATA, _("What was given as data is no JSON: %(error)s") % {"error": error}) from error
    return raw


def _items(http: Any, path: str, query: list[tuple[str, str]], answer: Any) -> Iterator[Any]:
    """Of this page and all that follow; a list without pages is one page."""
    while True:
        page = answer.json()
        if not isinstance(page, dict) or "items" not in page:
            raise _WrongCallError(64, _("This is no list, so there is no --all of it."))
        yield from page["items"]
        following = page.get("next")
        if not following or page.get("more") is False:
            return
        answer = http.get(path, params=[*(pair for pair in query if pair[0] != "cursor"), ("cursor", following)])
        answer.raise_for_status()


def _show(answer: Any, *, raw: bool) -> int:
    if raw:
        sys.stdout.buffer.write(answer.content)
        sys.stdout.flush()
    elif answer.content:
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        say(json.dumps(answer.json(), indent=2) if is_json else answer.text)
    return 0


def _refused(answer: Any) -> int:
    """The problem as JSON on standard error; a sentence where it is none."""
    code = CODES.get(answer.status_code, UNAVAILABLE if answer.status_code >= 500 else DATA)
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        sys.stderr.write(json.dumps(answer.json()) + "\n")
        return code
    return fail(code, _("The server answered %(status)s.") % {"status": answer.status_code})
