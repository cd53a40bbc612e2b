"""The document itself: what Ninja knows of the operations, and what all of them have in common."""

import hashlib
from functools import lru_cache
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import get_language

from tridesk.api.app import build
from tridesk.api.endpoints import AREAS
from tridesk.api.examples import id_of
from tridesk.api.openapi.parts import HEADERS, PROBLEM, PROBLEM_PLACE, RATE, named, refusals
from tridesk.identity.types import Scope
from tridesk.wording.scopes import SCOPES

ROOT = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A personal or an application's token."},
    "session": {"type": "apiKey", "in": "cookie", "name": "tridesk_session", "description": "Our own pages."},
}
_ABOUT = {
    "people": "Requesters, analysts and vendors' contacts: who they are and how they are reached.",
    "organisations": "Customers and vendors, their sites and their mail domains.",
    "teams": "Who works which tickets.",
    "roles": "What people may do.",
    "fields": "Fields of your own on tickets.",
    "tags": "Words that tickets are marked with.",
    "files": "Files that come with what is said, whole or in pieces.",
    "messages": "What is said on tickets.",
    "webhooks": "Where the desk tells other servers what happened.",
    "hooks": "Addresses where other programs open tickets with any JSON.",
    "mailboxes": "Addresses that people write to.",
    "mail": "Mails that came and could not be understood.",
    "audit": "Who did what.",
    "tokens": "What programs sign in with.",
    "applications": "Programs that others may let act for them.",
}
_ALWAYS = (401, 403, 422, 429)
_TAKES_BODY = (400, 413, 415)
_WRITES = (409,)
_CHANGES = (412,)


def document() -> dict[str, Any]:
    """In the language that is active; not to be changed."""
    return _document(get_language() or settings.LANGUAGE_CODE, settings.CONFIG.public_url)


def as_json() -> tuple[bytes, str]:
    """The same as bytes, and its entity tag."""
    return _as_json(get_language() or settings.LANGUAGE_CODE, settings.CONFIG.public_url)


@lru_cache(maxsize=8)
def _as_json(language: str, public_url: str) -> tuple[bytes, str]:
    body = msgspec.json.encode(_document(language, public_url))
    return body, f'"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'


@lru_cache(maxsize=8)
def _document(_language: str, public_url: str) -> dict[str, Any]:
    api = build()
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(_plain(api.get_openapi_schema(path_prefix=""))))
    told["servers"] = [{"url": f"{public_url}{ROOT}"}]
    told["tags"] = [
        {"name": routes.tag, "description": routes.about or _ABOUT.get(routes.tag, "")} for routes in _areas()
    ]
    told["components"]["schemas"] |= {"Problem": PROBLEM, "ProblemPlace": PROBLEM_PLACE}
    told["components"] |= {"headers": HEADERS, "responses": refusals(), "securitySchemes": _schemes(public_url)}
    for path, methods in told["paths"].items():
        for method in METHODS:
            if method in methods:
                _complete(methods[method], method, path)
    return told


def _areas() -> list[Any]:
    """Each tag once, in the order of the docs."""
    return list({routes.tag: routes for routes in reversed(AREAS)}.values())[::-1]


def _plain(value: Any) -> Any:
    """Statuses are numbers to Ninja and words to JSON."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _schemes(public_url: str) -> dict[str, Any]:
    flow = {"tokenUrl": f"{public_url}/oauth/token", "scopes": {scope.value: str(SCOPES[scope]) for scope in Scope}}
    code = {"authorizationUrl": f"{public_url}/oauth/authorize", "refreshUrl": f"{public_url}/oauth/token", **flow}
    flows = {"authorizationCode": code, "clientCredentials": flow}
    return {**_SECURITY, "oauth2": {"type": "oauth2", "description": "For applications; PKCE by S256.", "flows": flows}}


def _complete(operation: dict[str, Any], method: str, path: str) -> None:
    for parameter in operation.get("parameters", ()):
        _describe(parameter, path)
    responses = operation["responses"]
    for status, response in responses.items():
        if status.startswith("2"):
            response["headers"] = {**_headers(operation, method, status), **response.get("headers", {})}
    if method == "get":
        responses.setdefault("304", {"description": "Not changed since", "headers": named("ETag", *RATE)})
    for status in _statuses(operation, method, path):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Refused{status}"})
    operation["responses"] = dict(sorted(responses.items()))


def _statuses(operation: dict[str, Any], method: str, path: str) -> list[int]:
    found = list(_ALWAYS)
    found += [404] if "{" in path else []
    found += [423] if path.endswith("/content") else []
    found += [] if method in ("get", "head", "options") else _WRITES
    found += _CHANGES if method in ("patch", "put", "delete") else []
    found += [412, 415] if "resumable" in path else []  # tus has a version, and pieces a type of their own
    found += _TAKES_BODY if "requestBody" in operation else []
    return found


def _headers(operation: dict[str, Any], method: str, status: str) -> dict[str, Any]:
    names = [*RATE]
    names += ["ETag"] if status != "204" else []
    names += ["Link"] if _is_list(operation) else []
    names += ["Location"] if status == "201" else []
    names += ["Idempotency-Replayed"] if method != "get" else []
    names += ["Deprecation", "Sunset"] if operation.get("deprecated") else []
    return named(*names)


def _is_list(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ()))


_KNOWN = {
    "cursor": "Where the page begins: `next` or `previous` of another page.",
    "limit": "How many at most.",
    "expand": "What comes along in place of ids, separated by commas.",
    "fields": "Only these fields, separated by commas, and always the id.",
}


def _describe(parameter: dict[str, Any], path: str) -> None:
    name = parameter["name"]
    if isinstance(parameter.get("examples"), list):  # JSON Schema's form; OpenAPI wants names
        del parameter["examples"]
    if parameter["in"] == "path":
        parameter.setdefault("description", "What it is called: the `id` of an answer.")
        parameter.setdefault("example", id_of(path, name))
    elif name in _KNOWN:
        parameter.setdefault("description", _KNOWN[name])
