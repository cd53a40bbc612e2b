"""What somebody of the team hears by mail."""

from tests.web.asking import client_of

from tridesk.notify.queries import choice_of


def test_one_chooses_what_one_hears(cast) -> None:
    client_of(cast.bruno).post("/me/notices", {"team_new": "on"})
    choice = choice_of(actor=cast.bruno)
    assert (choice.assigned, choice.replied, choice.team_new) == (False, False, True)


def test_a_requester_has_no_such_choice(cast) -> None:
    assert client_of(cast.alice).post("/me/notices", {"team_new": "on"}).status_code == 403
    assert b"/me/notices" not in client_of(cast.alice).get("/me").content
