"""A delivery report read: which recipients, which of our messages, for good or for now."""

from tridesk.channels.kinds.email import bounce_reasons, bounce_text, report_fields, transfer, web_hooks, wire
from tridesk.channels.kinds.email.addresses import parse_addresses
from tridesk.channels.kinds.email.bounce_reasons import Verdict
from tridesk.channels.kinds.email.report_fields import Block
from tridesk.channels.kinds.email.wire import Budget, Part
from tridesk.channels.types import BounceRecipient
from tridesk.kernel.text import clipped, one_line

MAX_RECIPIENTS = bounce_text.MAX_RECIPIENTS
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINAL_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/global-headers",
        "message/rfc822-headers",
    }
)
_REASON_LENGTH = 500
_MAX_WORDS = 4000  # of a report, asked anew for each recipient


def status_parts(top: Part) -> list[Part]:
    return [part for part in top.walk() if part.type in _STATUS_TYPES]


def blocks_in(top: Part, text: str, budget: Budget) -> list[Block]:
    """The machine-readable recipients, from the part made for them or from the text they stand in."""
    blocks: list[Block] = []
    for part in status_parts(top):
        # the fields may come after an empty line or an inner header of their own
        blocks += report_fields.blocks_of(transfer.text(part, budget))
    found = report_fields.recipients_of(blocks)
    if not found and "final-recipient" in text.lower():
        found = report_fields.recipients_of(report_fields.blocks_of(text))
    return found


def recipients(
    top: Part, text: str, ends: frozenset[str], budget: Budget, *, depth: int = 0
) -> tuple[BounceRecipient, ...]:
    """`text` is the report's words, `ends` the lower-case addresses in its own From and To."""
    if hooks := web_hooks.notified(text):
        return tuple(_result(one.address, one.verdict, one.said, one.message_id) for one in hooks)
    lines, below = bounce_text.told(text)
    original = original_headers(top, below, budget)
    told = bounce_text.recipients_told(lines, ends)
    blocks = [block for block in blocks_in(top, text, budget) if block.recipient]
    named = [(address.strip(), "") for address in top.text_of("x-failed-recipients").split(",") if address.strip()]
    if not (told or blocks or named) and depth < 2 and (inner := _inner_report(top, budget)) is not None:
        words = "\n".join(transfer.text(part, budget) for part in inner.walk() if part.type == "text/plain")
        return recipients(inner, words, ends, budget, depth=depth + 1)
    if blocks:
        said = {address.lower(): words for address, words in reversed(told)}
        whole = _whole(lines)
        found = [_from_block(block, said, whole) for block in blocks[:MAX_RECIPIENTS]]
    else:
        pairs = _with_words(named, told, lines) or told or _from_original(original, lines)
        found = [(address, bounce_reasons.judged(said), said) for address, said in pairs[:MAX_RECIPIENTS]]
    message_id = original.text_of("message-id").strip("<> ") if original else ""
    return tuple(_result(*one, message_id) for one in _distinct(found))


def _inner_report(top: Part, budget: Budget) -> Part | None:
    """A report that a gateway wrapped into one of its own."""
    for part in top.walk():
        if part is not top and part.type in _ORIGINAL_TYPES:
            inner = wire.read_tree(transfer.payload(part, budget), Budget(parts=100))
            return inner if inner.type == "multipart/report" else None
    return None


def _result(address: str, verdict: Verdict, said: str, message_id: str) -> BounceRecipient:
    return BounceRecipient(
        recipient=address,
        status=verdict.status,
        permanent=verdict.permanent,
        address_dead=verdict.address_dead,
        reason=verdict.reason,
        original_message_id=message_id,
        diagnostic=clipped(one_line(said), _REASON_LENGTH),
    )


def _distinct(found: list[tuple[str, Verdict, str]]) -> list[tuple[str, Verdict, str]]:
    by_address: dict[str, tuple[str, Verdict, str]] = {}
    for one in found:
        by_address.setdefault(one[0].lower(), one)
    return list(by_address.values())


def _from_block(block: Block, told: dict[str, str], whole: str) -> tuple[str, Verdict, str]:
    address = block.recipient
    said = block.diagnostic
    words = told.get(address.lower()) or whole
    verdict = bounce_reasons.judged(
        f"{said} {block.status}", status=block.status, action=block.action, transcript=words
    )
    if verdict.reason in {"undefined", "onhold"} or not said:
        second = bounce_reasons.judged(f"{said} {words}", status=block.status, action=block.action)
        if second.reason not in {"undefined", "onhold"}:
            verdict, said = second, said or words
    return address, verdict, said


def _with_words(named: list[tuple[str, str]], told: list[tuple[str, str]], lines: list[str]) -> list[tuple[str, str]]:
    by_address = {address.lower(): words for address, words in told}
    whole = _whole(lines)
    return [(address, by_address.get(address.lower(), whole)) for address, _ in named]


def _whole(lines: list[str]) -> str:
    return one_line(" ".join(lines))[:_MAX_WORDS]


def _from_original(original: Part | None, lines: list[str]) -> list[tuple[str, str]]:
    """Nobody is named: it was for whoever the mail was sent to."""
    if original is None:
        return [("", one_line(" ".join(lines)))]
    sent_to = [address.address for address in parse_addresses(original.all("to")) if "@" in address.address]
    return [(address, one_line(" ".join(lines))) for address in sent_to[:1] or [""]]


def original_headers(top: Part, below: list[str], budget: Budget) -> Part | None:
    """The headers of the mail that came back."""
    for part in top.walk():
        if part is not top and part.type in _ORIGINAL_TYPES:
            data = transfer.payload(part, budget)
            headers, body = wire.read_headers(data, _skip_blank(data), len(data))
            if headers:
                return Part(data, body, len(data), headers)
    while below and not below[0].strip():
        below = below[1:]
    indent = len(below[0]) - len(below[0].lstrip()) if below else 0
    raw = "\n".join(line[indent:] for line in below).encode("utf-8", "replace")
    headers, body = wire.read_headers(raw, 0, len(raw))
    return Part(raw, body, len(raw), headers) if len(headers) > 1 else None


def _skip_blank(data: bytes) -> int:
    return len(data) - len(data.lstrip(b"\r\n"))
