"""Where an incoming mail is from: what our own servers say, else what we find out; and what to warn of."""

import dataclasses
from functools import cache

from django.conf import settings

from tridesk.channels.kinds.email.authenticity import authenticity
from tridesk.channels.kinds.email.travelled import author_of, way_of
from tridesk.channels.queries import is_one_of_us
from tridesk.channels.types import OURSELVES, Authenticity, Concern, IncomingMessage, MessageKind
from tridesk.infra.dns import Questions, Resolver


def origin_of(message: IncomingMessage, raw: bytes, *, fresh: bool) -> Authenticity:
    """What the servers say that the administrator trusts. Where they say nothing of a mail, name servers are asked,
    for two seconds at most; not for history (`fresh` False), whose keys and servers may be gone, nor for robots."""
    told = authenticity(message.marks.authentication_results, trusted=settings.CONFIG.trusted_authserv)
    if told.said or not fresh or not settings.CONFIG.check_origin or message.kind is not MessageKind.MESSAGE:
        return told
    from tridesk.infra.mail.origin import check_origin  # its libraries take a third of a second to load

    found = check_origin(
        raw,
        way_of(raw, author=author_of(message)),
        questions=Questions(_resolver(settings.CONFIG.dns)),
        relays=settings.CONFIG.mail_relays,
    )
    return Authenticity(**dataclasses.asdict(found), by=OURSELVES)


@cache
def _resolver(servers: tuple[tuple[str, int], ...]) -> Resolver:
    """One for the process: what it learned of a mail it knows for the next."""
    return Resolver(servers)


def concern(message: IncomingMessage, origin: Authenticity) -> Concern:
    """What a reader should be warned of. Where nothing trusted was said, nothing is known, and nothing is claimed."""
    if message.sender is None or message.kind is not MessageKind.MESSAGE or not origin.said:
        return Concern.NONE
    if not origin.supports(message.sender.domain) and is_one_of_us(address=message.sender):
        return Concern.POSING
    return Concern.FAILED if origin.failed else Concern.NONE
