import pytest

from tridesk.web.plain import paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("", ""),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_text_stays_text(text: str, html: str) -> None:
    assert paragraphs(text) == html


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("see http://a.test/b, and", "http://a.test/b", ", and"),
        ("(https://a.test/x_(y))", "https://a.test/x_(y)", ")"),
        ("https://a.test/?q=1&r=2!", "https://a.test/?q=1&amp;r=2", "!"),
        ('https://a.test/"onmouseover="x', "https://a.test/", "&quot;onmouseover=&quot;x"),
    ],
)
def test_an_address_becomes_a_link_without_the_sentences_marks(text: str, address: str, rest: str) -> None:
    html = paragraphs(text)
    assert f'href="{address}" rel="noopener noreferrer nofollow" target="_blank">{address}</a>{rest}' in html
