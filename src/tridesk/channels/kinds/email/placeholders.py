"""What an administrator's mail template can name: a fixed list for each kind of mail. No code, only these words."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from tridesk.kernel.text import word_set

KINDS = ("acknowledgement", "reply", "notice")
MAX_SUBJECT, MAX_TEXT, MAX_HTML = 250, 20_000, 60_000  # characters

# kind -> its placeholders, in the order in which they are explained
NAMES: Mapping[str, tuple[str, ...]] = {
    "acknowledgement": ("name", "number", "subject", "standing", "link", "site", "signature"),
    "reply": (
        "body", "signature", "history", "name", "author", "number", "subject", "standing", "link", "others", "files",
        "infected", "site",
    ),
    "notice": ("body", "subject", "name", "number", "link", "answers", "site"),
}  # fmt: skip
# What the mail cannot do without. By the number in the subject an answer finds its ticket when all else is lost.
REQUIRED = {"acknowledgement": "number", "reply": "body", "notice": "body"}
REQUIRED_IN_SUBJECT = {"acknowledgement": "number", "reply": "number", "notice": "subject"}
IN_SUBJECT = word_set("name author number subject site")

BLOCKS = word_set("body history signature")  # of several lines: they stand alone
CONSTANT = word_set("site")  # never empty, so it keeps no line alive


@dataclass(frozen=True, slots=True)
class Value:
    """What a placeholder stands for: as plain text, and as HTML that is safe already."""

    text: str
    html: Markup

    def __bool__(self) -> bool:
        return bool(self.text or self.html)


def plain(text: str) -> Value:
    """Somebody's words: in HTML nothing of them means anything."""
    return Value(text, escape(text))


NOTHING = plain("")
