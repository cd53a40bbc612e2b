"""Who wrote a mail: whom From names, or for whom a program sent it."""

from dataclasses import dataclass

from tridesk.channels.kinds.email.own_marks import ticket_of_address
from tridesk.channels.queries import own_addresses
from tridesk.channels.rules import reply_to
from tridesk.channels.rules.reply_to import ReplyTo
from tridesk.channels.types import IncomingMessage
from tridesk.identity.queries import owners
from tridesk.identity.types import Side
from tridesk.kernel.text import MailAddress


@dataclass(frozen=True, slots=True)
class Writer:
    """`posted`: nothing but Reply-To says that it is them."""

    address: MailAddress
    posted: bool


def writer_of(message: IncomingMessage) -> Writer | None:
    """Whom the mail is from where that is not the address in From; two statements, and none for most mails."""
    named, sender = reply_to.candidate(message), message.sender
    if named is None or sender is None:
        return None
    ours = own_addresses(addresses=[sender.key, named.key])
    whose = owners(addresses=[sender.key, named.key])
    person, side = whose.get(named.key, (None, None))
    same_person = person is not None and person == whose.get(sender.key, (None, None))[0]
    facts = ReplyTo(
        posted=reply_to.posts_for_others(sender.key),
        from_us=sender.key in ours,
        ours=named.key in ours or ticket_of_address(named.key) is not None,
        works_here=side is Side.ANALYST,
        known=person is not None,
        same_person=same_person,
        same_domain=named.domain == sender.domain,
    )
    return Writer(named, posted=not same_person) if reply_to.counts(facts) else None
