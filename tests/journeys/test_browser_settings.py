"""Dante sets the desk up: a person, a role, a team, a mailbox, a field; and takes parked mail in again."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import Desk, Visitors
from tests.servers.mail import MailServers

pytestmark = pytest.mark.browser


@pytest.fixture
def dante(visitors: Visitors) -> Page:
    return visitors.come("dante")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def pick(page: Page, label: str, words: str) -> None:
    """In a field with suggestions."""
    page.get_by_role("combobox", name=label).fill(words)
    page.get_by_role("option", name=words).first.click()


def test_a_person_gets_a_role_of_their_own_and_a_team(staffed_desk: Desk, dante: Page):
    dante.goto(f"{staffed_desk.address}/settings")
    dante.get_by_role("main").get_by_role("link", name="Roles").last.click()
    dante.get_by_role("link", name="Add a role").click()
    dante.get_by_label("Name").fill("Night shift")
    dante.locator("select[name=side]").select_option("analyst")
    dante.locator("input[name=permissions]").first.check()
    dante.get_by_role("button", name="Add the role").click()
    expect(heading(dante)).to_have_text("Night shift")

    dante.goto(f"{staffed_desk.address}/settings/teams")
    dante.get_by_role("link", name="Add a team").click()
    dante.get_by_label("Name").fill("Owls")
    dante.get_by_role("button", name="Add the team").click()
    expect(heading(dante)).to_have_text("Owls")
    team = dante.url

    dante.goto(f"{staffed_desk.address}/people")
    dante.get_by_role("link", name="Add a person").click()
    dante.get_by_label("Name", exact=True).fill("Nora Night")
    dante.get_by_label("Mail address").fill("nora@desk.test")
    dante.get_by_label("Role").select_option(label="Night shift")
    dante.get_by_role("button", name="Add the person").click()
    expect(heading(dante)).to_contain_text("Nora Night")

    dante.goto(team)
    pick(dante, "Person", "Nora Night")
    dante.get_by_role("button", name="Add to the team").click()
    expect(dante.get_by_role("region", name="Members").get_by_role("link", name="Nora Night")).to_be_visible()
    dante.goto(f"{staffed_desk.address}/settings/audit")
    expect(dante.get_by_role("main")).to_contain_text("Nora Night")


@pytest.mark.servers
def test_a_mailbox_is_added_and_tried(staffed_desk: Desk, dante: Page, mail_servers: MailServers):
    user = mail_servers.user("help", "tridesk.test")
    dante.goto(f"{staffed_desk.address}/settings/mailboxes/new")
    typed = {
        "Mail address": user.address,
        "Server to fetch from": "localhost",
        "Port to fetch from": str(mail_servers.imap.tls_port),
        "User for fetching": user.address,
        "Password for fetching": "not this one",
        "SMTP server": "localhost",
        "SMTP port": str(mail_servers.smtp.submissions_port),
        "SMTP user": user.address,
        "SMTP password": user.password,
        "File with the servers": str(mail_servers.certificates.authority),
    }
    for label, value in typed.items():
        dante.get_by_label(label).fill(value)
    dante.get_by_role("button", name="Add the mailbox").click()
    expect(heading(dante)).to_have_text(user.address)
    dante.get_by_role("button", name="Try both servers").click()
    expect(dante.get_by_role("main")).to_contain_text("Fetching does not work.")
    expect(dante.get_by_role("main")).to_contain_text("Sending works")
    dante.get_by_label("Password for fetching").fill(user.password)
    dante.get_by_role("button", name="Save").click()
    dante.get_by_role("button", name="Try both servers").click()
    expect(dante.get_by_role("main")).to_contain_text("Fetching works")
    dante.get_by_role("button", name="Remove", exact=True).click()
    dante.get_by_role("dialog").get_by_role("button", name="Remove the mailbox").click()
    expect(heading(dante)).to_have_text("Mailboxes")
    expect(dante.get_by_role("link", name=user.address)).to_have_count(0)


def test_a_field_of_ones_own_is_filled_in_at_a_ticket(staffed_desk: Desk, dante: Page, open_tickets):
    (ticket,) = open_tickets("The lamp is dark")
    dante.goto(f"{staffed_desk.address}/settings/fields/new")
    dante.get_by_label("Name in English").fill("Serial number")
    dante.get_by_label("Kind").select_option("text")
    dante.get_by_role("button", name="Add the field").click()
    expect(dante.get_by_role("link", name="Serial number")).to_be_visible()
    dante.goto(f"{staffed_desk.address}/tickets/{ticket}")
    with dante.expect_response("**/properties"):
        dante.get_by_label("Serial number").fill("LX-4711")
        dante.get_by_label("Serial number").press("Tab")
    dante.reload()
    expect(dante.get_by_label("Serial number")).to_have_value("LX-4711")
    dante.get_by_role("link", name="Timeline").click()
    expect(dante.locator("ol.timeline")).to_contain_text("LX-4711")


def test_parked_mail_is_taken_in_again_once_its_reason_is_gone(staffed_desk: Desk, dante: Page, tmp_path: Path):
    dante.goto(f"{staffed_desk.address}/people?q=Otto")
    dante.get_by_role("link", name="Otto Olsen").click()
    otto = dante.url
    dante.get_by_role("button", name="Switch off").first.click()
    confirm = dante.get_by_role("dialog").get_by_role("button", name="Switch off")
    if confirm.is_visible():
        confirm.click()
    dante.get_by_role("button", name="Switch on").wait_for()
    letter = tmp_path / "letter.eml"
    letter.write_text(
        "From: Otto <otto@elsewhere.test>\nTo: desk@tridesk.test\nSubject: Let me in\n"
        "Message-ID: <parked@elsewhere.test>\nDate: Tue, 10 Mar 2026 09:00:00 +0000\n\nIt is cold.\n"
    )
    (said,) = staffed_desk.lines("mail", "ingest", str(letter))
    assert (said["outcome"], said["reason"]) == ("parked", "sender_switched_off")

    dante.goto(f"{staffed_desk.address}/settings/mail")
    dante.get_by_role("link", name="Let me in").click()
    parked = dante.url
    dante.goto(otto)
    dante.get_by_role("button", name="Switch on").click()
    dante.get_by_role("button", name="Switch off").first.wait_for()
    dante.goto(parked)
    dante.get_by_role("button", name="Try it again").click()
    dante.wait_for_url("**/settings/mail")
    staffed_desk.wait_for("SELECT 1 FROM tickets_ticket WHERE subject = ?", "Let me in")
    dante.reload()
    expect(dante.get_by_role("link", name="Let me in")).to_have_count(0)


def test_the_words_of_a_mail_are_changed_while_their_preview_follows(staffed_desk: Desk, dante: Page):
    dante.goto(f"{staffed_desk.address}/settings/mail-templates")
    card = dante.locator(".card").filter(has=dante.get_by_role("heading", name="Acknowledgement"))
    card.get_by_role("link", name="Español").click()
    expect(heading(dante)).to_have_text("Acknowledgement · Español")
    mail = dante.frame_locator("iframe[name=mail-preview]")
    expect(mail.frame_locator("iframe").locator("body")).to_contain_text("TD-4711")

    dante.get_by_role("textbox", name="HTML").fill("")
    dante.get_by_role("textbox", name="Plain text").fill("Estimada ")
    dante.get_by_role("button", name="Insert name").click()
    dante.get_by_role("textbox", name="Plain text").press_sequentially(": ")
    dante.get_by_role("button", name="Insert number").click()
    expect(mail.frame_locator("iframe").locator("body")).to_contain_text("Estimada Alice Andrade: TD-4711")
    dante.get_by_role("radio", name="Plain text").check()
    expect(mail.locator("pre")).to_have_text("Estimada Alice Andrade: TD-4711")
    dante.get_by_role("radio", name="Dark").check()
    expect(mail.locator("body.dark")).to_be_visible()
    dante.get_by_role("radio", name="Phone").check()
    expect(dante.locator("iframe[name=mail-preview]")).to_have_css("width", "390px")

    dante.get_by_role("button", name="Save", exact=True).click()
    expect(dante.get_by_role("main")).to_contain_text("by Dante Dias.")
    dante.get_by_role("button", name="Restore the shipped words").click()
    dante.get_by_role("button", name="Undo").click()
    expect(dante.get_by_role("textbox", name="Plain text")).to_have_value("Estimada {{ name }}: {{ number }}")


def test_the_preview_of_a_mail_needs_no_scripts(staffed_desk: Desk, visitors: Visitors):
    plain = visitors.come("dante", java_script_enabled=False)
    plain.goto(f"{staffed_desk.address}/settings/mail-templates/reply/en")
    plain.get_by_role("textbox", name="HTML").fill("<div>{{ body }}</div><p>Yours</p>")
    plain.get_by_role("button", name="Show the preview").click()
    mail = plain.frame_locator("iframe[name=mail-preview]").frame_locator("iframe")
    expect(mail.locator("body")).to_contain_text("Yours")
    expect(plain.get_by_role("textbox", name="HTML")).to_have_value("<div>{{ body }}</div><p>Yours</p>")
