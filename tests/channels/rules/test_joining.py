"""Who may join a ticket that their mail names: a table, and that it is never a stranger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.channels.rules import Joining, may_join
from tridesk.orgs.types import Bond, OrganisationKind

CUSTOMER, VENDOR, OWN = OrganisationKind.CUSTOMER, OrganisationKind.VENDOR, OrganisationKind.OWN
COLLEAGUE = Bond(CUSTOMER, open=True, filed=True, takes_part=True)
SHUT = Bond(CUSTOMER, open=False, filed=True, takes_part=True)
COPIED = Bond(CUSTOMER, open=True, filed=False, takes_part=True)
SUPPLIER = Bond(VENDOR, open=True, filed=False, takes_part=True)
SUPPLIER_SHUT = Bond(VENDOR, open=False, filed=False, takes_part=True)
OTHER_SUPPLIER = Bond(VENDOR, open=True, filed=False, takes_part=False)
HOUSE = Bond(OWN, open=True, filed=True, takes_part=True)
HOUSE_BESIDE = Bond(OWN, open=True, filed=False, takes_part=True)

TABLE = {
    "nothing is known": (Joining(), False),
    "a signature of ours": (Joining(proven=True), True),
    "a signature of ours on a robot's mail": (Joining(proven=True, robot=True), True),
    "takes part": (Joining(takes_part=True), True),
    "takes part and is doubted": (Joining(takes_part=True, doubted=True), True),
    "takes part, says the Reply-To of a form": (Joining(takes_part=True, posted=True), False),
    "a colleague, says the Reply-To of a form": (Joining(posted=True, bonds=(COLLEAGUE,)), False),
    "a signature of ours, answered by a program": (Joining(proven=True, posted=True), True),
    "a colleague": (Joining(bonds=(COLLEAGUE,)), True),
    "a colleague by the second organisation": (Joining(bonds=(OTHER_SUPPLIER, COLLEAGUE)), True),
    "a colleague who is doubted": (Joining(doubted=True, bonds=(COLLEAGUE,)), False),
    "a colleague's robot": (Joining(robot=True, bonds=(COLLEAGUE,)), False),
    "a colleague where it is switched off": (Joining(bonds=(SHUT,)), False),
    "a colleague of somebody in copy": (Joining(bonds=(COPIED,)), False),
    "a colleague of our own house": (Joining(bonds=(HOUSE,)), True),
    "one of ours where one of ours is in copy": (Joining(bonds=(HOUSE_BESIDE,)), False),
    "a colleague of the vendor who takes part": (Joining(bonds=(SUPPLIER,)), True),
    "the same, switched off": (Joining(bonds=(SUPPLIER_SHUT,)), False),
    "a vendor who does not take part": (Joining(bonds=(OTHER_SUPPLIER,)), False),
    "a vendor's own ticket": (Joining(bonds=(Bond(VENDOR, open=True, filed=True, takes_part=True),)), True),
}


@pytest.mark.parametrize(("who", "joins"), TABLE.values(), ids=list(TABLE))
def test_who_may_join(who: Joining, joins: bool) -> None:
    assert may_join(who) is joins


STRANGE = st.builds(Bond, st.sampled_from(OrganisationKind), st.booleans(), st.just(False), st.just(False))


@given(st.booleans(), st.booleans(), st.booleans(), st.lists(STRANGE, max_size=4))
def test_a_stranger_never_joins(doubted: bool, robot: bool, posted: bool, bonds: list[Bond]) -> None:
    assert not may_join(Joining(doubted=doubted, robot=robot, posted=posted, bonds=tuple(bonds)))


BOND = st.builds(Bond, st.sampled_from(OrganisationKind), st.booleans(), st.booleans(), st.booleans())


@given(st.lists(BOND, max_size=4), st.booleans())
def test_nobody_joins_as_a_colleague_in_doubt_or_as_a_robot(bonds: list[Bond], doubted: bool) -> None:
    assert not may_join(Joining(doubted=doubted, robot=not doubted, bonds=tuple(bonds)))
