"""Addresses as people and programs write them: RFC 5322 with groups and comments, and what comes instead."""

import re
from collections.abc import Iterator
from itertools import islice

from tridesk.channels.kinds.email import words
from tridesk.kernel.text import MailAddress, one_line

MAX_ADDRESSES = 5000
MAX_LENGTH = 1_000_000  # bytes of one header

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.){0,2000}"'  # quoted string; a mark without its end is a sign like others
    r"|=\?[^?\s]+\?[bBqQ]\?[^?]*\?="  # encoded word: commas inside are no separators
    r"|<[^<>]*>?"
    r"|\[[^\]\r\n]{0,200}\]"
    r"|[,;:]"
    r"|\(|\)"
    r'|[^\s"<>\[\](),;:=]+|=|\s+|.',
    re.DOTALL,
)
_LOOSE = re.compile(r"(?<![^\s<>\"(),;:\[\]])[^\s<>\"(),;:\[\]]+@[^\s<>\"(),;:\[\]]+")
_ESCAPE = re.compile(r"\\(.)")
_SPACED_AT = re.compile(r"\s*([@.])\s*")


def parse_addresses(values: list[bytes], charset: str = "") -> tuple[MailAddress, ...]:
    """All addresses of headers that hold lists, in order, members of groups included, without repetition."""
    mailboxes = (address for value in values for address in _mailboxes(words.unfolded(value[:MAX_LENGTH], charset)))
    found: dict[tuple[str, str], MailAddress] = {}
    for address in islice(mailboxes, MAX_ADDRESSES):
        found.setdefault((address.name, address.key), address)
    return tuple(found.values())


def _mailboxes(text: str) -> Iterator[MailAddress]:
    waiting: MailAddress | None = None  # "Doe" of "Doe, Alice <alice@acme.example>"
    for tokens in _split(text):
        mailbox = _mailbox(tokens)
        if mailbox is None:
            continue
        if waiting and mailbox.name and "@" in mailbox.address:
            mailbox = MailAddress(name=f"{waiting.name}, {mailbox.name}", address=mailbox.address)
        elif waiting:
            yield waiting
        waiting = mailbox if _is_surname(mailbox) else None
        if not waiting:
            yield mailbox
    if waiting:
        yield waiting


def _is_surname(mailbox: MailAddress) -> bool:
    return not mailbox.address and 0 < len(mailbox.name) <= 60 and "/" not in mailbox.name


def _split(text: str) -> Iterator[list[str]]:
    """Token lists between separators; a group's name and colon are dropped, its members stay (RFC 5322 3.4)."""
    tokens: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        mark = match[0]
        depth += (mark == "(") - (mark == ")" and depth > 0)
        if depth == 0 and mark in {",", ";"}:
            yield tokens
            tokens = []
        elif depth == 0 and mark == ":" and not any("@" in other for other in tokens):
            tokens = []
        else:
            tokens.append(mark)
    yield tokens


def _mailbox(tokens: list[str]) -> MailAddress | None:
    phrase, comment, angle = _sorted_out(tokens)
    if angle is None:
        return _without_brackets(phrase, comment)
    address = _cleaned(angle)
    name = _name(phrase) or _name([comment])
    if "@" not in address and not name and not address:
        return None
    if "@" not in address and (found := _LOOSE.search(name)):
        address = found[0]
    return MailAddress(name="" if name.lower() == address.lower() else name, address=address)


def _sorted_out(tokens: list[str]) -> tuple[list[str], str, str | None]:
    phrase: list[str] = []
    comment: list[str] = []
    angle: str | None = None
    depth = 0
    for mark in tokens:
        if mark == "(":
            depth += 1
            comment.append(mark if depth > 1 else "")
        elif mark == ")" and depth:
            depth -= 1
            comment.append(mark if depth else "")
        elif depth:
            comment.append(mark)
        elif mark.startswith("<") and (angle is None or "@" not in angle):
            angle = mark.strip("<>")
        elif mark.startswith("[") and "@" in mark and angle is None:
            angle = mark.strip("[]")  # Outlook's "Alice [mailto:alice@acme.test]"
        else:
            phrase.append(mark)
    return phrase, "".join(comment), angle


def _without_brackets(phrase: list[str], comment: str) -> MailAddress | None:
    text = "".join(phrase).strip()
    if not text:
        return None
    if "@" not in text:
        return MailAddress(name=_name(phrase), address="")
    if text.startswith('"') or not re.search(r"\s", text):
        return MailAddress(name=_name([comment]), address=_cleaned(text))
    glued = _SPACED_AT.sub(r"\1", text)
    if not re.search(r"\s", glued):
        return MailAddress(name=_name([comment]), address=_cleaned(glued))
    found = _LOOSE.search(text)
    if not found:
        return MailAddress(name=one_line(text), address="")
    name = _name([text[: found.start()] + text[found.end() :]]) or _name([comment])
    return MailAddress(name=name, address=_cleaned(found[0]))


def _cleaned(address: str) -> str:
    """Routes, "mailto:", blanks and stray quotes taken away; a quoted local part stays (RFC 5321 4.1.2)."""
    address = words.decoded(address).strip().removeprefix("mailto:").removeprefix("MAILTO:").removeprefix("SMTP:")
    if address.startswith("@") and ":" in address:
        address = address.rpartition(":")[2]
    address = address.strip("'<> ")
    if address.startswith('"'):
        local, quote, rest = address[1:].rpartition('"')
        if quote and rest.startswith("@") and re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+", local):
            return local + rest
        return address if quote and rest.startswith("@") else address.strip('"')
    return re.sub(r"\s+", "", _SPACED_AT.sub(r"\1", address)) if "@" in address else one_line(address)


def _name(phrase: list[str]) -> str:
    text = "".join(_unquoted(mark) if mark.startswith('"') else mark for mark in phrase)
    text = one_line(words.decoded(text))
    while len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text.strip('"<> ')


def _unquoted(mark: str) -> str:
    inner = mark[1:-1] if len(mark) >= 2 and mark.endswith('"') else mark[1:]
    return _ESCAPE.sub(r"\1", inner)
