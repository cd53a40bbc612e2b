import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.identity import rules
from tridesk.identity.types import Permission
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.text import folded, normal_address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ana.souza@acme.test", "Ana Souza"),
        ("j-p_r@x.test", "J P R"),
        ("bob+tag@x.test", "Bob"),
        ("+@x.test", "+@x.test"),
    ],
)
def test_a_name_is_made_from_an_address(address: str, name: str) -> None:
    assert rules.name_from_address(address) == name


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_normal_address_stays_normal(local: str, domain: str) -> None:
    once = normal_address(f"{local}@{domain}")
    assert once is None or normal_address(once) == once


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once_in_what_is_found(text: str) -> None:
    assert folded(folded(text)) == folded(folded(folded(text)))


def test_permissions_are_kept_in_one_order_and_once() -> None:
    assert rules.checked_permissions(["audit.see", "tickets.open", "audit.see"]) == [
        "tickets.open",
        "audit.see",
    ]
    with pytest.raises(InvalidError):
        rules.checked_permissions(["nothing.known"])


def test_every_built_in_role_allows_known_things_only() -> None:
    for _, _, permissions in rules.BUILT_IN_ROLES.values():
        assert set(permissions) <= set(Permission)


@pytest.mark.parametrize("zone", ["", "Nowhere", "../../etc/passwd", "/etc/passwd", "a\0b"])
def test_a_zone_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(InvalidError):
        rules.checked_zone(zone)
