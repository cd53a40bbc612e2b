"""By which addresses somebody comes in: the main one, and the others once they are verified."""

from datetime import datetime

import pytest
from tests.cast import Cast, person

from tridesk.identity import actions, queries
from tridesk.identity.models import Address
from tridesk.identity.types import SYSTEM


@pytest.fixture
def alice(cast: Cast, now: datetime) -> Cast:
    """Alice has a second address, verified, and a third, not verified."""
    for address, verified in (("alice@home.test", True), ("alice@typo.test", False)):
        actions.add_address(actor=SYSTEM, person_id=person(cast.alice), address=address, verified=verified, now=now)
    return cast


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("alice@acme.test", True),
        (" Alice@HOME.test ", True),
        ("alice@typo.test", False),
        ("nobody@acme.test", False),
        ("no address", False),
        ("", False),
    ],
)
def test_the_main_address_and_verified_ones_let_in(alice: Cast, address: str, found: bool) -> None:
    assert queries.person_signing_in(address=address) == (alice.alice.person_id if found else None)


def test_the_main_address_lets_in_before_it_is_verified(alice: Cast) -> None:
    Address.objects.filter(address="alice@acme.test").update(verified=False)
    assert queries.sign_in_addresses(person_id=person(alice.alice)) == ["alice@acme.test", "alice@home.test"]


def test_addresses_of_a_record_that_was_merged_let_in_whom_it_became(alice: Cast, now: datetime) -> None:
    actions.merge_people(actor=alice.dante, person_id=person(alice.otto), other_id=person(alice.alice), now=now)
    assert queries.person_signing_in(address="alice@home.test") == alice.otto.person_id
