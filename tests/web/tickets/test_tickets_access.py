"""Who can open a ticket by link, and the end of it."""

from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import minutes, opened, shown

from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.queries.actors import actor_of
from tridesk.identity.types import SYSTEM, TeamRight
from tridesk.kernel import clock


def test_the_page_names_who_has_a_link_and_stops_it_at_once(cast, now) -> None:
    ticket = opened(cast, now)
    token = grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now(), days=30)
    bruno = client_of(cast.bruno)
    assert "Alice Andrade" in shown(bruno.get(f"/tickets/{ticket}/access"))
    assert client_of(None).get(f"/t/{token}").status_code == 200
    bruno.post(f"/tickets/{ticket}/access/{person(cast.alice)}/revoke")
    assert client_of(None).get(f"/t/{token}").status_code == 404
    assert "Alice Andrade" not in shown(bruno.get(f"/tickets/{ticket}/access"))


def test_who_only_sees_the_team_stops_no_link(cast, now) -> None:
    ticket = opened(cast, now)
    token = grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now(), days=30)
    set_membership(
        actor=SYSTEM, team_id=cast.first_line, person_id=person(cast.bruno), right=TeamRight.SEE, now=clock.now()
    )
    bruno = client_of(actor_of(person_id=person(cast.bruno)))
    assert "Stop the link</button>" not in shown(bruno.get(f"/tickets/{ticket}/access"))
    assert bruno.post(f"/tickets/{ticket}/access/{person(cast.alice)}/revoke").status_code == 403
    assert client_of(None).get(f"/t/{token}").status_code == 200


def test_an_outsider_stops_nobodys_link(cast, now) -> None:
    ticket = opened(cast, now + minutes(1))
    token = grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now(), days=30)
    assert client_of(cast.otto).post(f"/tickets/{ticket}/access/{person(cast.alice)}/revoke").status_code == 403
    assert client_of(None).get(f"/t/{token}").status_code == 200
