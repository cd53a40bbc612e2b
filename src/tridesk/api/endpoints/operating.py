"""The audit trail, parked work, and how the desk fares."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.timezone import localtime
from pydantic import Field

from tridesk.api.call import Call
from tridesk.api.endpoints.organisations import Cursor
from tridesk.api.endpoints.people import Limit
from tridesk.api.examples_directory import listed
from tridesk.api.examples_mail import AUDIT, HEALTH, JOB
from tridesk.api.ids import Kind, cursor_in, given, named, told, told_or_none
from tridesk.api.pages import page_answer, page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import operating as schemas
from tridesk.api.schemas.base import Id, WrittenMoment
from tridesk.channels.queries import mail_troubles
from tridesk.identity.queries import AuditRow, audit
from tridesk.identity.types import Permission, Scope
from tridesk.infra.outbox import parked
from tridesk.infra.public_ids import number_of
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import PersonId
from tridesk.webhooks.queries.hearing import said
from tridesk.webhooks.queries.webhooks import troubled
from tridesk.wording.desk_troubles import Trouble, desk_troubles

routes = Routes("operating", "The audit trail, work that got stuck, and how the desk fares.")
_STREAMS = {
    "ticket": Kind.TICKET,
    "person": Kind.PERSON,
    "team": Kind.TEAM,
    "role": Kind.ROLE,
    "organisation": Kind.ORGANISATION,
    "mailbox": Kind.MAILBOX,
    "field": Kind.FIELD,
    "job": Kind.JOB,
}
_LOOKS_AFTER = (
    Permission.MAILBOXES_MANAGE,
    Permission.MAIL_PARKED,
    Permission.JOBS_MANAGE,
    Permission.WEBHOOKS_MANAGE,
)


@routes.read("/audit", scope=Scope.AUDIT_READ, gives=schemas.Audit, example=listed(AUDIT))
def list_audit(
    call: Call,
    event: Annotated[str, Field(max_length=80, description="The name of an event, such as role.changed.")] = "",
    by: Id | None = None,
    about: Annotated[str, Field(max_length=40, description="The id of a person, team, role, mailbox ...")] = "",
    since: WrittenMoment | None = None,
    until: WrittenMoment | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Answer:
    """The audit trail

    Who did what to which setting, person and right, when and from where; the newest first. Of one kind of event, by one
    person, about one thing, from `since` on and before `until`, where asked.
    """
    person = given(Kind.PERSON, by, field="by")
    page = audit(
        actor=call.actor,
        cursor=cursor_in(cursor),
        stream=_stream(about),
        by=PersonId(person) if person is not None else None,
        name=event,
        since=_checked(since, "since"),
        until=_checked(until, "until"),
        limit=limit,
    )
    return page_of(call, page, _line)


def _stream(about: str) -> str:
    """How the log names the thing; raises InvalidError."""
    if not about:
        return ""
    for name, kind in _STREAMS.items():
        if (number := number_of(kind.value, about)) is not None:
            return f"{name}:{number}"
    raise InvalidError(field="about", reason="unknown_value", value=about)


def _checked(at: datetime | None, field: str) -> datetime | None:
    """At the ends of the calendar there is no UTC."""
    if at is not None and not 1 < at.year < 9999:
        raise InvalidError(field=field, reason="unknown_value", value=at.isoformat())
    return at


def _thing(stream: str) -> str | None:
    name, _, number = stream.partition(":")
    return told(_STREAMS[name], int(number)) if name in _STREAMS and number.isdecimal() else None


def _line(row: AuditRow) -> dict[str, Any]:
    return {
        "id": told(Kind.EVENT, row.id),
        "at": row.at,
        "event": row.name,
        "by": {"id": told(Kind.PERSON, row.by), "name": row.by_name} if row.by is not None else None,
        "ip": row.ip,
        "about": _thing(row.stream),
        "data": said(event=row.name, fields={**row.data, "by": row.by}),
    }


@routes.read("/jobs", scope=Scope.SETTINGS_READ, gives=schemas.Jobs, example=listed(JOB))
def list_jobs(call: Call) -> Answer:
    """Background work that failed for good

    The newest 200, on one page.
    """
    call.actor.require(Permission.JOBS_MANAGE)
    rows = [
        {
            "id": told(Kind.JOB, row.id),
            "work": row.queue,
            "event": row.event,
            "about": _thing(row.stream),
            "attempts": row.attempts,
            "parked_at": row.parked_at,
            "error": row.error,
        }
        for row in parked.parked()
    ]
    return page_answer(call, rows, newer=None, older=None)


@routes.write(
    "POST", "/jobs/{id}/again", scope=Scope.SETTINGS_WRITE, gives=schemas.JobDone, example={"done": True}
)  # fmt: skip
def run_job_again(call: Call, id: str) -> Any:
    """Run parked work again

    If it fails again, it is parked again.
    """
    number = _job(call, id)
    return {"done": parked.run_again(job_id=number, by=call.actor.person_id, ip=call.actor.ip, now=call.now)}


@routes.write(
    "POST", "/jobs/{id}/discard", scope=Scope.SETTINGS_WRITE, gives=schemas.JobDone, example={"done": True}
)  # fmt: skip
def discard_job(call: Call, id: str) -> Any:
    """Give parked work up

    It will not run again.
    """
    number = _job(call, id)
    return {"done": parked.let_go(job_id=number, by=call.actor.person_id, ip=call.actor.ip, now=call.now)}


def _job(call: Call, id: str) -> int:
    call.actor.require(Permission.JOBS_MANAGE)
    return named(Kind.JOB, id)


@routes.read("/health", scope=Scope.SETTINGS_READ, gives=schemas.Health, example=HEALTH)
def get_health(call: Call) -> Any:
    """What of the desk itself needs somebody

    The same as the bell and the doctor tell: as far as you look after mailboxes, mail, background work or
    webhooks.
    """
    if not any(call.actor.may(each) for each in _LOOKS_AFTER):
        raise NotAllowedError(right=_LOOKS_AFTER[0].value)
    work = parked.backlog() if call.actor.may(Permission.JOBS_MANAGE) else None
    mail = mail_troubles(actor=call.actor, now=call.now)
    off = troubled(actor=call.actor)
    found = desk_troubles(mail=mail, work=work, webhooks=off, when=_when, now=call.now)
    return {
        "healthy": not any(each.level == "error" for each in found),
        "troubles": [_trouble(each) for each in found],
        "work": {
            "waiting": work.waiting,
            "undelivered": work.undelivered,
            "parked": work.parked,
            "overdue_since": work.overdue_since,
        }
        if work is not None
        else None,
    }


def _when(at: datetime) -> str:
    return localtime(at).isoformat(timespec="minutes")


def _trouble(row: Trouble) -> dict[str, Any]:
    return {
        "level": row.level,
        "code": row.code,
        "text": row.text,
        "todo": row.todo,
        "said": row.said,
        "mailbox": told_or_none(Kind.MAILBOX, row.mailbox or None),
        "webhook": told_or_none(Kind.WEBHOOK, row.webhook or None),
    }
