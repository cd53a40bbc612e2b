"""Claimed jobs stay ours while we live: their leases are renewed, and freed at once when a worker has died."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import F

from tridesk.infra.models import Job

LEASE = timedelta(seconds=60)
BEAT = LEASE / 4  # how often `renew` is to be called

_lock = threading.Lock()
_tokens: set[str] = set()


@contextmanager
def held(token: str) -> Iterator[None]:
    """While this lasts, `renew` renews what was claimed under the token."""
    with _lock:
        _tokens.add(token)
    try:
        yield
    finally:
        with _lock:
            _tokens.discard(token)


def renew(*, now: datetime) -> int:
    """Moves the leases of all that this process holds ahead; returns how many jobs that were."""
    with _lock:
        tokens = list(_tokens)
    return Job.objects.filter(claim__in=tokens).update(run_at=now + LEASE) if tokens else 0


def free(*, holder: str, now: datetime) -> int:
    """Gives back what a dead worker held. Its try counts: what kills workers must be parked in the end."""
    return Job.objects.filter(parked_at=None, claim__startswith=holder).update(run_at=now, claim="")


def give_back(*, token: str, jobs: list[int], now: datetime) -> None:
    """Jobs that were claimed and not begun: nobody has tried them."""
    if jobs:
        mine = Job.objects.filter(pk__in=jobs, claim=token)
        mine.update(run_at=now, claim="", attempts=F("attempts") - 1)
