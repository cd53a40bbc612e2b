"""A list of many rows costs the statements that a list of few costs."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.asking import client_of
from tests.web.world import World

from tridesk.identity.actions.add_person import add_person
from tridesk.identity.types import SYSTEM
from tridesk.orgs.actions.add_organisation import add_organisation
from tridesk.orgs.actions.affiliate import affiliate


@pytest.mark.parametrize("address", ["/people", "/organisations", "/settings/audit", "/organisations/{acme}"])
def test_more_rows_cost_no_more_statements(world: World, now: datetime, address: str) -> None:
    client, page = client_of(world.cast.dante), address.format(acme=world.cast.acme)
    few = _statements(client, page)
    for number in range(30):
        person = add_person(actor=SYSTEM, name=f"Person {number}", email=f"p{number}@acme.test", now=now)
        affiliate(actor=SYSTEM, person_id=person, organisation_id=world.cast.acme, now=now)
        add_organisation(actor=SYSTEM, name=f"Organisation {number}", now=now)
    assert _statements(client, page) <= few


def _statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_a_long_list_is_walked_by_its_pages(world: World, now: datetime) -> None:
    for number in range(60):
        add_person(actor=SYSTEM, name=f"Zz {number:02}", now=now)
    client = client_of(world.cast.dante)
    first = client.get("/people")
    assert first.text.count('class="avatar') >= 50
    second = client.get(_link(first.text, "next"))
    assert "Zz 59" in second.text
    assert "Alice Andrade" in client.get(_link(second.text, "prev")).text


def _link(html: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    assert found, f"no link to the {rel} page"
    return unescape(found[1])
