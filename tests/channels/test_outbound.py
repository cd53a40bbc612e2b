"""What our mails look like on the wire."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tridesk.channels.kinds.email import outbound
from tridesk.channels.kinds.email.fitting import Attached
from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.kinds.email.outbound import Letter, Quoted, compose, may_be_referred_to
from tridesk.channels.kinds.email.own_marks import own_message_id, ticket_of_message_id
from tridesk.infra import files
from tridesk.infra.models import StoredFile, Verdict
from tridesk.kernel.ids import TicketId

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
BLANK = Attached(StoredFile(), "a.txt", "application/octet-stream", "", inline=False, link="https://desk.test/1")
LETTER = Letter(
    template="reply",
    message_id=own_message_id(12, "m3.4", "desk.test"),
    to_name="Alice Andrade",
    to_address="alice@acme.test",
    from_name="Bruno Bianchi (Help desk)",
    from_address="help@desk.test",
    language="en",
    zone="America/Sao_Paulo",
    subject="Re: The printer burns [TD-12]",
    ticket=TicketId(12),
    ticket_subject="The printer burns",
    text="Unplug it.\n\nAnd <wait>.",
    html="",
    at=AT,
    signature="Tridesk\nat your service",
    link="https://desk.test/t/1-abc",
)


def composed(letter: Letter) -> EmailMessage:
    raw = compose(letter)
    assert b"\n" not in raw.replace(b"\r\n", b""), "CRLF alone ends lines (RFC 5321 section 2.3.8)"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return email.message_from_bytes(raw, policy=email.policy.default)


def texts(message: EmailMessage) -> tuple[str, str]:
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    return plain.get_content().replace("\r\n", "\n"), page.get_content().replace("\r\n", "\n")


def attached(content: bytes, name: str = "a.txt", kind: str = "text/plain", cid: str = "", *, inline: bool = False):
    return Attached(files.put_bytes(content), name, kind, cid, inline)


def test_text_and_page_say_the_same_and_the_page_is_escaped():
    message = composed(LETTER)
    assert message.get_content_type() == "multipart/alternative"
    plain, page = texts(message)
    assert plain.startswith("Unplug it.\n\nAnd <wait>.\n\n-- \nTridesk\nat your service\n")
    assert "And &lt;wait&gt;." in page
    assert "https://desk.test/t/1-abc" in plain
    assert 'href="https://desk.test/t/1-abc"' in page
    assert message["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
@pytest.mark.parametrize("template", ["reply", "acknowledgement", "notice"])
def test_every_mail_can_be_written_in_every_language(language, template):
    letter = replace(LETTER, language=language, template=template, quoted=Quoted("Alice", AT, "It smokes.", ""))
    plain, page = texts(composed(letter))
    assert f'lang="{language}"' in page
    assert "%(" not in plain + page


def test_what_was_said_before_is_quoted_with_the_readers_own_time():
    plain, page = texts(composed(replace(LETTER, quoted=Quoted("Alice", AT, "It smokes.\nA lot.", ""))))
    assert "> It smokes.\n> A lot." in plain
    assert "6:30" in plain, "in São Paulo"
    assert "<blockquote" in page
    assert parse(compose(replace(LETTER, quoted=Quoted("Alice", AT, "It smokes.", "")))).new_text.startswith("Unplug")


@pytest.mark.django_db
def test_pictures_stand_beside_the_page_and_files_below():
    picture = attached(b"\x89PNG", "p.png", "image/png", "p1@desk", inline=True)
    file = attached(b"%PDF", "résumé.pdf", "application/pdf")
    message = composed(replace(LETTER, html='<p><img src="cid:p1@desk"></p>', attached=(file, picture)))
    assert message.get_content_type() == "multipart/mixed"
    alternative, pdf = message.iter_parts()
    related = list(alternative.iter_parts())[1]
    page, image = related.iter_parts()
    assert [part.get_content_type() for part in (alternative, related, page)] == [
        "multipart/alternative", "multipart/related", "text/html",
    ]  # fmt: skip
    assert (image["Content-ID"], image.get_content(), image.get_filename()) == ("<p1@desk>", b"\x89PNG", "p.png")
    assert (pdf.get_content(), pdf.get_filename(), pdf.get_content_disposition()) == (
        b"%PDF",
        "résumé.pdf",
        "attachment",
    )
    read = parse(compose(replace(LETTER, html='<p><img src="cid:p1@desk"></p>', attached=(file, picture))))
    assert [(a.filename, a.inline) for a in read.attachments] == [("p.png", True), ("résumé.pdf", False)]


@pytest.mark.django_db
def test_what_does_not_fit_is_a_link_in_text_and_page():
    small, large = attached(b"x" * 8, "small.txt"), attached(b"y" * 60_000, "large & <1>.txt")
    large = replace(large, link="https://desk.test/t/1-abc/attachments/7/file?download")
    letter = replace(LETTER, attached=(large, small), largest=60_000)
    message = composed(letter)
    assert [part.get_filename() for part in message.iter_attachments()] == ["small.txt"]
    plain, page = texts(message)
    assert f"- large & <1>.txt (58.6\xa0KB): {large.link}\n" in plain
    assert f'<br>– <a href="{large.link}" style="color:#1a4a9c">large &amp; &lt;1&gt;.txt</a> (58.6\xa0KB)' in page
    assert len(compose(letter)) < 60_000


@pytest.mark.django_db
def test_where_a_server_found_it_too_large_every_file_is_a_link_and_pictures_are_links_in_their_place():
    picture = replace(attached(b"\x89PNG", "p.png", "image/png", "p1@desk", inline=True), link="https://desk.test/p")
    file = replace(attached(b"%PDF", "a.pdf"), link="https://desk.test/a")
    html = '<p>See <img src="cid:p1@desk" alt="x"> and <img src="cid:other@desk"></p>'
    message = composed(replace(LETTER, html=html, attached=(file, picture), link_files=True))
    assert list(message.iter_attachments()) == []
    plain, page = texts(message)
    assert '<p>See <a href="https://desk.test/p">p.png</a> and <img src="cid:other@desk"></p>' in page
    assert all(link in plain and link in page for link in ("https://desk.test/p", "https://desk.test/a"))


@pytest.mark.django_db
@given(
    st.text(max_size=400),
    st.lists(st.integers(0, 40_000), max_size=6),
    st.integers(30_000, 90_000),
    st.sampled_from(["a.txt", "名前" * 30, "b" * 200]),
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_mail_is_larger_than_its_mailbox_may_send(words, sizes, largest, name):
    files_of = tuple(replace(BLANK, file=StoredFile(size=size), name=name) for size in sizes)
    letter = replace(LETTER, text=words * 4, quoted=Quoted("A", AT, words, ""), attached=files_of, largest=largest)
    with patch.object(outbound.files, "read", lambda file: b"\xff" * file.size):
        assert len(compose(letter)) <= largest


@pytest.mark.django_db
def test_what_fits_goes_along_whole():
    message = composed(replace(LETTER, attached=(attached(b"y" * 60_000, "large.txt"),), largest=120_000))
    assert [part.get_filename() for part in message.iter_attachments()] == ["large.txt"]


@pytest.mark.django_db
@pytest.mark.parametrize("inline", [False, True])
def test_an_infected_file_is_left_out_and_named(inline):
    sound, virus = attached(b"x", "sound.txt"), attached(b"y", "invoice.exe", cid="a@x", inline=inline)
    virus.file.verdict = Verdict.INFECTED
    message = composed(replace(LETTER, attached=(sound, virus)))
    assert [part.get_filename() for part in message.walk() if part.get_filename()] == ["sound.txt"]
    assert all("a virus was found in them: invoice.exe" in text for text in texts(message))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", ["message/rfc822", "multipart/mixed", "no type", "a/b\r\nBcc: x", "text/plain; charset=x", ""]
)
@pytest.mark.parametrize("name", ["a\r\nBcc: otto@elsewhere.test", '"; filename=x', "", "名前" * 60, "a\0b"])
def test_no_files_name_or_type_breaks_out_of_its_header(kind, name):
    message = composed(replace(LETTER, attached=(attached(b"content", name, kind),)))
    assert message["Bcc"] is None
    (file,) = message.iter_attachments()
    payload = file.get_payload(decode=True)
    assert payload == b"content"


@pytest.mark.django_db
@pytest.mark.parametrize("cid", ["a b", "x>\r\nBcc: y", "ü", ""])
def test_a_picture_with_an_impossible_id_goes_as_a_file(cid):
    message = composed(replace(LETTER, attached=(attached(b"x", "p.png", "image/png", cid, inline=True),)))
    assert [part.get_filename() for part in message.iter_attachments()] == ["p.png"]


@given(
    st.text(max_size=60), st.text(max_size=200), st.text(max_size=60),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=300),
)  # fmt: skip
def test_no_persons_words_break_out_of_a_header(name, subject, sender, text):
    message = composed(replace(LETTER, to_name=name, subject=subject, from_name=sender, text=text, others=(name,)))
    assert message["To"].addresses[0].addr_spec == "alice@acme.test"
    assert message["From"].addresses[0].addr_spec == "help@desk.test"
    assert set(message.keys()) <= {
        "Message-ID", "Date", "From", "To", "Subject", "X-Tridesk-Hop", "MIME-Version", "Content-Type",
        "Content-Language",
    }  # fmt: skip


def test_long_foreign_ids_are_never_torn_apart():
    ids = tuple(f"{letter * 120}@eurprd04.prod.outlook.test" for letter in "abc")
    raw = compose(replace(LETTER, references=ids))
    head = raw.partition(b"\r\n\r\n")[0].decode()
    assert f"In-Reply-To: <{ids[2]}>\r\n" in head
    assert f"References: <{ids[0]}>\r\n <{ids[1]}>\r\n <{ids[2]}>\r\n" in head
    assert parse(raw).references == ids


def test_ids_that_cannot_stand_in_a_header_are_known():
    assert may_be_referred_to("a@b")
    assert not any(map(may_be_referred_to, ["", "a b", "ü@b", "a>b", "x" * 901, "a\r\nb"]))


def test_our_own_ids_carry_their_ticket_and_forged_ones_do_not():
    ours = own_message_id(12, "m3.4", "desk.test")
    assert ticket_of_message_id(f"<{ours.upper()}>") == 12
    assert ticket_of_message_id(ours.replace("td.12.", "td.13.")) is None
    assert ticket_of_message_id("x@y") is None


def test_an_address_in_other_letters_can_be_written_to():
    message = composed(replace(LETTER, to_address="josé@acme.test"))
    assert "acme.test" in str(message["To"])
