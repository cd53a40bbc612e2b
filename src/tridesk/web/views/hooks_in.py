"""Where monitoring and other programs post to; the token in the address is all they need."""

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tridesk.infra.allowance import Policy
from tridesk.infra.allowance import take as take_share
from tridesk.infra.client_address import client_ip
from tridesk.infra.public_ids import public_id
from tridesk.kernel import clock
from tridesk.kernel.ids import Kind
from tridesk.webhooks.actions.take_call import MAX_BYTES, take_call
from tridesk.webhooks.queries.hooks import hook_of
from tridesk.webhooks.types import Outcome

POLICY = Policy(quota=120, seconds=60)
_REFUSED = {"signature": 401, "malformed": 400}


@csrf_exempt
@require_POST
def take(request: HttpRequest, token: str) -> HttpResponse:
    """Answers after what it led to is stored."""
    number = hook_of(token=token)
    if number is None:
        return _said(404, "There is no such address.")
    standing = take_share(f"hook:{number}", POLICY, now=time.time())
    if not standing.allowed:
        response = _said(429, "Too many calls. Post it again later.")
        response.headers["Retry-After"] = str(standing.resets_in)
        return response
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BYTES:
        return _said(413, f"A call may have {MAX_BYTES} bytes.")
    taken = take_call(
        hook_id=number,
        body=request.read(MAX_BYTES),
        content_type=request.META.get("CONTENT_TYPE", ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        ip=client_ip(request),
        now=clock.now(),
    )
    if taken.outcome is Outcome.REFUSED:
        return _said(_REFUSED.get(taken.reason, 422), taken.reason)
    ticket = public_id(Kind.TICKET, taken.ticket) if taken.ticket is not None else None
    return JsonResponse({"outcome": taken.outcome.value, "ticket": ticket, "number": taken.ticket})


def _said(status: int, words: str) -> HttpResponse:
    return JsonResponse({"error": words}, status=status)
