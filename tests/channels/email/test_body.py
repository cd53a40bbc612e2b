"""Parts: which are words, which are files, and how both are read."""

import base64
import struct

import pytest
from tests.channels.email.mails import HEAD, mixed, plain, raw

from tridesk.channels.kinds.email.inbound import parse

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nnot really").decode()


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        (b"utf-8", "Olá, não abre".encode(), "Olá, não abre"),
        (b"utf-8", "Olá, não abre".encode("latin-1"), "Olá, não abre"),  # a lie
        (b"us-ascii", "Olá, não abre".encode(), "Olá, não abre"),
        (b"iso-8859-1", "“€”".encode("cp1252"), "“€”"),
        (b"x-unknown", "Привет, принтер не печатает".encode("cp1251"), "Привет, принтер не печатает"),
        (b"unknown-8bit", "プリンターが動きません".encode("cp932"), "プリンターが動きません"),
        (b"gb2312", "打印机坏了镕".encode("gb18030"), "打印机坏了镕"),
        (b"windows-1252http-equiv", "café".encode("cp1252"), "café"),
        (b"iso-2022-jp", "動きません".encode("iso2022_jp"), "動きません"),
        (b"utf-16", "Hola".encode("utf-16-le"), "Hola"),
        (b"idna", b"hello", "hello"),
    ],
)
def test_text_is_read_when_its_charset_lies(label: bytes, data: bytes, text: str) -> None:
    message = raw(b"From: a@b.example\nContent-Type: text/plain; charset=" + label + b"\n", data)
    assert message.text.strip() == text


def test_flowed_text_is_joined_and_keeps_its_quotes() -> None:
    message = raw(
        b"From: a@b.example\nContent-Type: text/plain; format=flowed; delsp=no\n",
        b"This goes \non here.\n> quoted \n> line\n\n-- \nAlice\n",
    )
    assert message.text.startswith("This goes on here.\n> quoted line\n")
    assert message.new_text.startswith("This goes on here.")


def test_words_come_from_the_plain_part_and_html_from_the_other() -> None:
    message = mixed("Content-Type: text/plain\n\nplain", "Content-Type: text/html\n\n<p>rich</p>", kind="alternative")
    assert (message.text, message.html) == ("plain", "<p>rich</p>")


def test_html_alone_gives_text_too() -> None:
    message = mixed("Content-Type: text/html\n\n<p>one<br>two</p><ul><li>three</li></ul>")
    assert message.text == "one\ntwo\n\n- three"


def test_text_around_files_stays_in_order() -> None:
    file = f"Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n{PNG}"
    message = mixed("Content-Type: text/plain\n\nbefore", file, "Content-Type: text/plain\n\nafter")
    assert message.text == "before\n\nafter"
    assert [attachment.filename for attachment in message.attachments] == ["a.png"]


def test_a_picture_that_the_html_shows_is_inline() -> None:
    message = mixed(
        'Content-Type: text/html\n\n<p>See <img src="cid:pic@x"></p>',
        f"Content-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n{PNG}",
        kind="related",
    )
    (picture,) = message.attachments
    assert picture.inline
    assert picture.content_id == "pic@x"
    assert 'src="cid:pic@x"' in message.html


def test_a_picture_inside_the_html_becomes_a_file() -> None:
    message = mixed(f'Content-Type: text/html\n\n<p><img src="data:image/png;base64,{PNG}"></p>')
    (picture,) = message.attachments
    assert picture.content == base64.b64decode(PNG)
    assert picture.inline
    assert f"cid:{picture.content_id}" in message.html


