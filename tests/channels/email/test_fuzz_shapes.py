"""Mails grown from their own grammar with broken pieces: trees of parts, quoted replies, delivery reports."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.channels.email.mails import rows
from tests.channels.email.test_fuzz import COUNT, check

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import MessageKind

SHAPES = settings(
    max_examples=max(COUNT // 4, 25), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
HEAD = "From: a@b.example\nTo: c@d.example\nSubject: s\nMIME-Version: 1.0\n"
TYPES = st.sampled_from(
    ["text/plain", "text/html", "text/plain; charset=utf-7", "text/html; charset=iso-2022-jp", "text/enriched",
     "image/png",
     "text/calendar", "message/rfc822", "message/delivery-status", "application/ms-tnef", "text/plain; format=flowed",
     "x", ""]
)  # fmt: skip
ENCODINGS = st.sampled_from(["", "base64", "quoted-printable", "x-uuencode", "8bit", "nonsense"])
BODIES = st.sampled_from(
    ["hello", "=C3=A9=\n", "SGVsbG8", "<p>x<blockquote type=cite>y", "\x1b$B-!",
     "begin 644 a\n#86)C\n`\nend\n",
     "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", "Final-Recipient: rfc822; a@b\nStatus: 5.1.1", "<bold>x</bold> <<y>>",
     "\0", ""]
)  # fmt: skip
KINDS = st.sampled_from(["mixed", "alternative", "related", "digest", "report", "signed", "appledouble", "nonsense"])
BOUNDARIES = st.sampled_from(["a", "A", "ab", "=_x", "b c"])


def leaf(kind: str, encoding: str, body: str) -> str:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{body}"


def branch(kind: str, boundary: str, parts: list[str], closed: bool) -> str:
    inner = "".join(f"--{boundary}\n{part}\n" for part in parts)
    end = f"--{boundary}--\n" if closed else ""
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}{end}'


trees = st.recursive(
    st.builds(leaf, TYPES, ENCODINGS, BODIES),
    lambda inner: st.builds(branch, KINDS, BOUNDARIES, st.lists(inner, max_size=4), st.booleans()),
    max_leaves=8,
)
LINES = st.one_of(
    st.sampled_from(rows("introductions") + rows("kept") + rows("devices")),
    st.sampled_from(
        ["", "> quoted", ">> deeper", "words of a person", "-- ", "--", "____", "----- x -----", "<a@b>", ">"]
    ),
    st.text(alphabet=">|-_*: \t@<>aé年", max_size=30),
)
FIELDS = st.sampled_from(
    ["Final-Recipient: rfc822; a@b.example", "Final-Recipient: utf-8; \\x{D800}@b", "Original-Recipient: x",
     "Action: failed",
     "Action: delivered", "Status: 5.1.1", "Status: ", "Diagnostic-Code: smtp; 550 5.7.1 no", " folded", "", "nonsense"]
)  # fmt: skip


@SHAPES
@given(trees, st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_tree_of_parts_is_read_and_its_plain_words_are_kept(tree: str, end: str) -> None:
    message = parse((HEAD + tree).replace("\n", end).encode())
    check(message)
    if tree.startswith("Content-Type: text/plain\nContent-Transfer-Encoding: \n\nhello"):
        assert message.text == "hello"


@SHAPES
@given(st.lists(LINES, max_size=25).map("\n".join))
def test_new_words_are_words_of_the_text_in_their_order(body: str) -> None:
    message = parse(f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{body}".encode())
    check(message)
    whole = iter(line.rstrip() for line in message.text.split("\n"))
    assert all(any(line == other for other in whole) for line in message.new_text.split("\n") if line.strip())


@SHAPES
@given(st.lists(FIELDS, max_size=14).map("\n".join), st.text(max_size=80))
def test_a_report_is_a_report_whatever_stands_in_it(fields: str, letter: str) -> None:
    report = branch(
        "report; report-type=delivery-status",
        "b",
        [f"\n{letter}", f"Content-Type: message/delivery-status\n\n{fields}"],
        True,
    )
    message = parse((HEAD + report).encode("utf-8", "replace"))
    check(message)
    assert message.kind in {MessageKind.BOUNCE, MessageKind.AUTO_REPLY}
    assert not any(one.address_dead and not one.permanent for one in message.bounce)
