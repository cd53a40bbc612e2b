import pytest
from django.urls import NoReverseMatch, reverse

from tridesk.web.addresses import url, with_query


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("people", {}),
        ("person", {"person_id": 12}),
        ("site", {"organisation_id": 1, "site_id": 2}),
        ("attachment", {"attachment_id": 3, "name": "r\u00e9sum\u00e9 & co.pdf"}),
        ("account_reset_password_from_key", {"uidb36": "1a", "key": "set-password"}),
    ],
)
def test_addresses_are_those_of_django(name: str, values: dict[str, object]) -> None:
    assert url(name, **values) == reverse(name, kwargs=values)


def test_a_page_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NoReverseMatch, match="no page is called 'person' with no values"):
        url("person")


def test_what_is_empty_stays_out_of_the_query() -> None:
    assert with_query("/people", q="", side=None, cursor="a b") == "/people?cursor=a+b"
    assert with_query("/people") == "/people"
