"""Who can open a ticket by link, and the end of it."""

from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import minutes, opened, shown

from tridesk.identity.actions.grant_link import grant_link
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


def test_an_outsider_stops_nobodys_link(cast, now) -> None:
    ticket = opened(cast, now + minutes(1))
    token = grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now(), days=30)
    assert client_of(cast.otto).post(f"/tickets/{ticket}/access/{person(cast.alice)}/revoke").status_code == 403
    assert client_of(None).get(f"/t/{token}").status_code == 200
