"""From the tree of parts to what a person reads: the words (text and HTML) and the files.

Which part is body and which is file follows RFC 8621 4.1.4, with every part that is not shown kept as a file.
"""

import hashlib
import html as entities
from dataclasses import dataclass, field

from tridesk.channels.kinds.email import calendars, enriched, filenames, flowed, markup, tnef, transfer, uucode, wire
from tridesk.channels.kinds.email.wire import Budget, Part
from tridesk.channels.types import IncomingAttachment

MAX_TEXT = 1_000_000  # characters of one part that are shown; the whole is kept as a file beside
MAX_HTML = 700_000
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(slots=True)
class Segment:
    """One stretch of the body; either view may be missing."""

    text: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Contents:
    segments: list[Segment] = field(default_factory=list)
    files: list[IncomingAttachment] = field(default_factory=list)

    def add_file(self, name: str, content_type: str, content: bytes, cid: str = "") -> None:
        digest = hashlib.sha256(content).hexdigest()
        self.files.append(
            IncomingAttachment(
                filename=name or filenames.made_up(content_type, len(self.files) + 1),
                content_type=content_type,
                size=len(content),
                sha256=digest,
                content_id=cid,
                inline=False,
                content=content,
            )
        )


def contents_of(top: Part, budget: Budget) -> Contents:
    reader = _Reader(budget)
    reader.contents.segments = reader.read(top, place=0, parent="")
    last = wire.broken_off(top)
    if last is not None:
        budget.note("the message breaks off: its last part may be incomplete, and is kept as a file too")
        if last.type.startswith("text/") and not filenames.given_name(last):
            reader.contents.add_file("", last.type, transfer.payload(last, budget))
    return reader.contents


