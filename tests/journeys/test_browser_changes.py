"""Nobody's change is lost: two people at one property, and a note that was not sent yet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import Desk, Visitors

pytestmark = pytest.mark.browser


def choose(page: Page, value: str) -> None:
    """Changes the priority, and waits until the server has answered."""
    with page.expect_response("**/properties"):
        page.locator("#p-priority").select_option(value)


@pytest.fixture(scope="module")
def tickets(open_tickets) -> Iterator[int]:
    return iter(open_tickets(*(f"The projector hums {count} times" for count in range(4))))


@pytest.fixture
def ticket(tickets: Iterator[int]) -> int:
    return next(tickets)


@pytest.mark.parametrize(("button", "left"), [("Save mine", "low"), ("Keep theirs", "high")])
def test_who_comes_second_is_told_and_decides(
    staffed_desk: Desk, visitors: Visitors, ticket: int, button: str, left: str
):
    bruno, dante = visitors.come("bruno"), visitors.come("dante")
    for page in (bruno, dante):
        page.goto(f"{staffed_desk.address}/tickets/{ticket}")
    values = dict.fromkeys(("high", "low"), "")
    for name in values:
        words = name.capitalize()
        values[name] = bruno.locator("#p-priority option", has_text=words).get_attribute("value") or ""
    choose(dante, values["high"])
    choose(bruno, values["low"])
    said = bruno.locator("#properties").get_by_text("Meanwhile somebody set")
    expect(said).to_contain_text("“High”")
    expect(said).to_contain_text("“Low”")
    with bruno.expect_response("**/properties"):
        bruno.get_by_role("button", name=button).click()
    expect(said).to_be_hidden()
    expect(bruno.locator("#p-priority")).to_have_value(values[left])
    dante.reload()
    expect(dante.locator("#p-priority")).to_have_value(values[left])


def test_two_who_change_different_things_meet_without_a_word(staffed_desk: Desk, visitors: Visitors, ticket: int):
    bruno, dante = visitors.come("bruno"), visitors.come("dante")
    for page in (bruno, dante):
        page.goto(f"{staffed_desk.address}/tickets/{ticket}")
    choose(dante, dante.locator("#p-priority option", has_text="Emergency").get_attribute("value") or "")
    with bruno.expect_response("**/properties"):
        bruno.locator("#p-type").select_option("question")
    expect(bruno.locator("#properties").get_by_text("Meanwhile somebody set")).to_have_count(0)
    rows = staffed_desk.rows("SELECT priority, type FROM tickets_ticket WHERE id = ?", ticket)
    assert rows == [(1, "question")]


def test_a_note_that_was_begun_survives_a_reload(staffed_desk: Desk, visitors: Visitors, ticket: int):
    page = visitors.come("bruno")
    page.goto(f"{staffed_desk.address}/tickets/{ticket}")
    page.locator("form[data-composer][data-ready]").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("Half a thought")
    page.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('Half a thought'))")
    page.reload()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".ProseMirror")).to_have_text("Half a thought")
    expect(page.get_by_role("radio", name="Note")).to_be_checked()
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("region", name="Conversation").get_by_text("Half a thought")).to_be_visible()
    page.reload()
    page.locator("form[data-composer][data-ready]").wait_for()
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)
