"""The words of a kind of mail: an administrator's, checked and compiled, or those shipped."""

from dataclasses import dataclass
from functools import lru_cache

from tridesk.channels.errors import MailTemplateInvalidError
from tridesk.channels.kinds.email.placeholders import MAX_HTML, MAX_SUBJECT, MAX_TEXT, REQUIRED
from tridesk.channels.kinds.email.template_html import Block, compiled_html, from_text
from tridesk.channels.kinds.email.template_markup import cleaned
from tridesk.channels.kinds.email.template_text import Line, Slot, compiled_subject, compiled_text, parts
from tridesk.channels.kinds.email.words_out import shipped_pieces
from tridesk.channels.types import MailWords

AS_IT_IS = MailWords("{{ subject }}", "{{ body }}", "{{ body }}")  # a notice that holds a whole mail already


@dataclass(frozen=True, slots=True)
class Template:
    """The same, ready to be filled."""

    subject: Line
    text: tuple[Line, ...]
    html: Block


@dataclass(frozen=True, slots=True)
class Checked:
    """MailWords that can be kept. `taken`: what was left out of the HTML since mail programs would not show it."""

    words: MailWords
    taken: tuple[str, ...]


@lru_cache(maxsize=32)
def shipped(kind: str, language: str) -> MailWords:
    """The words that came with Tridesk, in a language, as one would write them oneself."""
    return MailWords(*shipped_pieces(kind, language))


def checked(*, kind: str, language: str, words: MailWords) -> Checked:
    """The words as they are kept. Raises MailTemplateInvalidError, which names the field, the problem and the line."""
    subject = words.subject.strip() or shipped(kind, language).subject
    text, html = (_lf(each) for each in (words.text, words.html))
    for field, value, limit in (("subject", subject, MAX_SUBJECT), ("text", text, MAX_TEXT), ("html", html, MAX_HTML)):
        if len(value) > limit:
            raise MailTemplateInvalidError(field=field, reason="too_long", limit=limit)
        if "\0" in value:
            raise MailTemplateInvalidError(field=field, reason="malformed")
    if not text:
        raise MailTemplateInvalidError(field="text", reason="empty")
    parts(html, kind=kind, field="html")  # with the lines as they were typed
    made = cleaned(html)
    kept = MailWords(subject, text, made.html)
    if html and not made.html:
        raise MailTemplateInvalidError(field="html", reason="nothing_left")
    compiled(kind, kept)
    return Checked(kept, made.taken)


@lru_cache(maxsize=64)
def compiled(kind: str, words: MailWords) -> Template:
    """The words ready to be filled. Raises MailTemplateInvalidError.

    HTML is cleaned here again: what somebody changed by hand in the database is as safe.
    """
    made = Template(
        subject=compiled_subject(words.subject, kind=kind),
        text=compiled_text(words.text, kind=kind),
        html=compiled_html(cleaned(words.html or from_text(words.text)).html, kind=kind),
    )
    for field, source in (("text", words.text), ("html", words.html)):
        named = {part.name for part in parts(source, kind=kind, field=field) if isinstance(part, Slot)}
        if (source or field == "text") and REQUIRED[kind] not in named:
            raise MailTemplateInvalidError(field=field, reason="missing_placeholder", name=REQUIRED[kind])
    return made


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
