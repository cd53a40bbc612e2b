"""How an operation is told: its scope, what it takes and gives, an example; and what all of them have in common.

A function takes the Call and what Ninja reads of the request, and gives plain values. Reading gets an entity tag and
answers 304 where nothing changed. Writing is one transaction, and counts once for an Idempotency-Key.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, TypeAliasType

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from tridesk.api.call import Call, encode, tag_of, tags_in
from tridesk.api.errors import KeyReusedError, MalformedError
from tridesk.identity.types import Scope
from tridesk.infra import kept_answers

type Operation = Callable[..., Any]
type Run = Callable[[Call, Operation, dict[str, Any]], HttpResponseBase]
JSON = "application/json"
BYTES = {"type": "string", "format": "binary"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation gives where that is more than a body. `tagged` False: no entity tag. `partial`: only the fields
    that were asked for, or more than a thing has by itself; then there is no tag either."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tagged: bool = True
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation that should no longer be used since a day, and that will be gone on another."""

    since: date
    sunset: date

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9745 and RFC 8594."""
        since, sunset = (datetime.combine(day, time.min, UTC) for day in (self.since, self.sunset))
        return {"Deprecation": f"@{int(since.timestamp())}", "Sunset": format_datetime(sunset, usegmt=True)}


class Routes:
    """The operations of one area; `tag` groups them in the docs, `about` is a sentence on it."""

    def __init__(self, tag: str, about: str = "") -> None:
        self.tag, self.about = tag, about
        self.router = Router(tags=[tag])

    def read(
        self,
        path: str,
        *,
        scope: Scope | None,
        gives: Any,
        example: Any = None,
        deprecated: Deprecated | None = None,
        media: str = JSON,
    ) -> Callable[[Operation], Operation]:
        """A GET; `media` is what is given where that is no JSON, and then `gives` is None."""
        return self._route(
            ["GET"], path, scope, gives, status=200, example=example, deprecated=deprecated, run=_reading, media=media
        )

    def write(
        self,
        method: str,
        path: str,
        *,
        scope: Scope | None,
        gives: Any,
        status: int = 200,
        takes: Any = None,
        example: Any = None,
        deprecated: Deprecated | None = None,
        reads: Callable[[Call], bytes] | None = None,
        content: Mapping[str, Any] | None = None,
    ) -> Callable[[Operation], Operation]:
        """POST, PATCH, PUT or DELETE; `takes` is an example of the body.

        `reads` takes in what is no JSON, before the transaction begins: it sets `call.taken` and gives what the call is
        known by beside its address, for an Idempotency-Key; `content` is how the docs tell such a body.
        """
        return self._route(
            [method], path, scope, gives, status=status, example=example, takes=takes, deprecated=deprecated,
            run=_writing if reads is None else functools.partial(_taking, reads), content=content,
        )  # fmt: skip

    def ask(
        self, path: str, *, scope: Scope | None, gives: Any, example: Any = None
    ) -> Callable[[Operation], Operation]:
        """A POST that asks servers of others and waits for them: no transaction is held open meanwhile, and asking
        twice asks twice."""
        return self._route(
            ["POST"], path, scope, gives, status=200, example=example, deprecated=None, run=_streaming, keyed=False
        )

    def stream(
        self,
        method: str,
        path: str,
        *,
        scope: Scope | None,
        status: int,
        deprecated: Deprecated | None = None,
        content: Mapping[str, Any] | None = None,
    ) -> Callable[[Operation], Operation]:
        """What is neither read nor written as a whole: no transaction, no key, no tag. The function does it all."""
        return self._route(
            [method], path, scope, None, status=status, example=None, deprecated=deprecated, run=_streaming,
            content=content, keyed=False,
        )  # fmt: skip

    def _route(
        self,
        methods: list[str],
        path: str,
        scope: Scope | None,
        gives: Any,
        *,
        status: int,
        example: Any,
        deprecated: Deprecated | None,
        run: Run,
        takes: Any = None,
        media: str = JSON,
        content: Mapping[str, Any] | None = None,
        keyed: bool = True,
    ) -> Callable[[Operation], Operation]:
        def told(function: Operation) -> Operation:
            @functools.wraps(function)
            def entered(request: HttpRequest, **values: Any) -> HttpResponseBase:
                call: Call = request.auth  # type: ignore[attr-defined]
                if scope is not None:
                    call.require(scope)
                if "%00" in request.META.get("QUERY_STRING", ""):  # PostgreSQL is asked for no NUL
                    raise MalformedError(problems=[{"loc": ("query",), "type": "nul", "msg": "no NUL (U+0000)"}])
                response = run(call, function, values)
                if deprecated is not None:
                    for name, value in deprecated.headers.items():
                        response.headers[name] = value
                _check(response, gives, status)
                return response

            entered.__signature__ = _asking_for_request(function)  # type: ignore[attr-defined]
            summary, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n")
            self.router.api_operation(
                methods,
                path,
                response={status: gives},
                operation_id=function.__name__,
                summary=summary.rstrip("."),
                description=rest.strip() or None,
                deprecated=True if deprecated else None,
                openapi_extra=_extra(
                    methods[0], scope, status, example, takes, media=media, content=content, keyed=keyed
                ),
            )(entered)
            return function

        return told


def _asking_for_request(function: Operation) -> inspect.Signature:
    """Ninja passes over the parameter called `request`; ours is called `call`."""
    signature = inspect.signature(function, eval_str=True)
    first, *others = signature.parameters.values()
    plain = [each.replace(annotation=_meant(each.annotation)) for each in others]
    return signature.replace(parameters=[first.replace(name="request", annotation=HttpRequest), *plain])


def _meant(annotation: Any) -> Any:
    """What a `type` stands for: Ninja does not look into one, and takes its parameter for one without a name."""
    return _meant(annotation.__value__) if isinstance(annotation, TypeAliasType) else annotation


def _reading(call: Call, function: Operation, values: dict[str, Any]) -> HttpResponseBase:
    response = _answered(function(call, **values))
    tag = response.headers.get("ETag", "")
    if tag and call.request.headers.get("If-None-Match"):
        wanted = call.request.headers["If-None-Match"]
        if wanted.strip() == "*" or tag in tags_in(wanted):
            response.close()
            return HttpResponse(status=304, headers={"ETag": tag})
    return response


def _streaming(call: Call, function: Operation, values: dict[str, Any]) -> HttpResponseBase:
    return _answered(function(call, **values))


def _taking(
    reads: Callable[[Call], bytes], call: Call, function: Operation, values: dict[str, Any]
) -> HttpResponseBase:
    return _writing(call, function, values, content=reads(call))


def _writing(
    call: Call, function: Operation, values: dict[str, Any], *, content: bytes | None = None
) -> HttpResponseBase:
    key = call.request.headers.get("Idempotency-Key", "")
    if not key:
        with transaction.atomic():
            return _answered(function(call, **values))
    if len(key) > kept_answers.MAX_KEY or not key.isprintable():
        raise MalformedError(
            problems=[{"loc": ("header", "Idempotency-Key"), "type": "too_long", "msg": "1 to 255 printable signs"}]
        )
    request = call.request
    content = request.body if content is None else content
    asked = kept_answers.digest(str(request.method).encode(), request.get_full_path().encode(), content)
    with transaction.atomic():
        earlier = kept_answers.begin(owner=call.owner, key=key, asked=asked, now=call.now)
        if earlier is None:
            response = _whole(function(call, **values))
            headers = {name: value for name, value in response.headers.items() if name in _KEPT}
            kept_answers.finish(
                owner=call.owner, key=key, status=response.status_code, headers=headers, body=response.content
            )
            return response
    if not earlier.same:
        raise KeyReusedError(field="Idempotency-Key", reason="reused")
    return HttpResponse(
        earlier.body, status=earlier.status, headers={**earlier.headers, "Idempotency-Replayed": "true"}
    )


_KEPT = frozenset({"Content-Type", "Location", "ETag"})


def _answered(given: Any) -> HttpResponseBase:
    return given if isinstance(given, HttpResponseBase) else _whole(given)


def _whole(given: Any) -> HttpResponse:
    if isinstance(given, HttpResponse):
        return given
    answer = given if isinstance(given, Answer) else Answer(given, 204 if given is None else 200)
    if answer.body is None:
        return HttpResponse(status=204 if answer.status == 200 else answer.status, headers=dict(answer.headers))
    body = encode(answer.body)
    response = HttpResponse(body, status=answer.status, content_type=JSON, headers=dict(answer.headers))
    if answer.partial:
        response.partial = True  # type: ignore[attr-defined]
    elif answer.tagged:
        response.headers["ETag"] = tag_of(body)
    return response


def _check(response: HttpResponseBase, gives: Any, status: int) -> None:
    """In tests, every answer is held against what the docs say of it."""
    if not getattr(settings, "API_CHECK_ANSWERS", False) or response.status_code != status:
        return
    if getattr(response, "partial", False):
        return
    if isinstance(gives, type) and issubclass(gives, Schema) and isinstance(response, HttpResponse):
        gives.model_validate_json(response.content, strict=False, extra="forbid")


def _extra(
    method: str,
    scope: Scope | None,
    status: int,
    example: Any,
    takes: Any,
    *,
    media: str,
    content: Mapping[str, Any] | None,
    keyed: bool,
) -> dict[str, Any]:
    extra: dict[str, Any] = {"security": [{"token": []}, {"oauth2": [scope.value] if scope else []}, {"session": []}]}
    if media != JSON:
        extra["responses"] = {status: {"content": {media: {"schema": BYTES}}}}
    elif example is not None:
        extra["responses"] = {status: {"content": {JSON: {"example": example}}}}
    if content is not None:
        extra["requestBody"] = {"content": dict(content), "required": True}
    elif takes is not None:
        extra["requestBody"] = {"content": {JSON: {"example": takes}}}
    return {**extra, "parameters": _headers(method) if keyed else []}


def _headers(method: str) -> list[dict[str, Any]]:
    parameters = []
    if method != "GET":
        parameters.append(_header("Idempotency-Key", "The same call with the same key counts once, for 24 hours."))
    if method in ("PATCH", "PUT", "DELETE"):
        parameters.append(_header("If-Match", "The ETag that was read: refused with 412 if somebody changed it since."))
    if method == "GET":
        parameters.append(_header("If-None-Match", "An ETag: answered 304 without a body if it is still that."))
    return parameters


def _header(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string"} | ({"maxLength": kept_answers.MAX_KEY} if name == "Idempotency-Key" else {})
    return {"in": "header", "name": name, "required": False, "description": description, "schema": schema}
