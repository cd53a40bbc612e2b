"""Text in the charsets of the world, named rightly, wrongly and not at all."""

import pytest
from tests.channels.email.mails import raw

from tridesk.channels.kinds.email.inbound import parse

PT, RU, JP = "Não abre: ação às três", "Привет, принтер не печатает", "プリンターが動きません。助けて"
ZH, TW, KO = "打印机坏了，请帮忙", "印表機壞了，請幫忙", "프린터가 고장났어요"
PL, TR = "Drukarka nie działa, proszę o pomoc żółć", "Yazıcı çalışmıyor, lütfen yardım şğı"
EL, HE, AR, TH = "Ο εκτυπωτής δεν δουλεύει", "המדפסת לא עובדת", "الطابعة لا تعمل", "เครื่องพิมพ์ไม่ทำงาน"

WRITTEN = [  # label, the codec it was truly written in, the words
    ("utf-8", "latin-1", PT), ("utf-8", "cp1252", "“abc” – €"), ("us-ascii", "cp1252", PT), ("iso-8859-1", "utf-8", PT),
    ("gb2312", "gbk", ZH), ("gb2312", "gb18030", "镕" + ZH), ("ks_c_5601-1987", "cp949", KO + "똠"),
    ("euc-kr", "cp949", KO),
    ("shift_jis", "cp932", JP + "①"), ("iso-2022-jp", "iso2022_jp_ext", JP), ("iso-2022-jp", "cp932", "①髙"),
    ("koi8-r", "koi8_r", RU), ("koi8-u", "koi8_u", "Привіт, їжак"), ("big5", "big5hkscs", TW), ("utf-7", "utf-7", PT),
    ("utf-16", "utf-16", PT), ("utf-16le", "utf-16-le", PT), ("utf-32", "utf-32", PT), ("cp-850", "cp850", PT),
    ("ibm850", "cp850", PT), ("x-mac-roman", "mac_roman", PT), ("x-mac-cyrillic", "mac_cyrillic", RU),
    ("windows-1251", "cp1251", RU), ("win-1251", "cp1251", RU), ("iso-8859-5", "iso8859-5", RU),
    ("iso-8859-7", "iso8859-7", EL), ("windows-1253", "cp1253", EL), ("iso-8859-8-i", "iso8859-8", HE),
    ("windows-1255", "cp1255", HE), ("windows-1256", "cp1256", AR), ("tis-620", "cp874", TH),
    ("windows-874", "cp874", TH),
    ("iso-8859-2", "iso8859-2", PL), ("windows-1250", "cp1250", PL), ("iso-8859-9", "iso8859-9", TR),
    ("windows-1254", "cp1254", TR), ("iso-8859-15", "iso8859-15", "10 €"), ("unknown-8bit", "cp1252", PT),
    ("x-unknown", "koi8_r", RU), ("", "cp1251", RU), ("", "shift_jis", JP), ("", "gb18030", ZH), ("", "cp949", KO),
    ("", "euc_jp", JP), ("euc-jp", "euc_jp", JP), ("utf8", "utf-8", PT), ("UTF_8", "utf-8", PT),
    ('"utf-8"', "utf-8", PT),
    ("iso8859_1", "latin-1", PT), ("8859-1", "latin-1", PT), ("iso-8859-1;", "latin-1", PT), ("cp932", "cp932", JP),
    ("hz-gb-2312", "hz", ZH), ("gb18030", "gb18030", ZH), ("utf-8", "utf-8-sig", PT), ("viscii", "utf-8", "Máy in"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "codec", "words"), WRITTEN)
def test_words_are_read_whatever_the_label_says(label: str, codec: str, words: str) -> None:
    head = b"From: a@b.example\nContent-Type: text/plain; charset=" + label.encode() + b"\n"
    assert raw(head, words.encode(codec)).text.strip() == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x1b$B%W%j%s\x1b(I6@6E\x1b(B", "プリンｶﾀｶﾅ"),  # kana of half width
        (b'\x1b$B-!\x1b(B\n\x1b$B$"\x1b(B', "①\nあ"),  # a sign that only Windows has
    ],
)
def test_japanese_of_windows_is_read(data: bytes, words: str) -> None:
    assert raw(b"From: a@b.example\nContent-Type: text/plain; charset=iso-2022-jp\n", data).text.strip() == words


def test_an_escape_before_eight_bit_bytes_is_read_somehow() -> None:
    """What the fuzzer found."""
    message = parse(b"From: a@b.example\nSubject: \x1b$B\xf0\x9f!\x7f\n\nx")
    assert message.text == "x"
    assert not any("could not be read" in defect for defect in message.defects)


@pytest.mark.parametrize(
    ("encoding", "data", "words"),
    [
        ("base64", b"SGVsbG8gd29ybGQ", "Hello world"),
        ("base64", b"SGVs!!bG8g*d29y bGQ=", "Hello world"),
        ("base64", b"SGVsbG8=\nIHdvcmxk\n", "Hello world"),
        ("base64", b"Hello, this is plain text. No base64!", "Hello, this is plain text. No base64!"),
        ("quoted-printable", b"100=% sure =C3=A9=\nok =ZZ = =c3=a9 =", "100=% sure éok =ZZ = é"),
        ("quoted-printable (yes)", b"=C3=A9", "é"),
        ("8-bit", "é".encode(), "é"),
        ("foo", "é".encode(), "é"),
    ],
)
def test_transfer_encodings_are_undone_as_far_as_they_go(encoding: str, data: bytes, words: str) -> None:
    head = f"From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n"
    assert raw(head.encode(), data).text.strip() == words
