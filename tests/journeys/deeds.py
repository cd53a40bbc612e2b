"""What people do at the desk, done by the product's own actions inside of an installation.

`python -m tests.journeys.deeds hire|reply|solve ...`, each prints one JSON value; with `listen` one for each line of
its input, a JSON list of the same words.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tridesk.cli.setup import ready

ready()

from tridesk.identity.queries import actor_of, default_team, find_person_by_address  # noqa: E402
from tridesk.identity.types import SYSTEM, Actor, TeamRight  # noqa: E402
from tridesk.infra import files  # noqa: E402
from tridesk.kernel.clock import now  # noqa: E402
from tridesk.kernel.ids import FileId, TicketId  # noqa: E402
from tridesk.tickets.actions.reply import reply as say  # noqa: E402
from tridesk.tickets.types import Body, Channel, NewAttachment, Status, Visibility  # noqa: E402


def hire() -> int:
    """Bruno, analyst of the default team."""
    from tridesk.identity.actions.add_person import add_person
    from tridesk.identity.actions.set_membership import set_membership
    from tridesk.identity.queries import role_with_key

    person = add_person(
        actor=SYSTEM, name="Bruno Bianchi", email="bruno@desk.test", role_id=role_with_key(key="analyst"), now=now()
    )
    team = default_team()
    set_membership(actor=SYSTEM, team_id=team, person_id=person, right=TeamRight.REPLY, now=now())
    return person


def reply(ticket: str, text: str, picture: str = "", status: str = "") -> int:
    """Bruno answers, if wished with a picture in its place."""
    html, attachments = f"<p>{text}</p>", []
    if picture:
        html += '<p><img src="cid:picture@desk" alt="picture"></p>'
        stored = files.put_bytes(Path(picture).read_bytes())
        attachments = [NewAttachment(FileId(stored.pk), "picture.png", "image/png", "picture@desk", inline=True)]
    return say(
        actor=_bruno(),
        ticket_id=TicketId(int(ticket)),
        body=Body(text=text, html=html),
        visibility=Visibility.PUBLIC,
        channel=Channel.WEB,
        attachments=attachments,
        status=Status(status) if status else None,
        now=now(),
    )


def reply_to_all(text: str) -> int:
    """Bruno answers every ticket he has not answered yet."""
    from tridesk.tickets.models import Ticket

    numbers = list(Ticket.objects.filter(first_response_at=None).values_list("id", flat=True))
    for number in numbers:
        reply(str(number), f"{text} {number}")
    return len(numbers)


def write_to(count: str, planned: str, *addresses: str) -> int:
    """Bruno opens this many tickets for each of these people, so that they are written to; further ones get a reply
    that leaves in a second or two."""
    from tridesk.identity.actions.meet import meet
    from tridesk.tickets.actions.open import open_ticket
    from tridesk.tickets.actions.schedule_reply import schedule_reply
    from tridesk.tickets.types import NewTicket

    bruno, moment = _bruno(), now()
    people = [meet(actor=SYSTEM, address=address, now=moment) for address in addresses]
    for number in range(int(count) + int(planned)):
        for person in people:
            later = number >= int(count)
            seen = Visibility.INTERNAL if later else Visibility.PUBLIC
            new = NewTicket(person, f"Matter {number}", Body(f"Words {number}"), Channel.PHONE, visibility=seen)
            ticket = open_ticket(actor=bruno, new=new, now=moment)
            if later:
                schedule_reply(
                    actor=bruno, ticket_id=ticket, body=Body(f"Later {number}"),
                    send_at=now() + timedelta(seconds=1.5), now=now(),
                )  # fmt: skip
    return (int(count) + int(planned)) * len(people)


def hurry() -> int:
    """What waits for its next try is tried now."""
    from tridesk.infra.models import Job

    return Job.objects.filter(lane="mail", claim="").update(run_at=now())


def answer_people(text: str) -> int:
    """Bruno answers every ticket that waits for him and was opened by a person; every seventh is solved by it."""
    from tridesk.channels.models import InboundMail
    from tridesk.tickets.models import Ticket

    robots = InboundMail.objects.filter(outcome="opened", robot=True).values("ticket")
    waiting = Ticket.objects.filter(status__in=["new", "open"]).exclude(pk__in=robots).order_by("id")
    numbers = list(waiting.values_list("id", flat=True))
    for number in numbers:
        reply(str(number), f"{text} {number}", status="solved" if number % 7 == 0 else "")
    return len(numbers)


def listen() -> int:
    """Does what each line asks for."""
    for line in sys.stdin:
        name, *words = json.loads(line)
        print(json.dumps(DEEDS[name](*words)), flush=True)
    return 0


def _bruno() -> Actor:
    person = find_person_by_address(address="bruno@desk.test")
    assert person is not None
    return actor_of(person_id=person)


DEEDS: dict[str, Any] = {
    "hire": hire,
    "reply": reply,
    "reply_to_all": reply_to_all,
    "answer_people": answer_people,
    "listen": listen,
    "write_to": write_to,
    "hurry": hurry,
}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*sys.argv[2:])))
