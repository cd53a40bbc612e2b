"""Tells the audit trail who came in and who failed to. allauth says it by signals; they are heard here alone."""

from contextlib import suppress
from typing import Any

from allauth.account.signals import login_code_rejected, user_logged_in
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.dispatch import receiver
from django.http import HttpRequest

from tridesk.identity.actions.record_failed_sign_in import record_failed_sign_in
from tridesk.identity.actions.record_second_factor import record_second_factor
from tridesk.identity.actions.record_sign_in import record_sign_in
from tridesk.identity.actions.verify_address import verify_address
from tridesk.identity.queries.actors import actor_of
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import PersonId

_STEPS = "account_authentication_methods"  # where allauth's session keeps what was proven


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    """Notes the way in ("password", "code", "password, totp"); a mailed code proves the address too."""
    now, person, ip = clock.now(), PersonId(user.pk), client_ip(request)
    steps = request.session.get(_STEPS, [])
    ways = dict.fromkeys(step.get("type", step["method"]) for step in steps)
    record_sign_in(person_id=person, method=", ".join(ways), ip=ip, now=now)
    for proven in (step["email"] for step in steps if step["method"] == "code" and step.get("email")):
        actor = actor_of(person_id=person).coming_from(ip)
        with suppress(NotFoundError):  # it was taken from them while the code was on its way
            verify_address(actor=actor, person_id=person, address=proven, now=now)


@receiver([login_code_rejected, authentication_failed])
def failed(request: HttpRequest, user: Any, **_: Any) -> None:
    """A wrong code, mailed or of the second factor."""
    record_failed_sign_in(email=user.email, ip=client_ip(request), now=clock.now())


_CHANGES = {authenticator_added: "added", authenticator_removed: "removed", authenticator_reset: "reset"}


@receiver(list(_CHANGES))
def factor_changed(signal: Any, request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """A passkey, an app or codes came or went."""
    record_second_factor(
        person_id=PersonId(user.pk),
        kind=str(authenticator.type),
        change=_CHANGES[signal],
        ip=client_ip(request),
        now=clock.now(),
    )
