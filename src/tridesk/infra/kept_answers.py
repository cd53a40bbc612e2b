"""Calls that may be sent twice and count once: the answer is kept in the transaction of the call itself.

Whoever dies in between leaves nothing behind, neither the deed nor the answer. Two calls with one key at once come one
after the other: the second waits at the unique row until the first has committed, then gets its answer.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tridesk.infra.inserting import insert_once
from tridesk.infra.models import KeptAnswer

KEPT = timedelta(hours=24)
MAX_KEY = 255
_PIECE = 5000


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; `same` False: the key was used for something else."""

    same: bool
    status: int
    headers: Mapping[str, str]
    body: bytes


def digest(*parts: bytes) -> str:
    """What was asked, in 64 letters."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def begin(*, owner: str, key: str, asked: str, now: datetime) -> Answer | None:
    """None: this call is the first with its key, and whoever makes it must `finish` in the same transaction. Else what
    the first one was answered."""
    if insert_once(KeptAnswer(owner=owner, key=key, asked=asked, at=now)):
        return None
    row = KeptAnswer.objects.filter(owner=owner, key=key).first()
    if row is None:  # forgotten at this very moment
        return begin(owner=owner, key=key, asked=asked, now=now)
    if row.at <= now - KEPT:
        KeptAnswer.objects.filter(pk=row.pk).update(asked=asked, at=now, status=0)
        return None
    return Answer(row.asked == asked, row.status, row.headers, bytes(row.body))


def finish(*, owner: str, key: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keeps the answer of the call that began."""
    KeptAnswer.objects.filter(owner=owner, key=key).update(status=status, headers=dict(headers), body=body)


def forget(*, now: datetime) -> int:
    """Forgets what is older than a day; returns how many."""
    old = KeptAnswer.objects.filter(at__lt=now - KEPT).order_by("at")
    gone, _ = KeptAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_PIECE])).delete()
    return gone
