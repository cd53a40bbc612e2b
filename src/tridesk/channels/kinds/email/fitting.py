"""The files of a mail of ours: which go along, and which are links because the mail would grow too large."""

import html as entities
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.html import format_html

from tridesk.channels.kinds.email.placeholders import Value
from tridesk.channels.kinds.email.words_out import file_list
from tridesk.infra import files
from tridesk.infra.files import StoredFile
from tridesk.kernel.text import one_line

LARGEST = 20_000_000  # bytes of a whole mail, where no mailbox says otherwise: many servers stop at 25 MB
_AROUND = 16_000  # bytes for headers, the template and what is added on the way, a signature above all
_TYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+-]*)/([a-z0-9][a-z0-9!#$&^_.+-]*)", re.IGNORECASE)  # RFC 6838 section 4.2
_IMAGE = re.compile(r"""<img\b[^>]*?\ssrc=["']cid:([^"']+)["'][^>]*>""", re.IGNORECASE)
_WRITTEN_IN_THREE = bytes([*range(32), *range(127, 256), *b'=<>&"'])  # HTML writes the last ones longer, too
_ID = re.compile(r"[!-;=?-~]{1,900}")  # printable ASCII without <, > and blank


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along. `link` is where the recipient can fetch it instead, empty for nowhere."""

    file: StoredFile
    name: str
    content_type: str
    content_id: str
    inline: bool
    link: str = ""

    @property
    def shown(self) -> bool:
        """Whether the HTML shows it in its place."""
        return self.inline and is_plain_id(self.content_id)

    @property
    def infected(self) -> bool:
        """Whether a virus was found in it: then it stays here."""
        return files.standing(self.file.verdict) is files.Standing.INFECTED

    @property
    def on_the_wire(self) -> int:
        """Bytes, at most: base64 in lines of 76 and the part's own headers."""
        return (self.file.size + 2) // 3 * 4 * 78 // 76 + 2 * len(self.name.encode()) * 3 + 600

    @property
    def kind(self) -> tuple[str, str]:
        """Main type and subtype. What is no plain type, or is one with parts of its own, goes as mere bytes."""
        found = _TYPE.match(self.content_type.strip())
        if found is None or found[1].lower() in {"message", "multipart"}:
            return "application", "octet-stream"
        return found[1].lower(), found[2].lower()


def is_plain_id(content_id: str) -> bool:
    """Whether it can stand in a header of ours: some foreign ones are not even ASCII."""
    return _ID.fullmatch(content_id) is not None


def room_beside(words: Iterable[str], attached: Sequence[Attached], *, largest: int) -> int:
    """Bytes that are left for files, at least, in a mail of `largest` that says these words."""
    links = sum(len(part.link) + len(part.name.encode()) + 200 for part in attached)
    return largest - _AROUND - sum(_quoted_printable(text) for text in words) - 3 * links


def _quoted_printable(text: str) -> int:
    raw = text.encode()
    plain = len(raw.translate(None, _WRITTEN_IN_THREE))
    return (plain + 3 * (len(raw) - plain)) * 78 // 75 + 3 * raw.count(b"\n")


def fitting(attached: Sequence[Attached], room: int) -> tuple[list[Attached], list[Attached]]:
    """What goes along in so many bytes, and what is linked instead; pictures in the text come first."""
    if sum(part.on_the_wire for part in attached) <= room:
        return list(attached), []
    kept: list[Attached] = []
    linked: list[Attached] = []
    for part in sorted(attached, key=lambda part: not part.shown):
        if part.on_the_wire > room:
            linked.append(part)
        else:
            kept.append(part)
            room -= part.on_the_wire
    return kept, linked


def pictures_as_links(html: str, linked: Sequence[Attached]) -> str:
    """With a link in the text where a picture would have stood that does not go along."""
    by_id = {part.content_id: part for part in linked if part.shown and part.link}

    def instead(image: re.Match[str]) -> str:
        part = by_id.get(entities.unescape(image[1]))
        if part is None:
            return image[0]
        return str(format_html('<a href="{}">{}</a>', part.link, one_line(part.name) or "file"))

    return _IMAGE.sub(instead, html) if by_id else html


def link_list(parts: Sequence[Attached], language: str) -> Value:
    """What stands for the files that do not go along."""
    with translation.override(language):
        return file_list([(one_line(part.name) or "file", filesizeformat(part.file.size), part.link) for part in parts])
