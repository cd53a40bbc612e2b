"""Asking name servers: bounded in time and memory, never waiting long for one that does not answer.

What is asked comes from strangers' mails. So answers are kept by their TTL, a question that came to nothing is not
repeated at once, a server that is gone is left alone for a while, and who makes us wait often is given less time.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver

type Answer = tuple[Any, ...]
"""TXT: bytes; A, AAAA, PTR: str; MX: (preference, host). Empty: the name has no such record."""

QUERY_SECONDS = 1.0
HURRIED_SECONDS = 0.2  # where strangers have made us wait too much already
PROBE_SECONDS = 0.4
PAUSE_SECONDS = 30.0
_KEPT = 2_000  # answers; a large one is not kept, so they take a few MB at most
_LARGEST_KEPT = 4_000  # bytes
_TTL = (5.0, 3600.0)
_TTL_OF_NOTHING = 60.0
_TTL_OF_TROUBLE = 20.0
_PATIENCE = 10.0  # seconds waited in vain, of which a tenth of a second is forgiven each second
_FORGIVEN = 0.1


class UnansweredError(Exception):
    """Nobody answered this time, which says nothing about the name."""


class SilenceError(UnansweredError):
    """Somebody was waited for in vain; `hurried`: as short as it was, since that happens often now."""

    def __init__(self, *, hurried: bool) -> None:
        super().__init__("silence")
        self.hurried = hurried


class Resolver:
    """Safe for many threads. `servers` (address, port) replace the system's."""

    def __init__(self, servers: Sequence[tuple[str, int]] = ()) -> None:
        self._servers = tuple(servers)
        self._kept: OrderedDict[tuple[str, str], tuple[float, Answer | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._asking: dns.resolver.Resolver | None = None
        self._silent_until = 0.0
        self._waited, self._waited_at = 0.0, 0.0

    def ask(self, name: str, kind: str, *, seconds: float = QUERY_SECONDS) -> Answer:
        """The records of a name. UnansweredError after at most `seconds` and the probe of a silent server."""
        key = (name.lower().rstrip("."), kind)
        begun = time.monotonic()
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known[0] > begun:
                self._kept.move_to_end(key)
                return _answered(known[1])
            if begun < self._silent_until:
                raise UnansweredError("paused")
            hurried = self._impatience(begun) > _PATIENCE
        try:
            found, ttl = self._ask(key, min(seconds, HURRIED_SECONDS if hurried else QUERY_SECONDS))
        except dns.exception.Timeout:
            self._waited_in_vain(begun)
            self._keep(key, None, _TTL_OF_TROUBLE)
            raise SilenceError(hurried=hurried) from None
        self._keep(key, found, ttl)
        return _answered(found)

    def _ask(self, key: tuple[str, str], seconds: float) -> tuple[Answer | None, float]:
        """The answer (None: there was trouble) and for how long it holds. Raises Timeout."""
        try:
            name = dns.name.from_text(key[0])
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return (), _TTL_OF_NOTHING  # no such name can exist
        if name == dns.name.root:
            return (), _TTL_OF_NOTHING
        try:
            said = self._resolver().resolve(name, key[1], lifetime=seconds, search=False, raise_on_no_answer=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN):
            return (), _TTL_OF_NOTHING
        except dns.exception.Timeout:
            raise
        except (dns.exception.DNSException, OSError, ValueError):  # SERVFAIL, REFUSED, nonsense, no network
            return None, _TTL_OF_TROUBLE
        if said.rrset is None:
            return (), _TTL_OF_NOTHING
        return tuple(map(_plain, said.rrset)), min(max(said.rrset.ttl, _TTL[0]), _TTL[1])

    def _resolver(self) -> dns.resolver.Resolver:
        if self._asking is None:
            made = dns.resolver.Resolver(configure=not self._servers)
            if self._servers:
                made.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in self._servers]
            made.use_edns(0, 0, 1232)
            self._asking = made
        return self._asking

    def _waited_in_vain(self, begun: float) -> None:
        """Tells a domain whose servers are slow from a resolver of ours that is gone: anything it says will do."""
        try:
            self._resolver().resolve(dns.name.root, "NS", lifetime=PROBE_SECONDS, search=False)
        except dns.exception.Timeout:
            gone = True
        except (dns.exception.DNSException, OSError, ValueError):
            gone = False
        else:
            gone = False
        now = time.monotonic()
        with self._lock:
            if gone:
                self._silent_until = now + PAUSE_SECONDS
            self._waited, self._waited_at = self._impatience(now) + now - begun, now

    def _impatience(self, now: float) -> float:
        return max(0.0, self._waited - (now - self._waited_at) * _FORGIVEN)

    def _keep(self, key: tuple[str, str], found: Answer | None, ttl: float) -> None:
        if sum(len(str(each)) for each in found or ()) > _LARGEST_KEPT:
            return
        with self._lock:
            self._kept[key] = (time.monotonic() + ttl, found)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


@dataclass(slots=True)
class Questions:
    """What may be asked because of one mail: `seconds` and `lookups` in all, until `silences` were waited for."""

    resolver: Resolver
    seconds: float = 2.0
    lookups: int = 40
    silences: int = 2
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.seconds

    def ask(self, name: str, kind: str) -> Answer:
        """As `Resolver.ask`; UnansweredError also when nothing is left."""
        left = self._until - time.monotonic()
        if self.lookups <= 0 or self.silences <= 0 or left <= 0:
            raise UnansweredError("enough was asked")
        self.lookups -= 1
        try:
            return self.resolver.ask(name, kind, seconds=left)
        except SilenceError as silence:
            self.silences = 0 if silence.hurried else self.silences - 1
            raise


def _answered(found: Answer | None) -> Answer:
    if found is None:
        raise UnansweredError("no answer")
    return found


def _plain(record: Any) -> Any:
    match record.rdtype:
        case dns.rdatatype.TXT:
            return b"".join(record.strings)
        case dns.rdatatype.MX:
            return record.preference, record.exchange.to_text(omit_final_dot=True)
        case dns.rdatatype.PTR:
            return record.target.to_text(omit_final_dot=True)
        case _:
            return record.address
