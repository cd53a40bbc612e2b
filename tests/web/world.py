"""A small desk for pages to be asked about: the cast, a ticket with a file, one of each thing that settings show."""

from dataclasses import dataclass, replace
from datetime import datetime

from tests.cast import Cast, person

from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.add_role import add_role
from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.queries.actors import actor_of
from tridesk.identity.types import SYSTEM, Actor, Permission, Side, TeamRight
from tridesk.infra import files
from tridesk.infra.models import Job
from tridesk.kernel import clock
from tridesk.kernel.ids import FieldId, FileId, MailboxId, RoleId, SiteId, TicketId
from tridesk.orgs.actions.add_site import add_site
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.models import Attachment
from tridesk.tickets.types import Body, Channel, FieldKind, NewAttachment, NewTicket


@dataclass(frozen=True, slots=True)
class World:
    """Ids of what is there. `rita` reads everything in the first line and may change nothing."""

    cast: Cast
    rita: Actor
    ticket: TicketId
    attachment: int
    link: str
    site: SiteId
    role: RoleId
    field: FieldId
    mailbox: MailboxId
    mail: int
    failed: int
    job: int

    def someone(self, name: str) -> Actor | None:
        """One of the cast by name; None for "nobody"."""
        if name == "nobody":
            return None
        return self.rita if name == "rita" else getattr(self.cast, name)


PICTURE = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


def build(cast: Cast, now: datetime) -> World:
    """Everything through the product's own actions, but for what only a failure makes."""
    dante = cast.dante
    rita = _reader(cast, now)
    ticket = _ticket(cast, now)
    return World(
        cast=cast,
        rita=rita,
        ticket=ticket,
        attachment=Attachment.objects.get(message__ticket=ticket).pk,
        link=grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now(), days=30),
        site=add_site(actor=dante, organisation_id=cast.acme, name="Porto Alegre", now=now),
        role=add_role(actor=dante, name="Night shift", side=Side.ANALYST, permissions=[], now=now),
        field=add_field(actor=dante, key="serial", kind=FieldKind.TEXT, values={"names": {"en": "Serial"}}, now=now),
        mailbox=add_mailbox(actor=dante, values={"address": "help@desk.test"}, now=now),
        mail=_parked_mail(now),
        failed=_failed_mail(now),
        job=_parked_job(now),
    )


def _reader(cast: Cast, now: datetime) -> Actor:
    role = add_role(
        actor=cast.dante, name="Read only", side=Side.ANALYST, permissions=[Permission.PEOPLE_SEE.value], now=now
    )
    rita = add_person(actor=SYSTEM, name="Rita Rossi", email="rita@desk.test", role_id=role, verified=True, now=now)
    set_membership(actor=SYSTEM, team_id=cast.first_line, person_id=rita, right=TeamRight.SEE, now=now)
    return actor_of(person_id=rita)


def _ticket(cast: Cast, now: datetime) -> TicketId:
    file = NewAttachment(FileId(files.put_bytes(PICTURE).pk), "screen.png", "image/png")
    new = NewTicket(
        requester=person(cast.alice),
        subject="The printer eats paper",
        body=Body(text="It ate ten pages."),
        channel=Channel.WEB,
        team=cast.first_line,
        organisation=cast.acme,
        attachments=(file,),
    )
    return open_ticket(actor=replace(SYSTEM, person_id=None), new=new, now=now)


def _parked_mail(now: datetime) -> int:
    stored = files.put_bytes(b"Subject: strange\r\n\r\nbroken")
    row = InboundMail.objects.create(
        file=stored,
        fingerprint="f" * 64,
        received_at=now,
        state=InboundMail.PARKED,
        reason="no_sender",
        subject="strange",
    )
    return int(row.pk)


def _failed_mail(now: datetime) -> int:
    row = OutboundMail.objects.create(
        kind=OutboundMail.NOTICE,
        occasion="failed",
        recipient="alice@acme.test",
        message_id="failed@desk.test",
        state=OutboundMail.FAILED,
        queued_at=now,
        error="550 5.1.1 no such user",
    )
    return int(row.pk)


def _parked_job(now: datetime) -> int:
    row = Job.objects.create(
        lane="events", queue="tests.nothing", created_at=now, run_at=now, attempts=12, parked_at=now, error="Boom"
    )
    return int(row.pk)
