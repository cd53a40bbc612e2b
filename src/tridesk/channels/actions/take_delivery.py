"""A mail server hands us a mail over: whose it is, and keeping it before it is answered for."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from tridesk.channels.actions.store_mail import store_mail
from tridesk.channels.queries.mailboxes import mailbox_for
from tridesk.kernel.ids import InboundMailId

_IN_MEMORY = 1024 * 1024
UNKNOWN = "550 5.1.1 Nobody here has this address"
OFF = "450 4.2.1 This mailbox is switched off"  # whoever switches it on again finds the mails


def refusal_of(*, address: str) -> str:
    """Empty when the address, with or without "+anything", is a mailbox of ours; else the reply (RFC 5321)."""
    found = mailbox_for(address=address)
    if found is None:
        return UNKNOWN
    return "" if found.is_active else OFF


def take_delivery(
    *, sender: str, recipients: Sequence[str], content: IO[bytes], by: str, now: datetime
) -> tuple[InboundMailId, bool]:
    """Keeps a mail for the mailbox of the first recipient; its id and whether it is new to us.

    It gets the marks of a final delivery (RFC 5321 section 4.4): Return-Path, the recipients (a bounce or an answer
    finds its ticket by them) and Received. `by` names the door in its source.
    """
    found = next((box for address in recipients if (box := mailbox_for(address=address)) is not None), None)
    marks = [f"Return-Path: <{sender}>", *(f"Delivered-To: {recipient}" for recipient in recipients)]
    marks.append(f"Received: by tridesk with LMTP; {format_datetime(now)}")
    with SpooledTemporaryFile[bytes](max_size=_IN_MEMORY) as whole:
        whole.write("".join(f"{mark}\r\n" for mark in marks).encode())
        shutil.copyfileobj(content, whole)
        source = f"{by}:{recipients[0]}"
        return store_mail(raw=whole, mailbox=found.id if found else None, source=source, now=now)
