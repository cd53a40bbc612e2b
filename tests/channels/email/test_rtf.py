"""Outlook's rich text."""

from tridesk.channels.kinds.email import rtf

# [MS-OXRTFCP] 4.1.1 and 4.1.2: the examples of the specification
SIMPLE = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
CROSSING = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"


def test_the_examples_of_the_specification_are_decompressed() -> None:
    assert rtf.decompressed(bytes.fromhex(SIMPLE)) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.decompressed(bytes.fromhex(CROSSING)) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_words_and_wrapped_html_come_out() -> None:
    plain = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}Caf\\'e9\\par \\u8364?5}"
    assert rtf.words_of(plain) == ("Café\n€5", "")
    wrapped = (
        b"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Hello\\htmlrtf }"
        b"\\htmlrtf0 {\\*\\htmltag72 </p>}}"
    )
    assert rtf.words_of(wrapped) == ("", "<p>Hello</p>")