def test_a_forwarded_message_is_kept_as_a_file_named_by_its_subject() -> None:
    message = mixed("Content-Type: text/plain\n\nsee", "Content-Type: message/rfc822\n\nSubject: Old: one\n\nbody")
    (file,) = message.attachments
    assert (file.filename, file.content_type) == ("Old: one.eml", "message/rfc822")
    assert file.content == b"Subject: Old: one\n\nbody"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=utf-8''Relat%C3%B3rio.pdf", "Relatório.pdf"),
        ("attachment; filename*0*=utf-8''Rela; filename*1*=t%C3%B3rio; filename*2=.pdf", "Relatório.pdf"),
        ('attachment; filename="=?utf-8?B?UmVsYXTDs3Jpby5wZGY=?="', "Relatório.pdf"),
        ("attachment; filename=../../etc/passwd", "passwd"),
        ('attachment; filename="C:\\\\temp\\\\a.txt"', "a.txt"),
        ("attachment; filename=a b.pdf", "a b.pdf"),
        ("attachment; filename=Relatório.pdf", "Relatório.pdf"),
        ('attachment; filename="exe\u202etxt.exe"', "exetxt.exe"),
        ("attachment", "attachment-1.pdf"),
    ],
)
def test_a_file_keeps_its_name_but_no_trick(header: str, name: str) -> None:
    message = mixed(f"Content-Type: application/pdf\nContent-Disposition: {header}\n\nx")
    assert message.attachments[0].filename == name


def test_uuencoded_files_leave_the_text() -> None:
    message = plain("Here:\n\nbegin 644 note.txt\n+:&5L;&\\@=V]R;&0\n`\nend\n\nBye\n")
    assert message.text.split() == ["Here:", "Bye"]
    assert message.attachments[0].content == b"hello world"


def test_an_invitation_can_be_read() -> None:
    message = mixed(
        "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n"
        "SUMMARY:Printer\\, again\nDTSTART:20260304T100000Z\nORGANIZER;CN=Alice:mailto:alice@acme.example\n"
        "END:VEVENT\nEND:VCALENDAR"
    )
    assert "SUMMARY: Printer, again" in message.text
    assert "2026-03-04 10:00 UTC" in message.text
    assert message.attachments[0].filename == "invite.ics"


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    out = struct.pack("<IH", 0x223E9F78, 1)
    for name, value in attributes:
        out += b"\1" + struct.pack("<HHI", name, 6, len(value)) + value + b"\0\0"
    return out


def test_winmail_dat_is_unpacked() -> None:
    wrapped = tnef(
        (0x800C, b"Words from Outlook\0"), (0x9002, b"\0" * 14), (0x8010, b"plan.txt\0"), (0x800F, b"the plan")
    )
    body = base64.b64encode(wrapped).decode()
    message = mixed(f"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{body}")
    assert [(file.filename, file.content) for file in message.attachments] == [("plan.txt", b"the plan")]
    assert message.text == "Words from Outlook"


def test_a_broken_winmail_dat_is_kept_and_named() -> None:
    message = mixed("Content-Type: application/ms-tnef; name=winmail.dat\n\nnot it")
    assert message.attachments[0].filename == "winmail.dat"
    assert any("winmail" in defect for defect in message.defects)


def test_a_boundary_that_is_missing_or_wrong_is_found() -> None:
    body = "--real\nContent-Type: text/plain\n\none\n--real\nContent-Type: image/png\n\nx\n--real--\n"
    for parameter in ("", '; boundary="wrong"'):
        message = parse(f"{HEAD.format(subject='x')}Content-Type: multipart/mixed{parameter}\n\n{body}".encode())
        assert message.text == "one"
        assert len(message.attachments) == 1


def test_base64_with_rubbish_gives_all_that_can_be_had() -> None:
    message = raw(
        b"From: a@b.example\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n",
        b"SGVs\r\nbG8\x00g!\r\nd29y bGQ\n",
    )
    assert message.text.startswith("Hello world")


def test_an_empty_mail_is_a_message_without_words() -> None:
    message = raw(b"From: a@b.example\n", b"")
    assert (message.text, message.html, message.attachments) == ("", "", ())


def test_thousands_of_parts_and_deep_nests_are_bounded_and_named() -> None:
    many = mixed(*["Content-Type: image/png\n\nx"] * 6000)
    assert len(many.attachments) == 5000
    assert any("5000 parts" in defect for defect in many.defects)
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500))
    assert any("deep" in defect for defect in parse(deep.encode() + b"\nx").defects)
