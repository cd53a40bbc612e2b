"""What a mail makes us ask the team: whose mail was passed on to us, and whether somebody new is somebody we know."""

from tridesk.channels import rules
from tridesk.channels.actions import intake_origin
from tridesk.channels.actions.find_ticket import Found
from tridesk.channels.actions.intake_mail import ReadMail, StoredMail, Taken
from tridesk.channels.kinds.email.forwards import words_above
from tridesk.channels.kinds.email.own_marks import threading
from tridesk.channels.models import MailOffer
from tridesk.channels.queries import own_addresses
from tridesk.channels.types import Concern
from tridesk.identity.queries import recipients
from tridesk.identity.types import Actor, Side
from tridesk.infra.asking import ask, marks
from tridesk.infra.inserting import insert_once
from tridesk.kernel.ids import PersonId
from tridesk.kernel.text import normal_address
from tridesk.orgs.queries import is_of_own_house

_SENT_TO = """
SELECT message_id, person_id FROM channels_outboundmail WHERE message_id IN ({}) AND person_id IS NOT NULL
"""


def offer_original_sender(*, mail: StoredMail, read: ReadMail, taken: Taken, actor: Actor) -> None:
    """The ticket was opened by one of us with a mail of somebody else: is it theirs?

    Of an outsider's mail nothing is offered: anybody can write a header block with anybody's name.
    """
    found = read.message.forwarded_from
    if found is None or actor.person_id is None or normal_address(found.address) is None or not _is_sure(read):
        return
    if not actor.is_staff and not is_of_own_house(person_id=actor.person_id):
        return
    if found.key == actor.email or rules.is_robots_address(found.key) or own_addresses(addresses=[found.key]):
        return
    cover = bool(words_above(read.message.text))
    _offer(mail, taken, MailOffer(kind=MailOffer.PASSED_ON, person_id=actor.person_id, cover=cover))


def ask_who_it_is(*, mail: StoredMail, read: ReadMail, found: Found, taken: Taken, person: PersonId) -> None:
    """Somebody unknown answered a mail of ours: is it the one we had sent it to? Never asked about one of us."""
    if not found.proven or found.facts is None or not _is_sure(read):
        return
    told = _sent_to(read) or PersonId(found.facts.requester)
    other = next(iter(recipients(person_ids=[told])), None)
    if other is None or other.side is Side.ANALYST or not other.is_active or other.id == person:
        return
    if read.message.sender is None or own_addresses(addresses=[read.message.sender.key]):
        return
    _offer(mail, taken, MailOffer(kind=MailOffer.NEWCOMER, person_id=person, other_id=other.id))


def _is_sure(read: ReadMail) -> bool:
    """Written by hand, as far as we know by whom it says."""
    if read.posted or rules.is_robot(read.message):
        return False
    return intake_origin.concern(read.as_sent, read.origin) is Concern.NONE


def _sent_to(read: ReadMail) -> PersonId | None:
    """Whose mail of ours it answers, the nearest in the thread first."""
    ids = threading(read.message, prefix="").answered[:20]
    known: dict[str, int] = dict(ask(_SENT_TO.format(marks(ids)), *ids)) if ids else {}
    return next((PersonId(known[each]) for each in ids if each in known), None)


def _offer(mail: StoredMail, taken: Taken, offer: MailOffer) -> None:
    if taken.message is None:
        return
    offer.mail_id, offer.said_id = mail.id, taken.message
    insert_once(offer)
