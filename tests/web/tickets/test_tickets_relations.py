from tests.web.asking import client_of
from tests.web.tickets.desk import opened, said, shown

from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import unmerge
from tridesk.tickets.models import Link, Message, Ticket
from tridesk.tickets.types import LinkKind


def test_a_ticket_is_merged_by_its_number_and_taken_out_again(cast, now) -> None:
    source, into = opened(cast, now, "Paper"), opened(cast, now, "Printer")
    client = client_of(cast.dante)
    assert client.post(f"/tickets/{source}/merge", {"into": f"TD-{into}"})["Location"] == f"/tickets/{into}"
    page = shown(client.get(f"/tickets/{source}"))
    assert f"its conversation goes on in TD-{into}" in page
    client.post(f"/tickets/{source}/unmerge")
    assert Ticket.objects.get(pk=source).merged_into_id is None


def test_the_other_ticket_is_asked_for_in_a_dialog_when_it_is_opened(cast, now) -> None:
    ticket = opened(cast, now)
    client = client_of(cast.dante)
    page = shown(client.get(f"/tickets/{ticket}"))
    assert 'name="into"' not in page
    assert f'hx-get="/tickets/{ticket}/merge"' in page
    part = shown(client.get(f"/tickets/{ticket}/merge", headers={"HX-Request": "true"}))
    assert 'name="into"' in part
    assert "<html" not in part
    assert "<html" in shown(client.get(f"/tickets/{ticket}/merge"))


def test_a_merge_that_cannot_be_says_why_and_keeps_what_was_typed(cast, now) -> None:
    source = opened(cast, now)
    client = client_of(cast.dante)
    itself = client.post(f"/tickets/{source}/merge", {"into": str(source)})
    assert itself.status_code == 422
    assert "cannot be merged into itself" in shown(itself)
    nobody = client.post(f"/tickets/{source}/merge", {"into": "4711"})
    assert "There is no such ticket" in shown(nobody)
    assert 'value="4711"' in shown(nobody)


def test_the_end_of_a_word_is_not_a_number(cast, now) -> None:
    source, two = opened(cast, now), opened(cast, now, "Paper")
    client = client_of(cast.dante)
    assert client.post(f"/tickets/{source}/merge", {"into": f"LaserJet-{two}"}).status_code == 422
    for typed in (f"td-{two}", f"#{two}"):
        assert client.post(f"/tickets/{source}/merge", {"into": typed})["Location"] == f"/tickets/{two}"
        unmerge(actor=cast.dante, source_id=source, now=now)


def test_nothing_is_merged_into_a_closed_ticket(cast, now) -> None:
    source, closed = opened(cast, now), opened(cast, now, "Paper")
    change(actor=cast.dante, ticket_id=closed, changes={"status": "closed"}, now=now)
    response = client_of(cast.dante).post(f"/tickets/{source}/merge", {"into": str(closed)})
    assert response.status_code == 422
    assert not Ticket.objects.filter(merged_into__isnull=False).exists()


def test_messages_become_a_ticket_of_their_own(cast, now) -> None:
    ticket = opened(cast, now)
    other = said(cast.alice, ticket, "By the way, the phone is dead", now)
    client = client_of(cast.dante)
    assert "By the way" in shown(client.get(f"/tickets/{ticket}/split"))
    response = client.post(f"/tickets/{ticket}/split", {"message": [other], "subject": "Phone is dead"})
    new = Ticket.objects.get(subject="Phone is dead")
    assert response["Location"] == f"/tickets/{new.pk}"
    assert Message.objects.get(pk=other).ticket_id == new.pk


def test_splitting_everything_off_is_refused_with_the_choice_kept(cast, now) -> None:
    ticket = opened(cast, now)
    first = Message.objects.get(ticket=ticket).pk
    response = client_of(cast.dante).post(f"/tickets/{ticket}/split", {"message": [first], "subject": "All"})
    assert response.status_code == 422
    assert "Something must stay on this ticket" in shown(response)
    assert f'value="{first}" checked' in shown(response)


def test_links_are_added_shown_on_both_sides_and_taken_away_from_either(cast, now) -> None:
    one, two = opened(cast, now, "Paper"), opened(cast, now, "Printer")
    client = client_of(cast.dante)
    assert "This ticket blocks the other" in shown(client.get(f"/tickets/{one}"))
    client.post(f"/tickets/{one}/links", {"kind": "blocks", "other": str(two)})
    assert "Blocked by" in shown(client.get(f"/tickets/{two}"))
    client.post(f"/tickets/{two}/links/remove", {"kind": "blocks", "other": str(one), "outgoing": ""})
    assert not Link.objects.exists()


def test_a_link_to_a_ticket_one_may_not_see_is_as_if_it_were_not_there(cast, now) -> None:
    mine, hidden = opened(cast, now), opened(cast, now, "Secret", team=cast.specialists)
    link(actor=cast.dante, ticket_id=mine, other_id=hidden, kind=LinkKind.RELATES, now=now)
    assert "Secret" not in shown(client_of(cast.bruno).get(f"/tickets/{mine}"))
