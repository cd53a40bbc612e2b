"""Where a mail is from, found out by ourselves: DKIM, SPF, DMARC and ARC with what name servers say."""

from collections.abc import Sequence
from dataclasses import dataclass

from tridesk.infra.dns import Questions, UnansweredError
from tridesk.infra.mail import dmarc, sender_policy
from tridesk.infra.mail.dmarc import Policy, aligned
from tridesk.infra.mail.hops import Client, Network, Travelled, ascii_domain, client_of
from tridesk.infra.mail.signatures import MAX_SIGNATURES, Signature, chain, signatures, verify
from tridesk.infra.mail.signed_parts import MAX_BODY, SignedParts, parts_of

_BEST_FIRST = ("pass", "temperror", "neutral", "fail", "permerror")


@dataclass(frozen=True, slots=True)
class Origin:
    """Results of RFC 8601, empty where nothing was found out. `policy` is what the author's domain asks for.

    `binds`: a signature that speaks for the author covers all that decides what the mail means. What passed by the
    sending server's address alone does not bind: we know that address from a line of the mail.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    arc: str = ""
    spf_domain: str = ""
    dkim_domains: tuple[str, ...] = ()
    dmarc_domain: str = ""
    policy: str = ""
    binds: bool = False


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What SPF said of the envelope's domain; `known` False: nobody can tell which domain that is."""

    result: str
    domain: str
    known: bool


def check_origin(raw: bytes, way: Travelled, *, questions: Questions, relays: Sequence[Network] = ()) -> Origin:
    """Never raises; at most as slow as `questions` allow. What speaks for the author is asked first: no stranger's
    slow name server can keep us from it."""
    author = ascii_domain(way.author)
    policy = _policy(author, questions)
    parts = parts_of(raw)
    found = signatures(parts) if parts is not None else []
    own = [each for each in found if aligned(author, each.domain, strict=False)][:MAX_SIGNATURES]
    others = [each for each in found if each not in own][: MAX_SIGNATURES - len(own)]
    signed = _verified(own, parts, questions)
    envelope = _envelope(way, client_of(way.received, relays=relays), questions)
    signed += _verified(others, parts, questions)
    arc = chain(parts, questions=questions) if parts is not None else ""
    verdict = _verdict(author, policy, signed, envelope, readable=len(raw) <= MAX_BODY)
    return _told(way.author, author, policy, signed, envelope, verdict, arc)


def _policy(author: str, questions: Questions) -> Policy | None:
    """None: nobody answered."""
    try:
        return dmarc.policy_of(author, questions=questions) if author else Policy()
    except UnansweredError:
        return None


def _verified(found: list[Signature], parts: SignedParts | None, questions: Questions) -> list[Signature]:
    return [verify(each, parts, questions=questions) for each in found] if parts is not None else []


def _envelope(way: Travelled, client: Client | None, questions: Questions) -> _Envelope:
    """SPF of the envelope's sender, of HELO where that is empty (RFC 7208 section 2.4)."""
    sender = way.return_path
    if sender is None or (client is None and not sender):
        return _Envelope("", "", known=False)
    if client is not None and not sender:
        sender = f"postmaster@{client.helo}" if "." in client.helo else ""
    local, _at, domain = sender.rpartition("@")
    domain = ascii_domain(domain)
    if client is None:
        return _Envelope("", domain, known=True)
    if not domain:
        return _Envelope("none", "", known=True)
    result = sender_policy.check(client=client.address, sender=f"{local}@{domain}", questions=questions)
    return _Envelope(result, domain, known=True)


def _verdict(
    author: str, policy: Policy | None, signed: list[Signature], envelope: _Envelope, *, readable: bool
) -> str:
    """DMARC's result. A failure is one only where nothing that could not be found out might have passed."""
    if not author or policy is None:
        return "temperror" if author else ""
    if not policy.policy:
        return "none"
    own = [each for each in signed if aligned(author, each.domain, strict=policy.strict_dkim)]
    same = aligned(author, envelope.domain, strict=policy.strict_spf)
    if any(each.result == "pass" for each in own) or (same and envelope.result == "pass"):
        return "pass"
    if any(each.result == "temperror" for each in own) or (same and envelope.result == "temperror"):
        return "temperror"
    weak = any(each.result == "neutral" for each in own) or not readable
    unknown = envelope.result == "" and (same or not envelope.known)
    return "" if weak or unknown else "fail"


def _told(
    written: str,
    author: str,
    policy: Policy | None,
    signed: list[Signature],
    envelope: _Envelope,
    dmarc_: str,
    arc: str,
) -> Origin:
    dkim = next((result for result in _BEST_FIRST if any(each.result == result for each in signed)), "")
    if not dkim and envelope.result in ("", "temperror") and dmarc_ != "fail":
        # Not signed, and nobody can say who brought it: mail of our own house looks so. Nothing is claimed.
        return Origin(spf=envelope.result, dmarc="" if dmarc_ == "none" else dmarc_, arc=arc)
    good = [each for each in signed if each.result == "pass"]
    strict = policy is not None and policy.strict_dkim
    return Origin(
        spf=envelope.result,
        dkim=dkim or "none",
        dmarc=dmarc_,
        arc=arc,
        spf_domain=_as_written(envelope.domain, author, written) if envelope.result == "pass" else "",
        dkim_domains=tuple(dict.fromkeys(_as_written(each.domain, author, written) for each in good)),
        dmarc_domain=written if dmarc_ == "pass" else "",
        policy=policy.policy if policy is not None else "",
        binds=any(each.binds and aligned(author, each.domain, strict=strict) for each in good),
    )


def _as_written(domain: str, author: str, written: str) -> str:
    return written if domain == author else domain
