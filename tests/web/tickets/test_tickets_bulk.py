import pytest
from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import opened, told

from tridesk.tickets.actions.remove import delete
from tridesk.tickets.models import Ticket


def do(cast, tickets, who=None, **data):
    return client_of(who or cast.dante).post("/tickets/bulk", {"ticket": tickets, "next": "/tickets?view=open", **data})


@pytest.mark.parametrize(
    ("data", "column", "value"),
    [({"do": "status:solved"}, "status", "solved"), ({"do": "priority:1"}, "priority", 1)],
)
def test_a_value_is_set_on_all_selected(cast, now, data, column: str, value: object) -> None:
    tickets = [opened(cast, now, f"Matter {number}") for number in range(3)]
    response = do(cast, tickets[:2], **data)
    assert [getattr(Ticket.objects.get(pk=ticket), column) == value for ticket in tickets] == [True, True, False]
    assert response["Location"] == "/tickets?view=open"
    assert told(response) == ["2 tickets changed."]


def test_people_and_teams_are_assigned_together(cast, now) -> None:
    ticket = opened(cast, now)
    do(cast, [ticket], do="assign", assignee=str(person(cast.dante)), team=str(cast.specialists))
    row = Ticket.objects.get(pk=ticket)
    assert (row.assignee_id, row.team_id) == (cast.dante.person_id, cast.specialists)


def test_tags_are_added_to_those_there_already(cast, now) -> None:
    ticket = opened(cast, now, tags=("old",))
    do(cast, [ticket], do="tags", tags=["new", "more,still"])
    assert set(Ticket.objects.get(pk=ticket).tags.values_list("tag__name", flat=True)) == {
        "old",
        "new",
        "more",
        "still",
    }


def test_one_that_is_refused_is_named_with_its_reason_and_the_others_are_done(cast, now) -> None:
    good, gone = opened(cast, now, "Good"), opened(cast, now, "Gone")
    delete(actor=cast.dante, ticket_id=gone, now=now)
    news = told(do(cast, [good, gone, 987], do="priority:1"))
    assert news[0] == "1 ticket changed."
    assert news[1].startswith(f"TD-{gone}: This ticket was deleted")
    assert news[2].startswith("TD-987: There is no such ticket")
    assert Ticket.objects.get(pk=good).priority == 1


@pytest.mark.parametrize("press", ["delete", "spam", "priority:1"])
def test_all_of_it_can_be_taken_back(cast, now, press: str) -> None:
    tickets = [opened(cast, now, f"Matter {number}") for number in range(2)]
    before = list(Ticket.objects.order_by("id").values_list("priority", "spam_at", "deleted_at"))
    response = do(cast, tickets, do=press)
    (message,) = _messages(response)
    client_of(cast.dante).post(message.extra_tags.removeprefix("undo:"))
    assert list(Ticket.objects.order_by("id").values_list("priority", "spam_at", "deleted_at")) == before


def test_nothing_selected_or_nothing_chosen_is_told(cast, now) -> None:
    assert told(do(cast, [], do="priority:1")) == ["Select some tickets first."]
    assert told(do(cast, [opened(cast, now)], do="assign")) == ["Choose what to set first."]


def _messages(response):
    from django.contrib.messages import get_messages

    return list(get_messages(response.wsgi_request))
