"""DKIM (RFC 6376, 8301, 8463) and ARC (RFC 8617), verified by dkimpy. What it is handed is bounded before."""

import base64
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from dkim.canonicalization import CanonicalizationPolicy
from dkim.util import parse_tag_value

from tridesk.infra.dns import Questions, UnansweredError
from tridesk.infra.mail.signed_parts import SignedParts

MAX_SIGNATURES = 5
MAX_SETS = 5  # of ARC
_LONGEST_FIELD = 8_000
_LONGEST_KEY = 1_200  # characters of a record: RSA with 4096 bits needs 750, and larger ones cost seconds
_MOST_NAMES = 200  # in h=
_LEAST_BITS = 1024  # RFC 8301 section 3.2
_ALGORITHMS = (b"rsa-sha256", b"ed25519-sha256")  # rsa-sha1 is no signature any more
_BLANKS = re.compile(rb"[ \t\r\n]{100}")

# Who says what, to whom, in answer to what, and how the body is to be read.
_DECISIVE = (
    b"from", b"subject", b"date", b"message-id", b"to", b"cc", b"in-reply-to", b"references", b"content-type",
    b"content-transfer-encoding",
)  # fmt: skip

_quiet = logging.Logger("dkim", logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Signature:
    """`result` as RFC 8601 section 2.7.1 calls it; `neutral`: good, but it leaves out what it must not leave out.

    `binds`: nothing that decides what the mail means can be added or changed without breaking it.
    """

    domain: str
    result: str
    binds: bool = False
    at: int = 0  # which of the mail's signatures, from the top
    tags: tuple[tuple[bytes, bytes], ...] = ()


def signatures(parts: SignedParts) -> list[Signature]:
    """Those that can be read, with their domains; `verify` says what they are worth."""
    found = (_read(at, value) for at, value in enumerate(parts.named(b"dkim-signature")[: 4 * MAX_SIGNATURES]))
    return [each for each in found if each is not None]


def _read(at: int, value: bytes) -> Signature | None:
    if len(value) > _LONGEST_FIELD or _BLANKS.search(value):
        return None
    try:
        tags = parse_tag_value(value)
        domain = tags[b"d"].decode("ascii").lower().rstrip(".")
    except Exception:  # noqa: BLE001 - a field of that name that is no signature
        return None
    return Signature(domain, "none", at=at, tags=tuple(tags.items()))


def verify(signature: Signature, parts: SignedParts, *, questions: Questions) -> Signature:
    """With its result. Never raises."""
    try:
        return replace(signature, **_verified(signature, parts, questions))
    except UnansweredError:
        return replace(signature, result="temperror")
    except dkim.ValidationError:  # the body is another one, or it has expired
        return replace(signature, result="fail")
    except Exception:  # noqa: BLE001 - whatever a stranger wrote into a signature or a key
        return replace(signature, result="permerror")


def _verified(signature: Signature, parts: SignedParts, questions: Questions) -> dict[str, Any]:
    tags = dict(signature.tags)
    if tags.get(b"a") not in _ALGORITHMS or tags.get(b"h", b"").count(b":") > _MOST_NAMES:
        return {"result": "permerror"}
    checking = _prepared(dkim.DKIM, parts)
    _tags, names, fields = checking.verify_headerprep(signature.at)
    record = _key_record(f"{tags[b's'].decode('ascii')}._domainkey.{signature.domain}", questions)
    if not record:
        return {"result": "permerror"}
    checking.pk, checking.keysize, checking.ktag = _key(signature.domain, record)
    checking.body = _body(tags, parts)
    covered = list(names)
    good = checking.verify_sig_process(tags, names, fields[signature.at], None)
    if not good or (isinstance(checking.pk, _Ed25519) and not checking.pk.good):
        return {"result": "fail"}
    # l= lets anybody append; without From or Subject they are anybody's (RFC 6376 sections 8.2 and 5.4).
    if b"l" in tags or b"from" not in covered or not _covers(covered, parts, (b"from", b"subject")):
        return {"result": "neutral"}
    return {"result": "pass", "binds": _covers(covered, parts, _DECISIVE)}


@dataclass
class _Ed25519:
    """The key as dkimpy asks it; `good` says what it found, as dkimpy knows only another library's error."""

    key: Ed25519PublicKey
    good: bool = False

    def verify(self, digest: bytes, signature: bytes) -> None:
        try:
            self.key.verify(signature, digest)
        except InvalidSignature:
            return
        self.good = True


def _key(domain: str, record: bytes) -> tuple[Any, int, bytes]:
    """The key, its bits and its kind. Raises whatever a stranger's record brings about."""
    tags = parse_tag_value(record)
    if tags.get(b"k") == b"ed25519":
        return _Ed25519(Ed25519PublicKey.from_public_bytes(base64.b64decode(tags[b"p"]))), 256, b"ed25519"
    key, bits, kind, _tlsrpt = dkim.evaluate_pk(domain, record)
    return key, bits, kind


def _covers(covered: list[bytes], parts: SignedParts, names: tuple[bytes, ...]) -> bool:
    """Whether each of these fields, as often as it is there, is signed."""
    return all(covered.count(name) >= len(parts.named(name)) for name in names)


def _prepared(kind: Any, parts: SignedParts) -> Any:
    checking = kind(logger=_quiet, minkey=_LEAST_BITS)
    checking.headers = [[name, value] for name, value in parts.fields]
    return checking


def _body(tags: dict[bytes, bytes], parts: SignedParts) -> bytes:
    """Relaxed already where it is to be: dkimpy's own way would take a square of the longest run of blanks."""
    policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple/simple"))
    return parts.relaxed_body if policy.body_algorithm.name == b"relaxed" else parts.body


def _key_record(name: str, questions: Questions) -> bytes:
    found = [record for record in questions.ask(name, "TXT") if b"p=" in record and len(record) <= _LONGEST_KEY]
    return found[0] if len(found) == 1 else b""


def chain(parts: SignedParts, *, questions: Questions) -> str:
    """What the chain of those who passed the mail on is worth: pass, fail, none (no chain), temperror. Never raises.

    A pass says who changed the mail, not that they are honest: it is kept, and nothing is decided by it.
    """
    sets = [value for name, value in parts.fields if name.lower().startswith(b"arc-")]
    if not sets:
        return "none"
    if len(sets) > 3 * MAX_SETS or any(len(each) > _LONGEST_FIELD or _BLANKS.search(each) for each in sets):
        return "fail"
    checking = _prepared(dkim.ARC, parts)
    checking.body = parts.relaxed_body  # ARC knows no other in practice

    def key(name: bytes, **_how: Any) -> bytes:
        return _key_record(name.decode("ascii").rstrip("."), questions)

    try:
        result, _sets, _words = checking.verify(dnsfunc=key)
    except UnansweredError:
        return "temperror"
    except Exception:  # noqa: BLE001 - see verify
        return "fail"
    return {dkim.CV_Pass: "pass", dkim.CV_None: "none"}.get(result, "fail")
