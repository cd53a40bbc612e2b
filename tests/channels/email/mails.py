"""Mails made for the tests of the parser."""

import json
from pathlib import Path
from typing import Any

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage

HEAD = "From: Alice <alice@acme.example>\nTo: desk@tridesk.example\nSubject: {subject}\nMessage-ID: <1@acme.example>\n"


def plain(body: str, *, subject: str = "Printer", headers: str = "") -> IncomingMessage:
    head = HEAD.format(subject=subject) + headers
    return parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}".encode())


def html(body: str, *, subject: str = "Re: Printer") -> IncomingMessage:
    return parse(f"{HEAD.format(subject=subject)}Content-Type: text/html; charset=utf-8\n\n{body}".encode())


def raw(headers: bytes, body: bytes = b"Hello\n") -> IncomingMessage:
    return parse(headers + b"\n" + body)


def mixed(*parts: str, kind: str = "mixed", headers: str = "") -> IncomingMessage:
    inner = "".join(f"--b\n{part}\n" for part in parts)
    head = HEAD.format(subject="Files") + headers
    return parse(f'{head}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"\n\n{inner}--b--\n'.encode())


def rows(table: str) -> list[Any]:
    """The rows of a table of examples: one JSON value a line."""
    path = Path(__file__).parent / "tables" / f"{table}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
