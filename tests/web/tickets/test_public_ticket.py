import re
from datetime import timedelta

import pytest
from tests.cast import person
from tests.web.asking import client_of, whole
from tests.web.tickets.desk import minutes, opened, said, shown

from tridesk.channels.models import OutboundMail
from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.actions.revoke_link import revoke_link
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.kernel import clock
from tridesk.kernel.ids import FileId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.models import Attachment, Message, Ticket
from tridesk.tickets.types import FieldKind, NewAttachment


def link_to(cast, ticket, *, days: int = 30, at=None) -> str:
    return grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=at or clock.now(), days=days)


@pytest.fixture
def nobody():
    client = client_of(None)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_it_shows_the_public_words_and_never_a_note(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    said(cast.bruno, ticket, "Which printer?", now + minutes(1))
    said(cast.bruno, ticket, "She always asks on Mondays", now + minutes(2), note=True)
    page = shown(nobody.get(f"/t/{link_to(cast, ticket)}"))
    assert "Which printer?" in page
    assert "Mondays" not in page


def test_it_speaks_the_persons_language(cast, now, nobody) -> None:
    assert 'lang="pt-br"' in shown(nobody.get(f"/t/{link_to(cast, opened(cast, now))}"))


def test_an_answer_lands_on_the_ticket(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    token = link_to(cast, ticket)
    response = nobody.post(f"/t/{token}/reply", {"body": "The one in hall 3.", "submission_key": "a"})
    assert response["Location"] == f"/t/{token}"
    message = Message.objects.get(ticket=ticket, text="The one in hall 3.")
    assert (message.author_id, message.side, message.channel) == (cast.alice.person_id, "requester", "link")


def test_a_note_cannot_be_smuggled_in(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    nobody.post(f"/t/{link_to(cast, ticket)}/reply", {"body": "Hello", "visibility": "internal"})
    assert Message.objects.get(ticket=ticket, text="Hello").visibility == "public"


def test_it_can_be_closed_and_opened_again(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    token = link_to(cast, ticket)
    nobody.post(f"/t/{token}/status", {"status": "solved"})
    assert Ticket.objects.get(pk=ticket).status == "solved"
    nobody.post(f"/t/{token}/status", {"status": "open"})
    assert Ticket.objects.get(pk=ticket).status == "open"
    assert nobody.post(f"/t/{token}/status", {"status": "closed"}).status_code == 400


def test_a_refused_answer_keeps_the_words(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    change(actor=SYSTEM, ticket_id=ticket, changes={"status": "closed"}, now=now)
    response = nobody.post(f"/t/{link_to(cast, ticket)}/reply", {"body": "One more thing"})
    assert response.status_code == 422


def test_only_fields_meant_for_the_requester_are_shown(cast, now, nobody) -> None:
    for key, meant in (("site", True), ("secret", False)):
        values = {"names": {"en": key}, "for_requester": meant}
        add_field(actor=cast.dante, key=key, kind=FieldKind.TEXT, values=values, now=now)
    ticket = opened(cast, now)
    change(actor=SYSTEM, ticket_id=ticket, changes={"field:site": "Lima", "field:secret": "Rich"}, now=now)
    page = shown(nobody.get(f"/t/{link_to(cast, ticket)}"))
    assert "Lima" in page
    assert "Rich" not in page


def test_an_expired_link_offers_a_new_one_by_mail_to_its_owner(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    token = link_to(cast, ticket, days=1, at=clock.now() - timedelta(days=9))
    response = nobody.get(f"/t/{token}")
    assert response.status_code == 404
    assert "Send me a new link" in shown(response)
    nobody.post(f"/t/{token}/again")
    nobody.post(f"/t/{token}/again")
    mail = OutboundMail.objects.get(kind=OutboundMail.NOTICE)
    assert mail.recipient == "alice@acme.test"
    assert "/t/" in mail.text


def test_a_forged_link_is_answered_in_the_same_words_and_mails_nobody(cast, now, nobody) -> None:
    token = link_to(cast, opened(cast, now), days=1, at=clock.now() - timedelta(days=9))
    forged = "9-aaaaaaaaaaaaaaaa"
    ours, theirs = (_without_tokens(nobody.get(f"/t/{each}"), each) for each in (token, forged))
    assert ours == theirs
    assert nobody.post(f"/t/{forged}/again").status_code == 200
    assert not OutboundMail.objects.filter(kind=OutboundMail.NOTICE).exists()


def test_a_revoked_link_opens_nothing(cast, now, nobody) -> None:
    ticket = opened(cast, now)
    token = link_to(cast, ticket)
    revoke_link(actor=SYSTEM, person_id=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now())
    assert nobody.get(f"/t/{token}").status_code == 404
    assert nobody.post(f"/t/{token}/reply", {"body": "Hello"}).status_code == 404


def _without_tokens(response, link: str) -> str:
    return re.sub(r'(content|value)="[A-Za-z0-9]{64}"', "", shown(response)).replace(link, "X")


def test_a_link_to_a_merged_ticket_leads_to_where_its_words_are(cast, now, nobody) -> None:
    source, into = opened(cast, now), opened(cast, now)
    token = link_to(cast, source)
    merge(actor=SYSTEM, source_id=source, into_id=into, now=now + minutes(1))
    answer = nobody.get(f"/t/{token}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/t/{link_to(cast, into)}"


def attached_by_link(cast, now) -> tuple[int, int, str]:
    """Ticket, attachment and the address that a mail would name."""
    file = NewAttachment(FileId(files.put_bytes(b"log").pk), "log.txt", "text/plain")
    ticket = opened(cast, now, attachments=(file,))
    number = Attachment.objects.get(message__ticket=ticket).pk
    return ticket, number, f"/t/{link_to(cast, ticket)}/attachments/{number}/file?download"


def test_a_link_to_a_file_leads_to_where_it_is_after_a_merge(cast, now, nobody) -> None:
    source, number, address = attached_by_link(cast, now)
    into = opened(cast, now)
    merge(actor=SYSTEM, source_id=source, into_id=into, now=now + minutes(1))
    answer = nobody.get(address)
    assert answer["Location"] == f"/t/{link_to(cast, into)}/attachments/{number}/file?download="
    assert whole(nobody.get(answer["Location"])).status_code == 200


def test_a_link_to_a_file_opens_no_other_tickets_file_and_ends_with_the_ticket(cast, now, nobody) -> None:
    ticket, number, address = attached_by_link(cast, now)
    assert nobody.get(address.replace(f"/{number}/", f"/{attached_by_link(cast, now)[1]}/")).status_code == 404
    revoke_link(actor=cast.bruno, person_id=person(cast.alice), subject=f"ticket:{ticket}", now=now)
    gone = nobody.get(address)
    assert gone.status_code == 404
    assert "/again" in shown(gone)
