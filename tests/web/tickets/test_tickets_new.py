from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import shown

from tridesk.identity.queries import find_person_by_address, names
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.models import FieldValue, Message, Participant, Ticket
from tridesk.tickets.types import FieldKind


def send(cast, who=None, **data):
    given = {
        "requester": str(person(cast.alice)),
        "subject": "No dial tone",
        "body": "Since the storm.",
        "type": "incident",
        "impact": "1",
        "urgency": "1",
        "submission_key": "once",
        "visibility": "public",
        **data,
    }
    return client_of(who or cast.bruno).post("/tickets/new", given)


def test_a_ticket_is_opened_with_all_that_was_said(cast) -> None:
    send(
        cast,
        team=str(cast.first_line),
        assignee=str(person(cast.bruno)),
        tags="phone, storm",
        cc=str(person(cast.elena)),
    )
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.priority, ticket.status, ticket.channel) == ("No dial tone", 1, "open", "phone")
    assert ticket.requester_id == cast.alice.person_id
    assert set(ticket.tags.values_list("tag__name", flat=True)) == {"phone", "storm"}
    assert Participant.objects.get(kind="cc").person_id == cast.elena.person_id


def test_the_same_form_sent_twice_opens_one_ticket(cast) -> None:
    assert send(cast)["Location"] == send(cast)["Location"]
    assert Ticket.objects.count() == 1


def test_somebody_new_is_made_by_name_and_address(cast) -> None:
    send(cast, requester="paula@acme.test", requester_name="Paula Prado")
    made = find_person_by_address(address="paula@acme.test")
    assert Ticket.objects.get().requester_id == made
    assert names(person_ids=[made]) == {made: "Paula Prado"}


def test_a_refused_form_leaves_nobody_behind_and_keeps_what_was_typed(cast, now) -> None:
    values = {"names": {"en": "Asset"}, "required": True}
    add_field(actor=cast.dante, key="asset", kind=FieldKind.TEXT, values=values, now=now)
    response = send(cast, requester="paula@acme.test", **{"field-asset": "", "field-asset-asked": "1"})
    page = shown(response)
    assert response.status_code == 422
    assert "Fill in “Asset”." in page
    assert "No dial tone" in page
    assert "Since the storm." in page
    assert find_person_by_address(address="paula@acme.test") is None


def test_the_first_words_can_be_a_note(cast) -> None:
    send(cast, visibility="internal")
    assert Message.objects.get().visibility == "internal"


def test_fields_follow_the_type(cast, now) -> None:
    values = {"names": {"en": "Approved by"}, "ticket_types": ["change"]}
    add_field(actor=cast.dante, key="approver", kind=FieldKind.PERSON, values=values, now=now)
    client = client_of(cast.bruno)
    assert "Approved by" not in shown(client.get("/tickets/new"))
    assert "Approved by" in shown(client.get("/tickets/new/fields?type=change"))
    send(cast, type="change", **{"field-approver": str(person(cast.dante))})
    assert FieldValue.objects.get().person_id == cast.dante.person_id


def test_a_form_without_a_requester_says_so_at_the_field(cast) -> None:
    response = send(cast, requester="")
    assert response.status_code == 422
    assert "f-requester-error" in shown(response)
