from tridesk.infra.safe_html import clean_html, plain_of
from tridesk.kernel.errors import InvalidError
from tridesk.tickets.queries.conversation import AttachmentRow, MessageRow
from tridesk.web.clean import show_pictures, written
from tridesk.web.uploads import Upload


def read(token: str) -> Upload:
    if token != "good":
        raise InvalidError(field="file", reason="token")
    return Upload(7, "shot.png", "image/png")


def test_what_acts_is_taken_out() -> None:
    html = clean_html('<p onclick="x()">Hello <script>alert(1)</script><a href="javascript:x()">there</a></p>')
    assert html == '<p>Hello <a rel="noopener noreferrer nofollow">there</a></p>'


def test_html_without_anything_to_see_is_nothing() -> None:
    assert clean_html("<p></p><p>&nbsp;<br></p>") == ""


def test_an_uploaded_picture_becomes_an_inline_part() -> None:
    said = written('<p>Look</p><img src="/files/x" data-upload="good" alt="shot">', read)
    (picture,) = said.pictures
    assert f'src="cid:{picture.content_id}"' in said.html
    assert "data-upload" not in said.html
    assert picture.inline
    assert picture.file == 7


def test_a_picture_used_twice_is_one_part() -> None:
    assert len(written('<img src="a" data-upload="good"><img src="a" data-upload="good">', read).pictures) == 1


def test_foreign_pictures_and_forged_tokens_are_left_out() -> None:
    said = written('<p>Hi</p><img src="https://evil.test/p.png"><img src="x" data-upload="forged">', read)
    assert said.html == "<p>Hi</p>"
    assert said.pictures == ()


def test_inline_pictures_lead_to_their_attachments(now) -> None:
    message = _message('<p>See</p><img src="cid:a@x">', now, _part(1, "a@x"), _part(2, "b@x"))
    show_pictures([message], lambda number, name: f"/attachments/{number}/{name}")
    assert 'src="/attachments/1/p.png"' in message.html
    assert [part.inline for part in message.attachments] == [True, False]  # the second is shown nowhere: it is listed


def test_words_of_safe_html_keep_their_lines() -> None:
    assert plain_of("<p>One &amp; two</p><ul><li>three</li></ul>") == "One & two\nthree"


def _part(number: int, cid: str) -> AttachmentRow:
    return AttachmentRow(number, 1, "p.png", "image/png", 10, cid, True)


def _message(html: str, now, *parts: AttachmentRow) -> MessageRow:
    return MessageRow(1, 1, "Alice", "requester", "public", "email", now, "See", html, False, None, list(parts))
