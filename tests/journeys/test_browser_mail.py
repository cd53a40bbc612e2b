"""The main job, seen by people: Alice mails, Bruno answers in the browser, her mailbox gets the answer, she replies."""

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import Desk, Visitors
from tests.journeys.test_mail import PICTURE, answer_to, mail, replies
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser, StoredMail

pytestmark = [pytest.mark.browser, pytest.mark.servers]
PASTE = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  const paste = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
  document.querySelector(".ProseMirror").dispatchEvent(paste);
}"""


@pytest.fixture(scope="module")
def support(staffed_desk: Desk, mail_servers: MailServers) -> MailUser:
    user = mail_servers.user("support", "tridesk.test")
    staffed_desk.add_mailbox(user, mail_servers)
    mail_servers.start()
    staffed_desk.wait_for("SELECT 1 FROM channels_mailbox WHERE checked_at IS NOT NULL AND lease_token <> ''")
    return user


@pytest.fixture
def alice(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("alice", "acme.test")


@pytest.fixture
def bruno(visitors: Visitors) -> Iterator[Page]:
    return visitors.come("bruno")


def write(page: Page, text: str) -> None:
    """Into the editor, once it has come."""
    page.locator("form[data-composer][data-ready]").wait_for()
    page.locator(".ProseMirror").click()
    page.keyboard.type(text)


def paste_picture(page: Page) -> None:
    page.evaluate(PASTE, ["burning.png", base64.b64encode(PICTURE).decode()])
    expect(page.locator(".ProseMirror img[data-upload]")).to_be_visible()


def reload_until(page: Page, row: str, *, seconds: float = 30) -> float:
    """Reloads until the list has a row with these words; how long that took."""
    began = time.monotonic()
    page.reload()
    while page.get_by_role("row").filter(has_text=row).count() == 0:
        assert time.monotonic() < began + seconds, f"{row!r} is not in the list"
        page.reload()
    return time.monotonic() - began


def number_of(page: Page) -> int:
    found = re.search(r"/tickets/(\d+)", page.url)
    assert found is not None
    return int(found[1])


def talk(page: Page):
    return page.get_by_role("region", name="Conversation")


def texts(answer: StoredMail, kind: str) -> str:
    body = answer.message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_mail_is_answered_with_a_picture_and_comes_back_to_the_same_ticket(
    staffed_desk: Desk, support: MailUser, alice: MailUser, bruno: Page, mail_servers: MailServers
):
    bruno.goto(f"{staffed_desk.address}/tickets?view=open")
    subject = f"The printer burns {time.monotonic_ns()}"
    question = mail(alice, support, subject, "It smokes.\n\nAlice")
    mail_servers.deliver(question, alice.address, support.address)
    support.wait_for(1, where=lambda one: one.message["Subject"] == subject)
    print(f"arrival to visible: {reload_until(bruno, subject):.2f} s")

    bruno.get_by_role("link", name=subject).click()
    expect(bruno.get_by_role("heading", level=1)).to_contain_text(subject)
    expect(talk(bruno)).to_contain_text("It smokes.")
    ticket = number_of(bruno)
    write(bruno, "Please pull the plug, as here:")
    paste_picture(bruno)
    bruno.get_by_role("button", name="Send reply").click()
    expect(talk(bruno)).to_contain_text("Please pull the plug")
    shown = talk(bruno).locator("img").last
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") == 1

    answer = replies(alice.wait_for(2))[0]
    assert answer.message["In-Reply-To"] == question["Message-ID"]
    assert str(question["Message-ID"]) in answer.message["References"]
    (picture,) = [part for part in answer.message.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == PICTURE
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in texts(answer, "html")
    assert "Please pull the plug" in texts(answer, "plain")

    mail_servers.deliver(answer_to(answer, alice, support, "It is out now."), alice.address, support.address)
    staffed_desk.wait_for("SELECT 1 FROM tickets_message WHERE ticket_id = ?", ticket, count=3)
    bruno.reload()
    expect(talk(bruno)).to_contain_text("It is out now.")
    assert staffed_desk.rows("SELECT COUNT(*) FROM tickets_ticket WHERE subject LIKE ?", f"%{subject}") == [(1,)]

    write(bruno, "Then it is done.")
    bruno.get_by_role("button", name="Send and solve").click()
    expect(bruno.get_by_role("article").get_by_text("Solved").first).to_be_visible()
    assert len(replies(alice.wait_for(3))) == 2
    bruno.get_by_role("link", name="Timeline").click()
    told = bruno.locator("ol.timeline")
    lines = told.get_by_role("listitem").all_inner_texts()
    print(*lines, sep="\n")
    assert len([one for one in lines if "Alice" in one]) >= 2
    assert len([one for one in lines if "Bruno" in one]) >= 2
    assert any("olved" in one for one in lines)


def test_nothing_is_lost_or_doubled_when_servers_go_and_the_family_is_killed_between_steps(
    staffed_desk: Desk, support: MailUser, alice: MailUser, bruno: Page, mail_servers: MailServers
):
    subject = f"No sound {time.monotonic_ns()}"
    bruno.goto(f"{staffed_desk.address}/tickets?view=open")
    staffed_desk.kill()
    mail_servers.deliver(mail(alice, support, subject, "Silence."), alice.address, support.address)
    staffed_desk.start()
    reload_until(bruno, subject)
    bruno.get_by_role("link", name=subject).click()
    bruno.wait_for_url("**/tickets/*")
    ticket = number_of(bruno)
    alice.wait_for(1)  # the acknowledgement

    mail_servers.smtp.stop()
    write(bruno, "Turn the wheel up.")
    bruno.get_by_role("button", name="Send reply").click()
    expect(talk(bruno)).to_contain_text("Turn the wheel up.")
    waiting = "SELECT 1 FROM channels_outboundmail WHERE kind = 'reply' AND error <> '' AND state = 'queued'"
    staffed_desk.wait_for(waiting)
    bruno.reload()
    expect(talk(bruno)).to_contain_text("The mail server did not take it yet")
    staffed_desk.kill()
    mail_servers.smtp.start()
    staffed_desk.start()
    answer = replies(alice.wait_for(2, seconds=60))[0]

    mail_servers.imap.stop()
    staffed_desk.wait_for("SELECT 1 FROM channels_mailbox WHERE failing_since IS NOT NULL")
    mail_servers.imap.start()
    mail_servers.deliver(answer_to(answer, alice, support, "Now I hear it."), alice.address, support.address)
    staffed_desk.wait_for("SELECT 1 FROM tickets_message WHERE ticket_id = ?", ticket, count=3, seconds=60)
    staffed_desk.kill()
    staffed_desk.start()
    bruno.reload()
    expect(talk(bruno).get_by_role("article")).to_have_count(3)
    bruno.get_by_role("button", name="Solve", exact=True).click()
    expect(bruno.get_by_role("article").get_by_text("Solved").first).to_be_visible()
    assert len(replies(alice.wait_for(2))) == 1
    assert staffed_desk.rows("SELECT COUNT(*) FROM tickets_ticket WHERE subject = ?", subject) == [(1,)]
    assert staffed_desk.rows("SELECT COUNT(*) FROM tickets_message WHERE ticket_id = ?", ticket) == [(3,)]


def link_in(message: StoredMail, desk: Desk) -> str:
    found = re.search(rf"{re.escape(desk.address)}/t/[\w.:~-]+", texts(message, "plain"))
    assert found is not None, texts(message, "plain")
    return found[0]


def test_the_link_in_the_mail_opens_the_requesters_own_page_and_nothing_else(
    staffed_desk: Desk,
    support: MailUser,
    alice: MailUser,
    visitors: Visitors,
    mail_servers: MailServers,
    tmp_path: Path,
):
    subject = f"The door is stuck {time.monotonic_ns()}"
    mail_servers.deliver(mail(alice, support, subject, "It will not open."), alice.address, support.address)
    ((ticket,),) = staffed_desk.wait_for("SELECT id FROM tickets_ticket WHERE subject = ?", subject)
    bruno = visitors.come("bruno")
    bruno.goto(f"{staffed_desk.address}/tickets/{ticket}")
    write(bruno, "Alice never oils anything.")
    bruno.get_by_text("Note", exact=True).click()
    bruno.get_by_role("button", name="Add note").click()
    expect(talk(bruno)).to_contain_text("Alice never oils anything.")
    link = link_in(alice.wait_for(1)[0], staffed_desk)

    page = visitors.come()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)
    expect(talk(page)).to_contain_text("It will not open.")
    assert "never oils" not in page.content()
    (tmp_path / "door.txt").write_text("The door, described.")
    page.locator("form[data-composer][data-ready]").wait_for()
    page.get_by_label("Attach files").set_input_files(tmp_path / "door.txt")
    write(page, "See the file.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(talk(page)).to_contain_text("See the file.")
    with page.expect_download() as saved:
        talk(page).get_by_role("link", name="door.txt").click()
    assert Path(saved.value.path()).read_text() == "The door, described."

    page.get_by_role("button", name="It is solved, close it").click()
    page.get_by_role("button", name="It is not solved after all").click()
    expect(page.get_by_role("button", name="It is solved, close it")).to_be_visible()
    bruno.reload()
    expect(talk(bruno)).to_contain_text("See the file.")
    expect(talk(bruno).get_by_role("link", name="door.txt")).to_be_visible()

    for elsewhere in (f"/tickets/{ticket}", f"/my/{ticket}", "/inbox", f"/tickets/{ticket}/timeline"):
        page.goto(f"{staffed_desk.address}{elsewhere}")
        expect(page).to_have_url(re.compile("/sign-in"))
    (other,) = staffed_desk.rows("SELECT MIN(id) FROM tickets_ticket WHERE id <> ?", ticket)[0]
    guessed = re.sub(r"/t/(\d+)", f"/t/{other or 1}", link)
    page.goto(guessed[:-1] + ("a" if guessed[-1] != "a" else "b"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is no longer good")
