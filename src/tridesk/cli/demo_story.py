"""The demo: three weeks at a desk, told through the product's own actions with the time set back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tridesk.cli.demo_matters import ANSWERS, LONG, SEEN_BEFORE, SHORT, TURNS, Matter, Step
from tridesk.cli.demo_people import PEOPLE, WITH_PASSWORD, House, move_in
from tridesk.cli.demo_picture import screen
from tridesk.identity.types import SYSTEM, Actor
from tridesk.infra import files
from tridesk.infra.outbox import quietly
from tridesk.kernel.ids import FileId, PersonId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.actions.remove import delete, mark_spam
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import (
    Body,
    Channel,
    FieldKind,
    Level,
    LinkKind,
    NewAttachment,
    NewTicket,
    ParticipantKind,
    Status,
    TicketType,
    Visibility,
)

PASSWORD = "tridesk-demo"  # noqa: S105 - of the demo alone; printed at its start
SIGN_INS: tuple[tuple[str, str], ...] = tuple(
    (email, WITH_PASSWORD[key]) for key, _name, email, *_rest in PEOPLE if key in WITH_PASSWORD
)
# key, kind, names, options, whether the requester is asked
FIELDS = (
    ("asset", FieldKind.TEXT, {"en": "Device", "es": "Equipo de cómputo", "pt-br": "Dispositivo"}, (), True),
    ("site", FieldKind.CHOICE, {"en": "Site", "es": "Sede", "pt-br": "Unidade"}, ("Puebla", "Lima", "London"), True),
    ("system", FieldKind.CHOICE, {"en": "System", "es": "Sistema", "pt-br": "Sistema"}, ("Finance", "Mail"), False),
    ("seen_on", FieldKind.DATE, {"en": "First seen", "es": "Visto desde", "pt-br": "Visto desde"}, (), False),
    ("approved", FieldKind.YES_NO, {"en": "Approved", "es": "Aprobado", "pt-br": "Aprovado"}, (), False),
)
_ASKED = {key for key, *_rest, for_requester in FIELDS if for_requester}


def tell(now: datetime) -> None:
    """Fills an empty desk. Nobody is mailed: what is told is past."""
    with quietly():
        house = move_in(password=PASSWORD, now=now - timedelta(days=30))
        _fields(now - timedelta(days=30))
        matters = sorted([*LONG, *(_matter(*row) for row in SHORT)], key=lambda each: -each.days)
        numbers: dict[str, TicketId] = {}
        opened: list[TicketId] = []
        for matter in matters:
            number = _live(house, matter, now)
            opened.append(number)
            if matter.key:
                numbers[matter.key] = number
        _relations(house, numbers, now)
        _read(house, opened, now)


def _fields(now: datetime) -> None:
    for position, (key, kind, names, options, for_requester) in enumerate(FIELDS):
        types = ("service_request",) if key == "approved" else ("incident", "problem") if key == "seen_on" else ()
        values = {"names": names, "options": options, "ticket_types": types, "for_requester": for_requester}
        add_field(actor=SYSTEM, key=key, kind=kind, values={**values, "position": position}, now=now)


def _matter(by: str, days: float, subject: str, text: str, team: str, kind: str, impact: int, urgency: int,
            assignee: str, status: str, tags: tuple[str, ...]) -> Matter:  # fmt: skip
    """A short ticket with its usual course: taken, answered, and what the answer leads to."""
    steps: list[Step] = [Step(assignee, "assign", 0.3, assignee)] if assignee else []
    if status:
        said = "solved" if status == "closed" else status
        steps.append(Step(assignee, "says", 0.6, "", "" if said == "open" else said))
    if status == "closed":
        steps.append(Step(assignee, "status", 30, "closed"))
    channel = ("email", "web", "phone")[len(subject) % 3]
    return Matter(by, days, subject, text, kind, team, impact, urgency, channel, tags, steps=tuple(steps))


def _live(house: House, matter: Matter, now: datetime) -> TicketId:
    at = now - timedelta(days=matter.days)
    asker = house.people[matter.by]
    new = NewTicket(
        requester=_id(asker),
        subject=matter.subject,
        body=Body(text=matter.text),
        channel=Channel(matter.channel),
        type=TicketType(matter.type),
        impact=Level(matter.impact),
        urgency=Level(matter.urgency),
        team=house.teams[matter.team],
        language=asker.language,
        tags=matter.tags,
        fields={key: value for key, value in matter.fields.items() if key in _ASKED},  # type: ignore[misc]
        attachments=_files(matter.files),
    )
    number = open_ticket(actor=asker, new=new, now=at)
    if more := {f"field:{key}": _value(value, at) for key, value in matter.fields.items() if key not in _ASKED}:
        _change(house.people["grace"], number, more, at + timedelta(minutes=9))
    for step in matter.steps:
        at = min(at + timedelta(hours=step.hours), now - timedelta(minutes=4))
        _step(house, matter, number, step, at)
    return number


def _value(value: object, at: datetime) -> object:
    return (at - timedelta(days=2)).date().isoformat() if value == SEEN_BEFORE else value


def _step(house: House, matter: Matter, number: TicketId, step: Step, at: datetime) -> None:
    actor = house.people[step.who]
    if step.what in ("says", "note"):
        _say(house, matter, number, step, at)
    elif step.what == "assign":
        _change(actor, number, {"assignee": house.people[step.text].person_id}, at)
    elif step.what == "status":
        _change(actor, number, {"status": step.text}, at)
    elif step.what == "change":
        name, _equals, value = step.text.partition("=")
        _change(actor, number, {name: int(value)}, at)
    elif step.what == "cc":
        person = _id(house.people[step.text])
        add_participant(actor=actor, ticket_id=number, person=person, kind=ParticipantKind.CC, now=at)


def _change(actor: Actor, number: TicketId, changes: Mapping[str, object], at: datetime) -> None:
    change(actor=_allowed(actor), ticket_id=number, changes=changes, now=at)


def _allowed(actor: Actor) -> Actor:
    """Colleagues help out in teams that are not theirs; the story needs no rights for that."""
    return Actor(actor.person_id, actor.name, actor.side, actor.email, SYSTEM.permissions, language=actor.language)


def _say(house: House, matter: Matter, number: TicketId, step: Step, at: datetime) -> None:
    actor, asker = house.people[step.who], house.people[matter.by]
    text = step.text
    if not text:
        turn = TURNS[step.then or "open"][asker.language]
        text = ANSWERS[asker.language].format(name=asker.name.split()[0], turn=turn, us=actor.name.split()[0])
    reply(
        actor=_allowed(actor) if actor.is_staff else actor,
        ticket_id=number,
        body=Body(text=text),
        visibility=Visibility.INTERNAL if step.what == "note" else Visibility.PUBLIC,
        channel=Channel.WEB if actor.is_staff else Channel.EMAIL,
        attachments=_files(step.files),
        status=Status(step.then) if step.then else None,
        now=at,
    )


def _files(names: tuple[str, ...]) -> tuple[NewAttachment, ...]:
    return tuple(_file(name) for name in names)


def _file(name: str) -> NewAttachment:
    if name.endswith(".png"):
        hue = (24, 78, 168) if name.startswith("p") else (20, 120, 90)
        return NewAttachment(FileId(files.put_bytes(screen(hue=hue)).pk), name, "image/png")
    lines = "\n".join(f"08:{minute:02d}:11 dock D600 port reset, cause 0x{minute:02x}" for minute in range(40, 59))
    return NewAttachment(FileId(files.put_bytes(lines.encode()).pk), name, "text/plain")


def _relations(house: House, numbers: Mapping[str, TicketId], now: datetime) -> None:
    """Links, a merge, one spam and one deleted: every state can be seen."""
    carla, grace = _allowed(house.people["carla"]), _allowed(house.people["grace"])
    link(
        actor=carla,
        ticket_id=numbers["dock"],
        other_id=numbers["dock-problem"],
        kind=LinkKind.CHILD,
        now=now - timedelta(hours=30),
    )
    link(
        actor=carla,
        ticket_id=numbers["vpn"],
        other_id=numbers["payroll"],
        kind=LinkKind.RELATES,
        now=now - timedelta(days=4),
    )
    again = _live(
        house,
        Matter("tom", 0.8, "Export again", "Is there any news about the export? It is still empty.", tags=("export",)),
        now,
    )
    merge(actor=grace, source_id=again, into_id=numbers["export"], now=now - timedelta(hours=18))
    spam = _live(house, Matter("otto", 2.0, "You have won a crane", "Click here to receive your crane."), now)
    mark_spam(actor=grace, ticket_id=spam, now=now - timedelta(days=1.9))
    gone = _live(house, Matter("tom", 3.0, "Test, please ignore", "Only a test."), now)
    delete(actor=_allowed(house.people["dante"]), ticket_id=gone, now=now - timedelta(days=2.9))
    carla_id = _id(house.people["dante"])
    add_participant(
        actor=carla,
        ticket_id=numbers["dock"],
        person=carla_id,
        kind=ParticipantKind.FOLLOWER,
        now=now - timedelta(hours=40),
    )


def _read(house: House, opened: Sequence[TicketId], now: datetime) -> None:
    """The team has read most of it; what came in last is new."""
    for reader in ("bruno", "carla", "grace", "dante"):
        for turn, number in enumerate(opened):
            mark_read(actor=house.people[reader], ticket_id=number, now=now - timedelta(hours=4 + turn % 3))


def _id(actor: Actor) -> PersonId:
    return PersonId(actor.person_id or 0)
