"""Mails from files: .eml, .emlx, mbox (also of many gigabytes), Maildir, folders of all of them. No Django."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from tridesk.cli.language import gettext as _

_ENDINGS = frozenset({".eml", ".emlx", ".mbox", ".mbx"})
_MBOX_LINE = re.compile(rb"From .*\d\d:\d\d.*\d{4}")
_STUFFED = re.compile(rb"^>(>*From )", re.MULTILINE)

type Source = tuple[str, bytes | None, str]
"""Its name, the mail, and why there is none."""


def mails(paths: Iterable[str]) -> Iterator[Source]:
    """Every mail of the paths ("-" is standard input), one in memory at a time; what cannot be read has its reason."""
    for name in paths:
        path = Path(name)
        if name == "-":
            yield name, sys.stdin.buffer.read(), ""
            continue
        try:
            yield from _folder(path) if path.is_dir() else _file(path)
        except OSError as error:
            yield _shown(path), None, error.strerror or type(error).__name__


def _shown(path: Path) -> str:
    """A name that can be printed and stored: on disk it may be any bytes."""
    return os.fsencode(path).decode("utf-8", "replace").replace("\0", "")


def _folder(path: Path) -> Iterator[Source]:
    closed: list[OSError] = []
    files = sorted(_files_in(path, closed))
    for error in closed:
        yield _shown(Path(error.filename)), None, error.strerror or type(error).__name__
    if not files and not closed:
        yield _shown(path), None, _("no mail in this folder")
    for file in files:
        try:
            yield from _file(file)
        except OSError as error:
            yield _shown(file), None, error.strerror or type(error).__name__


def _files_in(path: Path, closed: list[OSError]) -> Iterator[Path]:
    """Mail files by their ending, and everything in the cur and new of a Maildir. `closed` gets the folders that
    cannot be read."""
    for folder, _folders, names in path.walk(on_error=closed.append):
        in_maildir = folder.name in {"cur", "new"} and (folder.parent / "cur").is_dir()
        chosen = (folder / name for name in names if in_maildir or Path(name).suffix.lower() in _ENDINGS)
        # a pipe would be waited for; a link that leads nowhere is named when it is opened
        yield from (file for file in chosen if file.is_file() or not file.exists())


def _file(path: Path) -> Iterator[Source]:
    ending = path.suffix.lower()
    with path.open("rb") as stream:
        start = stream.read(5)
        stream.seek(0)
        if start == b"From " and ending != ".eml":
            yield from _mbox(_shown(path), stream)
        elif start or ending != ".mbox":  # an empty mbox holds no mail, and nothing is wrong with it
            raw = stream.read()
            yield _shown(path), _without_length_line(raw) if ending == ".emlx" else raw, ""


def _mbox(source: str, stream: BinaryIO) -> Iterator[Source]:
    """One message at a time: a mailbox may be larger than the memory."""
    lines: list[bytes] = []
    number, after_blank = 0, True
    for line in stream:
        if after_blank and line.startswith(b"From ") and _MBOX_LINE.match(line):
            if lines:
                number += 1
                yield f"{source}#{number}", _unstuffed(lines), ""
            lines = []
        else:
            lines.append(line)
        after_blank = not line.strip(b"\r\n")
    if lines:
        yield f"{source}#{number + 1}", _unstuffed(lines), ""


def _unstuffed(lines: list[bytes]) -> bytes:
    return _STUFFED.sub(rb"\1", b"".join(lines))


def _without_length_line(data: bytes) -> bytes:
    """Apple Mail writes the length first and its own notes after it."""
    head, _newline, rest = data.partition(b"\n")
    return rest[: int(head)] if head.strip().isdigit() else data
