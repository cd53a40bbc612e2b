"""A ticket as the one it is for sees it: by a signed link, or signed in. Never a note, never a colleague's address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tridesk.identity.types import Actor
from tridesk.kernel.ids import TicketId
from tridesk.tickets.queries import (
    Abilities,
    Conversation,
    TicketDetail,
    abilities,
    conversation,
    field_specs,
    field_values,
    ticket_detail,
)
from tridesk.tickets.types import FieldKind, FieldSpec
from tridesk.web.addresses import url
from tridesk.web.clean import show_pictures
from tridesk.web.forms.tickets_fields import as_text


@dataclass(frozen=True, slots=True)
class Place:
    """Where this page lies: under a link, or under one's own tickets. Gives the addresses that go with it."""

    ticket: int
    link: str = ""

    def page(self) -> str:
        return url("public_ticket", token=self.link) if self.link else url("my_ticket", ticket_id=self.ticket)

    def act(self, name: str, **values: object) -> str:
        """The address of `reply`, `status` or `message`."""
        if self.link:
            return url(f"public_ticket_{name}", token=self.link, **values)
        return url(f"my_ticket_{name}", ticket_id=self.ticket, **values)

    def file(self, attachment: int, name: str = "file") -> str:
        if self.link:
            return url("link_attachment", link=self.link, attachment_id=attachment, name=name)
        return url("attachment", attachment_id=attachment, name=name)

    def upload(self) -> str:
        return url("link_upload", link=self.link) if self.link else url("upload")


@dataclass(frozen=True, slots=True)
class OwnPage:
    detail: TicketDetail
    may: Abilities
    talk: Conversation
    facts: list[tuple[str, str]]


def own_page(*, actor: Actor, ticket_id: TicketId, place: Place, limit: int) -> OwnPage:
    """The ticket in six statements or fewer; raises TicketNotFoundError."""
    detail = ticket_detail(actor=actor, ticket_id=ticket_id)
    talk = conversation(actor=actor, ticket_id=ticket_id, facts=detail.facts, limit=limit)
    show_pictures(talk.messages, place.file)
    specs = [spec for spec in field_specs(language=actor.language, ticket_type=detail.type) if spec.for_requester]
    values = field_values(ticket_id=ticket_id, specs=specs) if specs else {}
    return OwnPage(detail, abilities(actor=actor, facts=detail.facts), talk, _told(specs, values))


def _told(specs: Sequence[FieldSpec], values: dict[str, Any]) -> list[tuple[str, str]]:
    """What was filled in, in words; people are left out, for their names are not everybody's."""
    told = ((spec.name, as_text(values.get(spec.key))) for spec in specs if spec.kind is not FieldKind.PERSON)
    return [(name, text) for name, text in told if text]
