"""What the head of every page of a ticket shows: number, where it stands, what may be done."""

from typing import Any

from django.utils.translation import gettext as _

from tridesk.identity.types import Actor
from tridesk.tickets.queries.conversation import AttachmentRow
from tridesk.tickets.types import ParticipantKind
from tridesk.web.addresses import url
from tridesk.web.ticket_page import TicketPage
from tridesk.wording import ticket_words as words


def frame_context(page: TicketPage, actor: Actor) -> dict[str, Any]:
    """What the head of a ticket's pages needs."""
    detail = page.detail
    holder = {"analyst": detail.assignee or detail.team or _("us"), "requester": detail.requester}
    return {
        "section": "tickets",
        "page": page,
        "ticket": detail,
        "may": page.may,
        "number": words.number(detail.id),
        "prefix": words.number(0)[:-1],
        "words": words,
        "holder_name": holder.get(detail.holder, ", ".join(page.vendors) or _("the vendor")),
        "mine": detail.holder == "analyst" and detail.assignee_id == actor.person_id,
        "follows": any(
            person.id == actor.person_id and person.kind == ParticipantKind.FOLLOWER.value
            for person in detail.participants
        ),
        "file_href": file_href,
        "merged_number": words.number(detail.merged_into) if detail.merged_into else "",
    }


def file_href(attachment: AttachmentRow) -> str:
    """The name it is saved under stands in the answer's header, where it may hold any character."""
    return url("attachment", attachment_id=attachment.id, name="file")
