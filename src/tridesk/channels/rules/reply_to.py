"""Whether a mail is from whom its Reply-To names rather than from whom From names. Pure.

A form on a web page sends from an address of its own and names in Reply-To who filled it in; a person may want to be
answered at another address of theirs. Anything else in Reply-To is a wish of the sender's that could lead our words to
somebody else (a mailing list, a service's inbox, a stranger), and is not followed.
"""

import re
from dataclasses import dataclass, replace

from tridesk.channels.rules.robots import is_robot, is_robots_address
from tridesk.channels.types import IncomingMessage, MessageKind
from tridesk.kernel.text import MailAddress, normal_address

# Programs that send what people typed into a page, and no-reply addresses with a word in front.
_POSTS = re.compile(
    r"^(wordpress|www-?data|apache2?|httpd|nginx|nobody|web-?(forms?|site|server)|(contact|mail)-?forms?|form-?mail|"
    r"forms?|formul[aá]rios?)([-_.+]|@)|[-_.+](no[-_.]?reply|donotreply)@",
    re.I,
)
# Addresses that a program made for one mail: what is sent there is a command to that program.
_MADE = re.compile(
    r"^(reply|replies|respond|response|comments?|r|p)([-_.+=]|@)|[+=][^@]{12,}@|[0-9a-f]{16,}|^[^@]{50,}@", re.I
)


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What is known of the two addresses, From's and Reply-To's.

    `posted`: From is a robot's, or sends for others; `from_us`: it is one of our mailboxes. The rest is about Reply-To:
    `ours`, one of our mailboxes; `works_here`, an analyst's; `known`, of somebody here; `same_person`, of whom From is.
    """

    posted: bool = False
    from_us: bool = False
    ours: bool = False
    works_here: bool = False
    known: bool = False
    same_person: bool = False
    same_domain: bool = False


def counts(who: ReplyTo) -> bool:
    """Whether the mail is taken as from the address in Reply-To.

    Never as from an analyst: a form must not speak in our name. A service that answers from its own domain
    (`noreply@shop`, Reply-To `sales@shop`) is a service still, unless we know the person.
    """
    if who.ours or who.works_here:
        return False
    if who.same_person or who.from_us:
        return True
    return who.posted and (who.known or not who.same_domain)


def posts_for_others(address: str) -> bool:
    """Whether nobody is behind this address, in lower case: a robot, or a program that sends for people."""
    return is_robots_address(address) or bool(_POSTS.search(address))


def candidate(message: IncomingMessage) -> MailAddress | None:
    """The one address that Reply-To names beside From's; None where nothing is to be asked about it."""
    named = {address.key: address for address in message.reply_to}
    sender = message.sender
    if sender is None or message.kind is not MessageKind.MESSAGE or len(named) != 1 or sender.key in named:
        return None
    (found,) = named.values()
    if normal_address(found.address) is None or is_robots_address(found.key) or _MADE.search(found.key):
        return None
    # Where other marks say that a robot wrote it, nobody typed it.
    return None if is_robot(replace(message, sender=found)) else found
