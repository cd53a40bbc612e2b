import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.asking import client_of
from tests.web.tickets.desk import opened, shown, told

from tridesk.infra import files
from tridesk.tickets.actions.change import change
from tridesk.tickets.models import Attachment, Message, Ticket
from tridesk.web.uploads import Upload, token_for

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 500


def send(cast, ticket, who=None, **data):
    given = {"body": "Try the other tray.", "visibility": "public", "submission_key": "k1", **data}
    return client_of(who or cast.bruno).post(f"/tickets/{ticket}/reply", given)


def test_a_reply_is_added_and_the_page_goes_on_at_it(cast, now) -> None:
    ticket = opened(cast, now)
    response = send(cast, ticket)
    message = Message.objects.get(ticket=ticket, side="analyst")
    assert response["Location"] == f"/tickets/{ticket}#m{message.pk}"
    assert (message.text, message.visibility) == ("Try the other tray.", "public")


def test_the_same_form_sent_twice_makes_one_message(cast, now) -> None:
    ticket = opened(cast, now)
    send(cast, ticket)
    assert send(cast, ticket).status_code == 302
    assert Message.objects.filter(ticket=ticket, side="analyst").count() == 1


@pytest.mark.parametrize("status", ["solved", "waiting_requester", "waiting_vendor"])
def test_a_status_can_be_sent_along(cast, now, status: str) -> None:
    ticket = opened(cast, now)
    send(cast, ticket, then=status)
    assert Ticket.objects.get(pk=ticket).status == status


def test_a_note_stays_in_the_house(cast, now) -> None:
    ticket = opened(cast, now)
    response = send(cast, ticket, visibility="internal")
    assert Message.objects.get(ticket=ticket, side="analyst").visibility == "internal"
    assert told(response) == ["Your note was added."]


def test_html_is_cleaned_and_its_words_kept_as_text(cast, now) -> None:
    ticket = opened(cast, now)
    send(cast, ticket, body="", body_html="<p>Try <b>this</b></p><script>x()</script>")
    message = Message.objects.get(ticket=ticket, side="analyst")
    assert message.html == "<p>Try <b>this</b></p>"
    assert message.text == "Try this"


def test_a_pasted_picture_travels_inside_the_message(cast, now) -> None:
    ticket = opened(cast, now)
    token = token_for(Upload(files.put_bytes(PNG).pk, "shot.png", "image/png"), cast.bruno)
    html = f'<p>Look</p><img src="/files/x/shot.png" data-upload="{token}">'
    send(cast, ticket, body_html=html, uploads=[token])
    part = Attachment.objects.get(message__ticket=ticket)
    assert part.inline
    assert f'src="cid:{part.content_id}"' in part.message.html


def test_uploaded_files_and_files_sent_without_script_are_both_attached(cast, now) -> None:
    ticket = opened(cast, now)
    token = token_for(Upload(files.put_bytes(PNG).pk, "shot.png", "image/png"), cast.bruno)
    send(cast, ticket, uploads=[token], files=[SimpleUploadedFile("log.txt", b"lines", "text/plain")])
    assert set(Attachment.objects.filter(message__ticket=ticket).values_list("name", "inline")) == {
        ("shot.png", False),
        ("log.txt", False),
    }


def test_what_cannot_be_sent_comes_back_with_everything_that_was_typed(cast, now) -> None:
    ticket = opened(cast, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"status": "closed"}, now=now)
    token = token_for(Upload(files.put_bytes(PNG).pk, "shot.png", "image/png"), cast.bruno)
    response = send(cast, ticket, uploads=[token], visibility="public")
    page = shown(response)
    assert response.status_code == 422
    assert "This ticket is closed" in page
    assert "Try the other tray." in page
    assert token in page
    assert not Message.objects.filter(ticket=ticket, side="analyst").exists()


def test_an_empty_message_is_refused_in_words(cast, now) -> None:
    response = send(cast, opened(cast, now), body="  ")
    assert response.status_code == 422
    assert "Write something first." in shown(response)


def test_a_file_of_a_forbidden_kind_is_refused_and_the_words_stay(cast, now) -> None:
    response = send(cast, opened(cast, now), files=[SimpleUploadedFile("virus.exe", b"MZ", "application/x-msdownload")])
    assert response.status_code == 422
    assert "Try the other tray." in shown(response)


def test_somebody_elses_upload_is_not_taken(cast, now) -> None:
    ticket = opened(cast, now)
    send(cast, ticket, uploads=[token_for(Upload(files.put_bytes(PNG).pk, "shot.png", "image/png"), cast.carla)])
    assert not Attachment.objects.filter(message__ticket=ticket).exists()
