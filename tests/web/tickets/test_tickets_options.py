from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import opened


def offered(actor, address: str) -> list[str]:
    return [option["label"] for option in client_of(actor).get(address).json()]


def test_people_are_found_by_the_beginning_of_a_name_or_an_address(cast) -> None:
    assert offered(cast.bruno, "/options/people?q=ali") == ["Alice Andrade"]
    assert offered(cast.bruno, "/options/people?q=elena@fab") == ["Elena Engel"]


def test_only_those_who_may_work_the_teams_tickets_are_offered(cast) -> None:
    assert offered(cast.bruno, f"/options/analysts?team={cast.specialists}") == ["Carla Cruz"]
    assert "me" in offered(cast.bruno, "/options/analysts?nobody=1")


def test_tickets_are_offered_within_what_one_may_see(cast, now) -> None:
    seen, hidden = opened(cast, now, "Printer one"), opened(cast, now, "Printer two", team=cast.specialists)
    assert offered(cast.bruno, "/options/tickets?q=printer") == [f"TD-{seen} Printer one"]
    assert offered(cast.bruno, f"/options/tickets?q=TD-{hidden}") == []
    assert offered(cast.carla, f"/options/tickets?q=printer&besides={seen}") == [f"TD-{hidden} Printer two"]


def test_teams_organisations_and_tags_are_offered(cast, now) -> None:
    opened(cast, now, tags=("vpn", "vision"))
    assert offered(cast.bruno, "/options/teams?q=spec") == ["Specialists"]
    assert offered(cast.bruno, "/options/organisations?q=ac") == ["Acme"]
    assert offered(cast.bruno, "/options/tags?q=vp") == ["vpn"]


def test_requesters_are_offered_nothing(cast) -> None:
    assert client_of(cast.alice).get(f"/options/people?q={person(cast.bruno)}").status_code == 403
