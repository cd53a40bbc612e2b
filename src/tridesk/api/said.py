"""What somebody says by a program, as the rooms take it: safe words, and the files that were uploaded before."""

import secrets
from collections.abc import Sequence
from typing import Protocol

from tridesk.api.call import Call
from tridesk.api.ids import Kind, given
from tridesk.infra.files import uploads
from tridesk.infra.safe_html import plain_of, with_pictures
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import FileId
from tridesk.tickets.types import Body, NewAttachment

type Said = tuple[Body, tuple[NewAttachment, ...]]


class Words(Protocol):
    """A body that says something."""

    text: str
    html: str
    uploads: list[str]


def owner_of(call: Call) -> str:
    """Whose uploads these are: a person's, whichever of their programs sent them."""
    return call.owner if call.actor.person_id is None else f"person:{call.actor.person_id}"


def said(call: Call, words: Words) -> Said:
    """The words and their files. Pictures that stand in the text become inline parts, the rest attachments.

    Raises InvalidError for an upload that is not there, not theirs, or not whole.
    """
    found = _Files(call, words.uploads)
    html = with_pictures(words.html, found.picture) if words.html else ""
    rest = tuple(_attachment(each) for each in found.listed if each.pk not in found.pictures)
    return Body(text=words.text.strip() or plain_of(html), html=html), (*found.pictures.values(), *rest)


class _Files:
    def __init__(self, call: Call, words: Sequence[str]) -> None:
        self.pictures: dict[int, NewAttachment] = {}
        self._call = call
        self.listed = list(self._found(words).values())

    def picture(self, word: str) -> str | None:
        """What the picture is called as a part; None where it is none of ours (an address elsewhere)."""
        if not word:
            return None
        for number, upload in self._found([word]).items():
            if number not in self.pictures:
                self.pictures[number] = _attachment(upload, content_id=f"{secrets.token_hex(12)}@tridesk")
            return self.pictures[number].content_id
        return None

    def _found(self, words: Sequence[str]) -> dict[int, uploads.Upload]:
        numbers = {given(Kind.UPLOAD, word, field="uploads") or 0: word for word in words}
        try:
            return uploads.files_of(owner=owner_of(self._call), numbers=list(numbers), now=self._call.now)
        except uploads.UploadNotFoundError as gone:
            raise InvalidError(field="uploads", reason="gone", value=numbers[int(str(gone.values["upload"]))]) from gone


def _attachment(upload: uploads.Upload, *, content_id: str = "") -> NewAttachment:
    file = FileId(upload.file_id or 0)
    return NewAttachment(file, upload.name, upload.content_type, content_id=content_id, inline=bool(content_id))
