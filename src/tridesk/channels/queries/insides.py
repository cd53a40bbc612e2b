"""A mail as it came, opened for those who may look inside: headers, words, files by name, what could not be read."""

from dataclasses import dataclass
from typing import Any

from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.kinds.email import words
from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.kinds.email.wire import read_headers
from tridesk.channels.models import InboundMail
from tridesk.channels.types import Concern, IncomingMessage
from tridesk.infra import files
from tridesk.infra.files import Standing
from tridesk.infra.models import StoredFile
from tridesk.kernel.ids import InboundMailId
from tridesk.kernel.text import clipped
from tridesk.tickets.models import Attachment

WHOLE = 30_000_000  # bytes of a mail that are read for a page; of a larger one the beginning
BEGINNING = 1_000_000
_MOST_HEADERS = 200
_MOST_OF_ONE = 2000
_MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies in a mail. `authenticity` as it was found when the mail came (types.Authenticity, as JSON).

    `whole` False: it is so large that only its beginning was read. `infected`: a virus was found in it.
    """

    mail: InboundMailId
    size: int
    headers: tuple[tuple[str, str], ...]
    text: str
    files: tuple[File, ...]
    defects: tuple[str, ...]
    authenticity: dict[str, Any]
    concern: Concern
    whole: bool
    infected: bool


def inside(*, mail_id: InboundMailId) -> Inside:
    """Opens the mail; three statements. The caller has made sure that the reader may. Raises MailNotFoundError."""
    mail = InboundMail.objects.select_related("file").filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFoundError(mail=mail_id)
    whole = mail.file.size <= WHOLE
    raw = _bytes(mail.file, WHOLE if whole else BEGINNING)
    message = parse(raw)
    return Inside(
        mail=mail_id,
        size=mail.file.size,
        headers=_headers(raw),
        text=clipped(message.text, _MOST_TEXT),
        files=_files(message) if whole else (),
        defects=message.defects if whole else (),
        authenticity=mail.authenticity,
        concern=Concern(mail.concern),
        whole=whole,
        infected=bool(_virus(mail)),
    )


def raw_of(*, mail_id: InboundMailId) -> tuple[StoredFile, str]:
    """The mail's bytes, and the virus that was found in them or in one of its files. Raises MailNotFoundError.

    The caller has made sure that the reader may have it.
    """
    mail = InboundMail.objects.select_related("file").filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFoundError(mail=mail_id)
    return mail.file, _virus(mail)


def mail_of_message(*, message_id: int) -> InboundMailId:
    """The mail that brought a message. Raises MailNotFoundError where it came otherwise."""
    found = InboundMail.objects.filter(said=message_id).order_by("id").values_list("id", flat=True).first()
    if found is None:
        raise MailNotFoundError(message=message_id)
    return InboundMailId(found)


def _bytes(file: StoredFile, limit: int) -> bytes:
    taken = bytearray()
    stream = files.open_stream(file)
    try:
        for piece in stream:
            taken += piece
            if len(taken) >= limit:
                break
    finally:
        stream.close()
    return bytes(taken[:limit])


def _headers(raw: bytes) -> tuple[tuple[str, str], ...]:
    found, _body = read_headers(raw, 0, len(raw))
    shown = found[:_MOST_HEADERS]
    return tuple((name.title(), clipped(words.header_text(value[:8000], ""), _MOST_OF_ONE)) for name, value in shown)


def _files(message: IncomingMessage) -> tuple[File, ...]:
    return tuple(File(part.filename, part.content_type, part.size) for part in message.attachments)


def _virus(mail: InboundMail) -> str:
    """What was found in it, empty where nothing was."""
    parts = Attachment.objects.filter(message=mail.said_id).values_list("file__verdict", "file__signature")
    looked = [(mail.file.verdict, mail.file.signature), *parts]
    held = (signature for verdict, signature in looked if files.standing(verdict) is Standing.INFECTED)
    return next((signature or "?" for signature in held), "")