class _Reader:
    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.contents = Contents()

    def read(self, part: Part, *, place: int, parent: str) -> list[Segment]:
        """`place` is where the part stands inside its `parent` (a multipart's minor type, or empty)."""
        if part.children:
            minor = part.type.removeprefix("multipart/")
            read = {"alternative": self._alternative, "related": self._related}.get(minor, self._sequence)
            return read(part)
        if part.type.startswith("multipart/") and self._is_hollow(part):
            return []
        if self._is_body(part, place, parent):
            return self._words(part)
        return self._file(part)

    def _sequence(self, part: Part) -> list[Segment]:
        minor = part.type.removeprefix("multipart/")
        return [
            segment
            for place, child in enumerate(part.children)
            for segment in self.read(child, place=place, parent=minor)
        ]

    def _alternative(self, part: Part) -> list[Segment]:
        """Several views of one text, as plain words and in HTML. Some programs mean a sequence: no view is dropped."""
        parent = "alternative" if any(_is_view(child) for child in part.children) else ""
        views = [self.read(child, place=place, parent=parent) for place, child in enumerate(part.children)]
        rich = [segment for view in views if _is_rich(view) for segment in view]
        plain = [segment.text.strip("\n") for view in views if not _is_rich(view) for segment in view if segment.text]
        plain = [text for text in dict.fromkeys(plain) if text.strip()]
        if not rich or not plain:
            return rich or [Segment(text=text) for text in plain] or next(iter(views), [])
        beside = [segment.text for segment in rich if segment.html is None and segment.text]
        text = "\n\n".join(plain + [words for words in beside if not any(words.strip() in other for other in plain)])
        return [Segment(text=text, html=_joined_html(rich))]

    def _related(self, part: Part) -> list[Segment]:
        start = part.content_type.parameters.get("start", "").strip("<> ")
        root = next((child for child in part.children if start and content_id(child) == start), part.children[0])
        segments = self.read(root, place=0, parent="related")
        for place, child in enumerate(part.children, start=1):
            if child is not root:
                segments += self.read(child, place=place, parent="related")
        return segments

    def _is_hollow(self, part: Part) -> bool:
        return not part.raw[part.start : part.end].strip()

    def _is_body(self, part: Part, place: int, parent: str) -> bool:
        if part.type == "text/enriched":  # beside other views it is kept as a file (RFC 8621 section 4.1.4)
            return parent == ""
        if part.type not in {"text/plain", "text/html"} and not part.type.startswith("multipart/"):
            return False
        if part.disposition.value == "attachment" or transfer.is_undecodable(part):
            return False
        return place == 0 or (parent != "related" and not filenames.given_name(part))

    def _words(self, part: Part) -> list[Segment]:
        if part.type == "text/html":
            html = markup.without_data_uris(transfer.text(part, self.budget), self._inline_image)
            return [Segment(html=self._bounded(html, MAX_HTML, "text/html", part))]
        text = self._plain(part)
        return [Segment(text=self._bounded(text, MAX_TEXT, "text/plain", part))]

    def _inline_image(self, content_type: str, content: bytes, cid: str) -> None:
        self.contents.add_file("", content_type, content, cid)

    def _plain(self, part: Part) -> str:
        if b"\nbegin" in part.body or part.body.startswith(b"begin"):
            return self._with_uuencode(part)
        text = transfer.text(part, self.budget)
        if part.type == "text/enriched":
            return enriched.plain(text)
        parameters = part.content_type.parameters
        if parameters.get("format", "").lower() == "flowed":
            text = flowed.unflowed(text, del_sp=parameters.get("delsp", "").lower() == "yes")
        return text

    def _with_uuencode(self, part: Part) -> str:
        data, files = uucode.extract(transfer.payload(part, self.budget))
        for name, content in files:
            self.contents.add_file(filenames.safe_name(name), _type_by_name(name), content)
        return transfer.as_text(data, part, self.budget)

    def _bounded(self, words: str, limit: int, content_type: str, part: Part) -> str:
        if len(words) <= limit:
            return words
        self.budget.note(f"a text of {len(words)} characters is shown in part; the whole is kept as a file")
        self.contents.add_file(
            f"message.{filenames.ending_of(content_type)}", content_type, transfer.payload(part, self.budget)
        )
        return words[:limit]

    def _file(self, part: Part) -> list[Segment]:
        name = filenames.given_name(part)
        content = transfer.payload(part, self.budget)
        if part.type in _TNEF or name.lower() == "winmail.dat":
            return self._tnef(part, name, content)
        if part.type == "text/calendar":
            self.contents.add_file(name or "invite.ics", part.type, content, content_id(part))
            summary = calendars.summary(transfer.as_text(content, part, self.budget))
            return [Segment(text=summary)] if summary and not name else []
        if part.type in _MESSAGES and not name:
            name = filenames.made_up(part.type, len(self.contents.files) + 1, subject_of(content))
        if not name and part.first("content-description") is not None:
            name = filenames.made_up(part.type, len(self.contents.files) + 1, part.text_of("content-description"))
        self.contents.add_file(name, part.type, content, content_id(part))
        return []

    def _tnef(self, part: Part, name: str, content: bytes) -> list[Segment]:
        """Outlook's own wrapping: unpacked where it can be, kept as it is where not."""
        unpacked = tnef.unpack(content)
        if unpacked is None:
            self.budget.note("winmail.dat could not be unpacked")
            self.contents.add_file(name or "winmail.dat", part.type, content, content_id(part))
            return []
        for file in unpacked.files:
            self.contents.add_file(filenames.safe_name(file.name), file.content_type, file.content, file.content_id)
        if unpacked.text or unpacked.html:
            return [Segment(text=unpacked.text or None, html=unpacked.html or None)]
        return []


def content_id(part: Part) -> str:
    raw = part.first("content-id")
    return "" if raw is None else raw.decode("utf-8", "replace").strip().strip("<> \t")


def subject_of(message: bytes) -> str:
    headers, _body = wire.read_headers(message, 0, min(len(message), 65536))
    return Part(message, 0, 0, headers).text_of("subject")


def _is_view(part: Part) -> bool:
    return part.type in {"text/plain", "text/html"} or part.type.startswith("multipart/")


def _is_rich(view: list[Segment]) -> bool:
    return any(segment.html for segment in view)


def _joined_html(view: list[Segment]) -> str:
    return "\n".join(dict.fromkeys(segment.html or as_html(segment.text or "") for segment in view))


def as_html(text: str) -> str:
    return f'<div style="white-space: pre-wrap">{entities.escape(text)}</div>' if text.strip() else ""


def _type_by_name(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return {"txt": "text/plain", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "png": "image/png",
            "pdf": "application/pdf",
            "zip": "application/zip"}.get(ending, "application/octet-stream")  # fmt: skip
