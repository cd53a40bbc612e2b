"""A program posts to a hook: a ticket is opened, or the one with the same key hears of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tridesk.identity.actions.meet import meet
from tridesk.identity.types import Actor, Permission, Side
from tridesk.infra import kept_answers
from tridesk.infra.secrets import SecretLostError, unseal
from tridesk.kernel.errors import DomainError, InvalidError
from tridesk.kernel.ids import HookId, PersonId, TeamId, TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.queries.records import TicketRecord, ticket_record
from tridesk.tickets.types import Body, Channel, NewTicket, Priority, Status, Visibility
from tridesk.webhooks.models import Hook, HookCall, HookTicket
from tridesk.webhooks.rules.mapping import mapped
from tridesk.webhooks.rules.posted import is_signed, read
from tridesk.webhooks.types import Mapped, Outcome

MAX_BYTES = 256_000  # of a call
KEPT_CALLS, KEPT_BODY = 20, 4000
_MERGES = 5  # followed


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a call; `reason` where it was refused: signature, malformed, empty, or a refusal's code."""

    outcome: Outcome
    ticket: TicketId | None = None
    reason: str = ""


def take_call(
    *, hook_id: HookId, body: bytes, content_type: str, headers: Mapping[str, str], ip: str, now: datetime
) -> Taken:
    """One transaction; the call is written down whatever came of it. `headers` by their names in lower case."""
    hook = Hook.objects.get(pk=hook_id)
    try:
        with transaction.atomic():
            taken = _take(hook, body, content_type, headers, ip, now)
    except DomainError as error:
        taken = Taken(Outcome.REFUSED, reason=error.code)
    with transaction.atomic():
        _write_down(hook, taken, body, ip, now)
    return taken


def _take(hook: Hook, body: bytes, content_type: str, headers: Mapping[str, str], ip: str, now: datetime) -> Taken:
    if hook.secret and not _signed(hook, body, headers):
        return Taken(Outcome.REFUSED, reason="signature")
    try:
        said = mapped(hook.mapping, read(body, content_type))
    except ValueError:
        return Taken(Outcome.REFUSED, reason="malformed")
    if not said.subject and not said.body:
        return Taken(Outcome.REFUSED, reason="empty")
    Hook.objects.select_for_update(of=("self",)).get(pk=hook.pk)  # calls of one hook come one after the other
    sender_id = said.sender_id or headers.get("idempotency-key", "") or headers.get("webhook-id", "")
    if sender_id and not _first_time(hook, sender_id, now):
        return Taken(Outcome.REPEATED, _ticket_of(hook, said))
    actor = Actor(None, hook.name, Side.SYSTEM, permissions=frozenset(Permission), ip=ip)
    known = _open_ticket(hook, said)
    if known is None:
        return Taken(Outcome.NOTHING) if said.resolved else _opened(hook, said, actor, now)
    return _added(hook, said, actor, known, now)


def _signed(hook: Hook, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        return is_signed(body, unseal(hook.secret), headers.get(hook.signature_header, ""))
    except SecretLostError:
        return False


def _first_time(hook: Hook, sender_id: str, now: datetime) -> bool:
    key = hashlib.sha256(sender_id.encode("utf-8", "replace")).hexdigest()
    return kept_answers.begin(owner=f"hook:{hook.pk}", key=key, asked="", now=now) is None


def _digest(said: Mapped) -> str:
    return hashlib.sha256(said.key.encode("utf-8", "replace")).hexdigest()


def _ticket_of(hook: Hook, said: Mapped) -> TicketId | None:
    found = HookTicket.objects.filter(hook=hook, key=_digest(said)).values_list("ticket_id", flat=True).first()
    return TicketId(found) if found and said.key else None


def _open_ticket(hook: Hook, said: Mapped) -> TicketRecord | None:
    """The key's ticket while it is open, wherever it was merged into."""
    number = _ticket_of(hook, said)
    for _ in range(_MERGES):
        if number is None:
            return None
        record = ticket_record(actor=_READER, ticket_id=number)
        if record.merged_into_id is None:
            gone = record.deleted_at is not None or record.spam_at is not None
            return None if gone or record.status in (Status.SOLVED.value, Status.CLOSED.value) else record
        number = TicketId(record.merged_into_id)
    return None


_READER = Actor(None, "Tridesk", Side.SYSTEM, permissions=frozenset(Permission))


def _opened(hook: Hook, said: Mapped, actor: Actor, now: datetime) -> Taken:
    new = NewTicket(
        requester=_requester(hook, said, actor, now),
        subject=said.subject,
        body=Body(text=said.body or said.subject),
        channel=Channel.API,
        priority=Priority(said.level) if said.level else None,
        team=TeamId(hook.team_id) if hook.team_id else None,
        tags=said.tags,
    )
    number = open_ticket(actor=actor, new=new, now=now)
    if said.key:
        HookTicket.objects.update_or_create(hook=hook, key=_digest(said), defaults={"ticket_id": number})
    return Taken(Outcome.OPENED, number)


def _requester(hook: Hook, said: Mapped, actor: Actor, now: datetime) -> PersonId:
    """Whom the call names by address; the hook's own where it names nobody."""
    if said.requester:
        try:
            return meet(actor=actor, address=said.requester, now=now)
        except InvalidError:
            pass  # what is no address names nobody
    return PersonId(hook.requester_id)


def _added(hook: Hook, said: Mapped, actor: Actor, known: TicketRecord, now: datetime) -> Taken:
    words = f"{said.subject}\n\n{said.body}".strip() if said.body else said.subject
    reply(
        actor=actor,
        ticket_id=TicketId(known.id),
        body=Body(text=words),
        visibility=Visibility.INTERNAL if said.resolved else Visibility.PUBLIC,
        channel=Channel.API,
        status=Status.SOLVED if said.resolved and hook.solves else None,
        now=now,
    )
    return Taken(Outcome.RESOLVED if said.resolved else Outcome.ADDED, TicketId(known.id))


def _write_down(hook: Hook, taken: Taken, body: bytes, ip: str, now: datetime) -> None:
    text = body[:KEPT_BODY].decode("utf-8", "replace").replace("\0", "")
    HookCall.objects.create(
        hook=hook,
        at=now,
        outcome=taken.outcome.value,
        reason=taken.reason[:40],
        ticket_id=taken.ticket,
        body=text,
        ip=ip,
    )
    kept = HookCall.objects.filter(hook=hook).order_by("-id").values_list("pk", flat=True)[:KEPT_CALLS]
    HookCall.objects.filter(hook=hook).exclude(pk__in=list(kept)).delete()
