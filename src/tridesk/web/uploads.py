"""Files that were uploaded and belong to no message yet: a signed word stands for each until the form is sent."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core import signing

from tridesk.identity.types import Actor
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import FileId
from tridesk.tickets.types import NewAttachment

MAX_AGE = 22 * 3600  # seconds; the sweeper removes what was unused for a day, give or take an hour
_SALT = "tridesk.upload"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way; `name` and `type` are the sender's."""

    file: int
    name: str
    type: str


def token_for(upload: Upload, actor: Actor) -> str:
    """A word that only this actor can hand back, good for `MAX_AGE`."""
    return signing.dumps([*asdict(upload).values(), _owner(actor)], salt=_SALT, compress=True)


def read_token(token: str, actor: Actor) -> Upload:
    """What the word stands for; raises InvalidError when it is forged, too old, or somebody else's."""
    try:
        file, name, kind, owner = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvalidError(field="file", reason="token") from error
    if owner != _owner(actor):
        raise InvalidError(field="file", reason="token")
    return Upload(file, name, kind)


def attachments(tokens: Iterable[str], actor: Actor) -> tuple[NewAttachment, ...]:
    """The files of a form's `uploads`, ready for an action, each once; raises InvalidError."""
    uploads = [read_token(token, actor) for token in dict.fromkeys(tokens) if token]
    return tuple(NewAttachment(FileId(each.file), each.name, each.type) for each in uploads)


def _owner(actor: Actor) -> str:
    return f"{actor.person_id}:{actor.ticket_only or ''}"
