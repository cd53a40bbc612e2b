import json

from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import minutes, opened, shown, told

from tridesk.identity.queries import find_person_by_address
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.models import FieldValue, Participant, Ticket
from tridesk.tickets.types import FieldKind

HTMX = {"HX-Request": "true"}


def save(cast, ticket, who=None, headers=None, **data):
    given = {name.replace("__", "-"): value for name, value in data.items()}
    return client_of(who or cast.bruno).post(f"/tickets/{ticket}/properties", given, headers=headers or {})


def test_only_what_differs_from_what_was_seen_is_changed(cast, now) -> None:
    ticket = opened(cast, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"type": "problem"}, now=now)
    save(cast, ticket, priority="1", seen__priority="3", type="incident", seen__type="incident")
    row = Ticket.objects.get(pk=ticket)
    assert (row.priority, row.type) == (1, "problem")


def test_a_change_of_somebody_else_is_put_beside_mine_and_nothing_is_lost(cast, now) -> None:
    ticket = opened(cast, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"priority": 4}, now=now)
    response = save(
        cast, ticket, headers=HTMX, priority="1", seen__priority="3", type="question", seen__type="incident"
    )
    page = shown(response)
    assert response.status_code == 422
    assert "Meanwhile somebody set the priority to “Low”; you chose “Emergency”" in page
    assert '<option value="1" selected>Emergency' in page
    assert '<option value="question" selected>' in page
    assert 'name="seen-priority" value="4"' in page
    assert Ticket.objects.get(pk=ticket).type == "incident"


def test_mine_can_be_saved_after_looking_or_theirs_kept(cast, now) -> None:
    ticket = opened(cast, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"priority": 4}, now=now)
    mine = {"priority": "1", "seen__priority": "4", "type": "question", "seen__type": "incident"}
    save(cast, ticket, **mine, theirs="priority")
    row = Ticket.objects.get(pk=ticket)
    assert (row.priority, row.type) == (4, "question")
    save(cast, ticket, **mine | {"seen__type": "question"})
    assert Ticket.objects.get(pk=ticket).priority == 1


def test_the_news_offers_to_take_it_back(cast, now) -> None:
    ticket = opened(cast, now)
    response = save(cast, ticket, headers=HTMX, priority="1", seen__priority="3")
    news = json.loads(response["HX-Trigger"])["flash"]
    assert response.status_code == 200
    assert 'id="ticket-state"' in shown(response)
    client_of(cast.bruno).post(news["undo"])
    assert Ticket.objects.get(pk=ticket).priority == 3


def test_somebody_elses_change_cannot_be_taken_back(cast, now) -> None:
    ticket = opened(cast, now)
    undo = json.loads(save(cast, ticket, headers=HTMX, priority="1", seen__priority="3")["HX-Trigger"])["flash"]["undo"]
    response = client_of(cast.dante).post(undo)
    assert "Only who did this" in told(response)[0]
    assert Ticket.objects.get(pk=ticket).priority == 1


def test_a_stranger_in_copy_is_met_by_their_address(cast, now) -> None:
    ticket = opened(cast, now)
    save(cast, ticket, cc=["new@acme.test", str(person(cast.elena))], seen__cc="")
    people = set(Participant.objects.filter(ticket=ticket, kind="cc").values_list("person_id", flat=True))
    assert people == {find_person_by_address(address="new@acme.test"), cast.elena.person_id}
    save(cast, ticket, cc=str(person(cast.elena)), seen__cc=" ".join(str(each) for each in people))
    assert Participant.objects.filter(ticket=ticket, kind="cc").count() == 1


def test_tags_are_a_set_typed_with_commas_or_chosen(cast, now) -> None:
    ticket = opened(cast, now, tags=("old",))
    save(cast, ticket, tags="VPN, slow link", seen__tags="old")
    assert set(Ticket.objects.get(pk=ticket).tags.values_list("tag__name", flat=True)) == {"vpn", "slow-link"}


def test_custom_fields_are_saved_and_a_wrong_value_is_told_at_its_field(cast, now) -> None:
    ticket = opened(cast, now)
    add_field(actor=cast.dante, key="price", kind=FieldKind.NUMBER, values={"names": {"en": "Price"}}, now=now)
    save(cast, ticket, field__price="12,50", seen__field__price="")
    assert float(FieldValue.objects.get(ticket=ticket).number) == 12.5
    response = save(cast, ticket, field__price="cheap", seen__field__price="12.5")
    page = shown(response)
    assert response.status_code == 422
    assert "“Price” takes a number" in page
    assert 'value="cheap"' in page


def test_a_field_that_somebody_else_changed_meanwhile_is_not_overwritten(cast, now) -> None:
    ticket = opened(cast, now)
    add_field(actor=cast.dante, key="price", kind=FieldKind.NUMBER, values={"names": {"en": "Price"}}, now=now)
    change(actor=cast.carla, ticket_id=ticket, changes={"field:price": "7"}, now=now + minutes(1))
    response = save(cast, ticket, field__price="9", seen__field__price="")
    assert "Meanwhile somebody set the field “Price” to “7”; you chose “9”" in shown(response)


def test_an_unknown_value_is_refused_and_not_a_crash(cast, now) -> None:
    ticket = opened(cast, now)
    for data in (
        {"priority": "9", "seen__priority": "3"},
        {"team": "x", "seen__team": "1"},
        {"status": "gone", "seen__status": "new"},
    ):
        assert save(cast, ticket, **data).status_code == 422


def test_the_subject_is_edited_in_place(cast, now) -> None:
    ticket = opened(cast, now)
    assert 'name="subject"' in shown(client_of(cast.bruno).get(f"/tickets/{ticket}/subject", headers=HTMX))
    save(cast, ticket, subject="It eats cardboard", seen__subject="The printer eats paper")
    assert Ticket.objects.get(pk=ticket).subject == "It eats cardboard"


def test_an_unassigned_ticket_is_taken_with_one_button(cast, now) -> None:
    ticket = opened(cast, now)
    save(cast, ticket, assignee=str(person(cast.bruno)), seen__assignee="")
    assert Ticket.objects.get(pk=ticket).assignee_id == cast.bruno.person_id
