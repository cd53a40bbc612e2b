"""The form of a new ticket, written by an analyst or by the person it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.http import QueryDict

from tridesk.identity.actions.meet import meet
from tridesk.identity.types import Actor
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TeamId
from tridesk.tickets.types import (
    Body,
    Channel,
    FieldSpec,
    Level,
    NewAttachment,
    NewTicket,
    Priority,
    TicketType,
    Visibility,
)
from tridesk.web.forms import tickets_fields

PLAIN = {
    "subject": "",
    "type": TicketType.INCIDENT.value,
    "impact": "2",
    "urgency": "2",
    "priority": "",
    "team": "",
    "assignee": "",
    "channel": Channel.PHONE.value,
    "language": "",
    "requester": "",
    "requester_name": "",
}
SEVERAL = ("cc", "tags")
CHANNELS = (Channel.PHONE.value, Channel.EMAIL.value, Channel.WEB.value)


@dataclass(slots=True)
class NewForm:
    """What stands in the form, as text; `errors` by field."""

    value: dict[str, str] = field(default_factory=lambda: dict(PLAIN))
    several: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in SEVERAL})
    fields: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read(posted: QueryDict, specs: Sequence[FieldSpec]) -> NewForm:
    """The form as it was sent; nothing is checked yet."""
    form = NewForm()
    form.value |= {name: posted.get(name, default).strip() for name, default in PLAIN.items()}
    for name in SEVERAL:
        parts = (part.strip() for text in posted.getlist(name) for part in text.split(","))
        form.several[name] = list(dict.fromkeys(part for part in parts if part))
    form.fields = tickets_fields.given(posted, specs)
    return form


def new_ticket(
    form: NewForm,
    actor: Actor,
    said: tuple[Body, tuple[NewAttachment, ...]],
    *,
    visibility: Visibility,
    key: str,
    now: datetime,
) -> NewTicket:
    """What the analyst's form stands for; people who were typed are met. Raises InvalidError with the field's name."""
    value = form.value
    return NewTicket(
        requester=_person(form, actor, "requester", value["requester"], name=value["requester_name"], now=now),
        subject=_required(value["subject"], "subject"),
        body=said[0],
        attachments=said[1],
        channel=Channel(value["channel"]) if value["channel"] in CHANNELS else Channel.PHONE,
        type=_member(TicketType, "type", value["type"]),
        impact=_level("impact", value["impact"]),
        urgency=_level("urgency", value["urgency"]),
        priority=_priority(value["priority"]),
        team=TeamId(team) if (team := _id("team", value["team"])) else None,
        assignee=PersonId(assignee) if (assignee := _id("assignee", value["assignee"])) else None,
        language=value["language"],
        tags=tuple(form.several["tags"]),
        cc=tuple(_person(form, actor, "cc", each, now=now) for each in form.several["cc"]),
        fields=form.fields,
        visibility=visibility,
        submission_key=key or None,
    )


def own_ticket(
    form: NewForm, actor: Actor, said: tuple[Body, tuple[NewAttachment, ...]], *, team: TeamId, key: str
) -> NewTicket:
    """What a requester's form stands for: for themselves, to the default team. Raises InvalidError."""
    return NewTicket(
        requester=PersonId(actor.person_id or 0),
        subject=_required(form.value["subject"], "subject"),
        body=said[0],
        attachments=said[1],
        channel=Channel.WEB,
        type=_member(TicketType, "type", form.value["type"]),
        team=team,
        language=actor.language,
        fields=form.fields,
        submission_key=key or None,
    )


def _person(form: NewForm, actor: Actor, field: str, text: str, *, name: str = "", now: datetime) -> PersonId:
    """Somebody chosen, or an address typed ("Ana <ana@acme.example>"); a stranger becomes a requester here."""
    if text.isdecimal() and len(text) < 18:
        return PersonId(int(text))
    said, address = parseaddr(text)
    if "@" not in address:
        raise InvalidError(field=field, reason="required" if not text else "unknown")
    person = meet(actor=actor, address=address, name=name or said, now=now)
    if field == "requester":
        form.value["requester"] = str(person)
    return person


def _required(text: str, field: str) -> str:
    if not text:
        raise InvalidError(field=field, reason="required")
    return text


def _id(field: str, text: str) -> int | None:
    if text and not (text.isdecimal() and len(text) < 18):
        raise InvalidError(field=field, reason="unknown_value")
    return int(text) if text else None


def _member[Kind](kind: type[Kind], field: str, text: str) -> Kind:
    try:
        return kind(text)  # type: ignore[call-arg]
    except ValueError:
        raise InvalidError(field=field, reason="unknown_value") from None


def _level(field: str, text: str) -> Level:
    return Level(_one_of(field, text, {level.value for level in Level}))


def _priority(text: str) -> Priority | None:
    return Priority(_one_of("priority", text, {each.value for each in Priority})) if text else None


def _one_of(field: str, text: str, known: set[int]) -> int:
    number = _id(field, text)
    if number not in known:
        raise InvalidError(field=field, reason="unknown_value")
    return number


def labels(form: NewForm, known: Mapping[PersonId, str]) -> dict[str, list[dict[str, str]]]:
    """What the pickers hold, with names."""
    people = {"requester": [form.value["requester"]], "assignee": [form.value["assignee"]], "cc": form.several["cc"]}
    found = {name: [_option(each, known) for each in values if each] for name, values in people.items()}
    return found | {"tags": [{"value": tag, "label": tag} for tag in form.several["tags"]]}


def _option(value: str, known: Mapping[PersonId, str]) -> dict[str, str]:
    return {"value": value, "label": known.get(PersonId(int(value)), value) if value.isdecimal() else value}


def people_in(form: NewForm) -> set[PersonId]:
    """The ids of everybody the form names."""
    named = [form.value["requester"], form.value["assignee"], *form.several["cc"]]
    return {PersonId(int(each)) for each in named if each.isdecimal() and len(each) < 18}
