"""Where an incoming mail is from: what our own servers say, and what to warn of."""

from django.conf import settings

from tridesk.channels.kinds.email.authenticity import authenticity
from tridesk.channels.queries import is_one_of_us
from tridesk.channels.types import Authenticity, Concern, IncomingMessage, MessageKind


def origin_of(message: IncomingMessage) -> Authenticity:
    """What the servers that the administrator trusts say of it; nothing where none is named."""
    return authenticity(message.marks.authentication_results, trusted=settings.CONFIG.trusted_authserv)


def concern(message: IncomingMessage, origin: Authenticity) -> Concern:
    """What a reader should be warned of. Where nothing trusted was said, nothing is known, and nothing is claimed."""
    if message.sender is None or message.kind is not MessageKind.MESSAGE or not origin.said:
        return Concern.NONE
    if not origin.supports(message.sender.domain) and is_one_of_us(address=message.sender):
        return Concern.POSING
    return Concern.FAILED if origin.failed else Concern.NONE
