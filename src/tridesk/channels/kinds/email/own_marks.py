"""The marks by which a mail finds its ticket again: signed addresses, signed Message-IDs, numbers."""

import re
from dataclasses import dataclass

from tridesk.channels.types import IncomingMessage
from tridesk.infra.secrets import sign, signed
from tridesk.kernel.ids import TicketId

_PLUS_TOKEN = re.compile(r"\+t(\d{1,18})\.([a-z2-7]{16})$")
_OWN_ID = re.compile(r"^td\.(\d{1,18})\.([a-z0-9.-]{1,60})\.([a-z2-7]{16})@")


@dataclass(frozen=True, slots=True)
class Threading:
    """The tickets a mail may belong to, by how sure that is."""

    answered: tuple[str, ...]  # message ids with a signature of ours
    proven: tuple[TicketId, ...]  # what those and the addresses we signed say
    referenced: tuple[str, ...]  # message ids to look up
    numbered: tuple[TicketId, ...]  # a number in the subject


def plus_address(address: str, ticket: TicketId) -> str:
    """`help@acme.test` as `help+t12.<signature>@acme.test`: an answer to it is an answer to ticket 12."""
    local, _, domain = address.rpartition("@")
    return f"{local}+t{ticket}.{sign('plus', str(ticket))}@{domain}"


def own_message_id(ticket: TicketId | int, what: str, domain: str) -> str:
    """A Message-ID (without <>) that carries its ticket and our signature; the same for the same `what`."""
    return f"td.{ticket}.{what}.{sign('message-id', f'{ticket}.{what}')}@{domain}"


def ticket_of_message_id(message_id: str) -> TicketId | None:
    """The ticket a Message-ID of ours carries, None when it is not ours or forged."""
    match = _OWN_ID.match(message_id.strip("<>").lower())
    if match is None or not signed("message-id", f"{match[1]}.{match[2]}", match[3]):
        return None
    return TicketId(int(match[1]))


def ticket_of_address(address: str) -> TicketId | None:
    """The ticket a plus-address of ours carries, None when it is not one or forged."""
    match = _PLUS_TOKEN.search(address.partition("@")[0].lower())
    if match is None or not signed("plus", match[1], match[2]):
        return None
    return TicketId(int(match[1]))


def threading(message: IncomingMessage, *, prefix: str) -> Threading:
    """Where the mail says it belongs."""
    addresses = [*message.marks.delivered_to, *(a.key for a in (*message.to, *message.cc))]
    ids = [*message.in_reply_to, *reversed(message.references)]
    originals = [r.original_message_id for r in message.bounce if r.original_message_id]
    proven = [ticket_of_address(address) for address in addresses]
    proven += [ticket_of_message_id(known) for known in (*originals, *ids)]
    numbers = re.findall(rf"(?<!\w){re.escape(prefix)}(\d{{1,18}})\b", message.subject, re.IGNORECASE) if prefix else []
    return Threading(
        answered=tuple(dict.fromkeys(known for known in (*originals, *ids) if ticket_of_message_id(known) is not None)),
        proven=tuple(dict.fromkeys(number for number in proven if number is not None)),
        referenced=tuple(dict.fromkeys(i for i in ids if i and ticket_of_message_id(i) is None)),
        numbered=tuple(dict.fromkeys(TicketId(int(number)) for number in numbers)),
    )
