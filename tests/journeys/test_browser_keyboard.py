"""A day without a mouse: the list, the help, the writing surface."""

import uuid

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import Desk, Visitors

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def word() -> str:
    """Stands in every subject of these tests and nowhere else."""
    return f"w{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def tickets(open_tickets, word: str) -> list[int]:
    return list(open_tickets(f"{word} one", f"{word} two", f"{word} three"))


def rows(page: Page):
    return page.locator("[data-row]")


def row_in_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-row]')?.textContent ?? ''"))


def test_the_list_is_worked_by_keys_alone(staffed_desk: Desk, visitors: Visitors, tickets: list[int], word: str):
    page = visitors.come("bruno")
    page.goto(f"{staffed_desk.address}/tickets?view=open&q={word}")
    expect(rows(page)).to_have_count(3)
    first, second = (rows(page).nth(at).locator("[data-row-link]").inner_text() for at in (0, 1))

    page.keyboard.press("j")
    assert first in row_in_focus(page)
    page.keyboard.press("j")
    assert second in row_in_focus(page)
    page.keyboard.press("k")
    assert first in row_in_focus(page)
    page.keyboard.press("x")
    expect(page.locator("[data-selected-count]")).to_have_text("1 selected")
    page.keyboard.press("x")
    expect(rows(page).locator("[data-row-check]:checked")).to_have_count(0)

    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Assign to")).to_be_focused()
    page.keyboard.type("Bruno")
    expect(page.get_by_role("option", name="Bruno Bianchi")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove Bruno Bianchi").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 ticket changed.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=first).get_by_role("img", name="Bruno Bianchi")).to_be_visible()

    page.keyboard.press("j")
    done = first if first in row_in_focus(page) else second
    page.keyboard.press("e")
    expect(rows(page)).to_have_count(2)
    assert staffed_desk.rows("SELECT status FROM tickets_ticket WHERE subject = ?", done) == [("solved",)]

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text(word)


def test_the_question_mark_shows_what_the_keys_of_this_page_do(
    staffed_desk: Desk, visitors: Visitors, tickets: list[int], word: str
):
    page = visitors.come("bruno")
    page.goto(f"{staffed_desk.address}/tickets?view=open&q={word}")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Shortcuts on this page")
    for words in ("Next ticket", "Select the ticket", "Open the ticket", "Solve", "Assign", "Search"):
        expect(help_.get_by_role("listitem").filter(has_text=words).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search tickets")).to_be_focused()


def test_note_and_reply_are_written_and_sent_by_keys(staffed_desk: Desk, visitors: Visitors, tickets: list[int]):
    ticket = tickets[0]
    page = visitors.come("bruno")
    page.goto(f"{staffed_desk.address}/tickets/{ticket}")
    page.locator("form[data-composer][data-ready]").wait_for()
    said = "SELECT visibility FROM tickets_message WHERE ticket_id = ? AND text = ?"
    for key, text, kind in (("n", "Ask Carla.", "internal"), ("r", "We are on it.", "public")):
        page.keyboard.press(key)
        expect(page.locator(".ProseMirror")).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("region", name="Conversation").get_by_text(text)).to_be_visible()
        page.locator("form[data-composer][data-ready]").wait_for()
        assert staffed_desk.rows(said, ticket, text) == [(kind,)]
        focused = page.evaluate("document.activeElement.closest('[data-message]')?.textContent ?? ''")
        assert text in focused, "one goes on reading where the new message is"
