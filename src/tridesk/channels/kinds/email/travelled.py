"""What a mail says of its way to us, for those who check where it is from. Pure."""

from tridesk.channels.kinds.email import wire, words
from tridesk.channels.types import IncomingMessage
from tridesk.infra.mail.hops import MAX_LINE, MAX_LINES, Travelled
from tridesk.kernel.text import one_line

_LONGEST = 500


def author_of(message: IncomingMessage) -> str:
    """The domain that answers for the mail; empty where From names nobody or several."""
    return message.authors[0].domain if len(message.authors) == 1 else ""


def way_of(raw: bytes, *, author: str) -> Travelled:
    """The topmost Return-Path counts. A sender may write one where our servers do not, and wins nothing by it: the
    domain it names must let this client send for it."""
    headers, _body = wire.read_headers(raw, 0, len(raw))
    received = [one_line(words.unfolded(value[:MAX_LINE])) for name, value in headers if name == "received"]
    envelope = next((value for name, value in headers if name == "return-path"), None)
    path = None if envelope is None else one_line(words.unfolded(envelope[:_LONGEST])).strip("<> ")
    return Travelled(author, path, tuple(received[:MAX_LINES]))
