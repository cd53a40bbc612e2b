"""So much in a window of time and no more, over all processes together.

A process takes its share in portions of a twentieth, one statement each, and counts the rest by itself: a call costs no
statement most of the time, and the limit is kept to the call however many processes there are.
"""

import threading
from dataclasses import dataclass, field

from tridesk.infra.asking import ask_one

_PORTIONS = 20
_KNOWN = 10_000  # names held at once; beyond it all are asked anew
_TAKE = """
INSERT INTO infra_allowance (name, "window", taken) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET
  taken = CASE WHEN infra_allowance."window" = excluded."window" THEN infra_allowance.taken + excluded.taken
          ELSE excluded.taken END,
  "window" = excluded."window"
RETURNING taken
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """`quota` calls in a window of `seconds`."""

    quota: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether this one is allowed, how many are left as far as this process knows, seconds until the window ends."""

    allowed: bool
    left: int
    resets_in: int


@dataclass(slots=True)
class _Share:
    window: int
    here: int = 0  # taken by this process and not used yet
    elsewhere: int = 0  # what was left in the table when it was asked last
    spent: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


_shares: dict[str, _Share] = {}
_all = threading.Lock()


def take(name: str, policy: Policy, *, now: float) -> Standing:
    """Takes one; `now` in seconds since the epoch. Outside of transactions: what was taken stays taken."""
    window = int(now // policy.seconds)
    resets_in = max(1, int((window + 1) * policy.seconds - now) + 1)
    share = _share(name, window)
    with share.lock:
        if share.window != window:
            share.window, share.here, share.elsewhere, share.spent = window, 0, policy.quota, False
        if share.here == 0 and not share.spent:
            _fetch(name, share, policy)
        if share.here == 0:
            return Standing(False, 0, resets_in)
        share.here -= 1
        return Standing(True, share.here + share.elsewhere, resets_in)


def _share(name: str, window: int) -> _Share:
    with _all:
        if len(_shares) > _KNOWN:
            _shares.clear()
        return _shares.setdefault(name, _Share(window - 1))


def _fetch(name: str, share: _Share, policy: Policy) -> None:
    portion = max(1, policy.quota // _PORTIONS)
    row = ask_one(_TAKE, name, share.window, portion)
    taken = int(row[0]) if row else portion
    share.here = max(0, min(portion, policy.quota - (taken - portion)))
    share.elsewhere = max(0, policy.quota - taken)
    share.spent = share.here == 0
