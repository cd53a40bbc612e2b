"""What the writing surface sends: words, files, what the message is and what follows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

from tridesk.identity.types import Actor
from tridesk.infra import files
from tridesk.infra.files import limits
from tridesk.infra.safe_html import clean_html, plain_of
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import FileId
from tridesk.kernel.text import clipped, one_line
from tridesk.tickets.types import Body, NewAttachment, Status, Visibility
from tridesk.web.clean import written
from tridesk.web.forms.tickets_filters import numbers
from tridesk.web.uploads import Upload, read_token, token_for

MAX_TEXT = 200_000  # characters
MAX_NAME = 200
MAX_KEY = 64


@dataclass(slots=True)
class Draft:
    """A message as it was sent, so that it can be shown again when it could not be taken.

    `key` makes the same form sent twice one message. `uploads` are (token, name) of files that lie here already.
    `later` is the time at which it leaves, as `send_later` reads it together with `later_at`, empty for at once;
    `replaces` the number of the planned reply that this one takes the place of; `voice` the mailbox it leaves from.
    """

    key: str
    text: str = ""
    html: str = ""
    visibility: Visibility = Visibility.PUBLIC
    then: str = ""
    later: str = ""
    later_at: str = ""
    unless_answered: bool = False
    replaces: int = 0
    voice: int = 0
    uploads: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def status(self) -> Status | None:
        """The status to set along; None leaves it to the rules. Raises InvalidError for an unknown one."""
        if not self.then:
            return None
        try:
            return Status(self.then)
        except ValueError:
            raise InvalidError(field="status", reason="unknown_value") from None


def upload_max() -> int:
    """The largest file one may attach, in bytes, so that the page can say so before it is sent."""
    return int(settings.CONFIG.max_upload_mb) * 1_000_000


def read(request: HttpRequest, actor: Actor) -> Draft:
    """What was typed; files that came with the form itself are kept first. Raises InvalidError for a file."""
    posted = request.POST
    internal = posted.get("visibility") == Visibility.INTERNAL.value
    draft = Draft(
        key=posted.get("submission_key", "")[:MAX_KEY],
        text=posted.get("body", "").replace("\r\n", "\n")[:MAX_TEXT],
        html=clean_html(posted.get("body_html", "")),
        visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
        then=posted.get("then", "") or (posted.get("later_then", "") if posted.get("later") else ""),
        later=posted.get("later", "")[:MAX_KEY],
        later_at=posted.get("later_at", "")[:MAX_KEY],
        unless_answered=bool(posted.get("unless_answered")),
        replaces=next(iter(numbers([posted.get("replaces", "")])), 0),
        voice=next(iter(numbers([posted.get("voice", "")])), 0),
    )
    draft.uploads = [
        (token, name) for token in dict.fromkeys(posted.getlist("uploads")) if (name := _named(token, actor))
    ]
    for given in request.FILES.getlist("files"):
        limits.check_upload(
            given.name or "",
            given.size or 0,
            limit_mb=settings.CONFIG.max_upload_mb,
            blocked=settings.CONFIG.blocked_file_types,
        )
        name = clipped(one_line(given.name or "file"), MAX_NAME)
        kept = Upload(files.put(given).pk, name, (given.content_type or "")[:127])
        draft.uploads.append((token_for(kept, actor), name))
    return draft


def _named(token: str, actor: Actor) -> str:
    try:
        return read_token(token, actor).name
    except InvalidError:
        return ""


def content(draft: Draft, actor: Actor) -> tuple[Body, tuple[NewAttachment, ...]]:
    """The message as an action takes it: pictures in the text become inline parts, the rest attachments."""
    said = written(draft.html, _reader(actor))
    in_text = {picture.file for picture in said.pictures}
    rest = tuple(part for part in _attached(draft, actor) if part.file not in in_text)
    text = draft.text.strip() or plain_of(said.html)
    return Body(text=text, html=said.html), (*said.pictures, *rest)


def _attached(draft: Draft, actor: Actor) -> Iterator[NewAttachment]:
    for token, _name in draft.uploads:
        upload = read_token(token, actor)
        yield NewAttachment(FileId(upload.file), upload.name, upload.type)


def _reader(actor: Actor) -> Callable[[str], Upload]:
    return lambda token: read_token(token, actor)
