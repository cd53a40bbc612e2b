"""The bell and its page tell what needs somebody, to those who can do something about it."""

from datetime import timedelta

import pytest
from tests.channels.post import open_post
from tests.web.asking import client_of

from tridesk.channels.models import Mailbox
from tridesk.identity.types import Actor
from tridesk.infra.models import Job
from tridesk.kernel import clock


def bell(actor: Actor, had: str = "") -> str:
    return client_of(actor).get("/trouble/bell", {"had": had} if had else {}).content.decode()


def mark_of(page: str) -> str:
    return page.split("had=")[1].split('"')[0]


@pytest.fixture
def failing(cast, now):
    post = open_post(now)
    since = clock.now() - timedelta(minutes=50)
    Mailbox.objects.update(failing_since=since, error_reason="login_refused", error="[AUTHENTICATIONFAILED] <no>")
    post.take_in(b"Subject: nobody\n\nwords\n")
    return cast


def test_where_all_is_well_it_says_so_kindly(cast, now):
    open_post(now)
    told = bell(cast.dante)
    assert "All is well" in told
    assert "count-trouble" not in told
    assert "All is well" in client_of(cast.dante).get("/trouble").content.decode()


def test_it_counts_and_says_what_to_do(failing):
    told = bell(failing.dante)
    assert "2 things need somebody" in told
    assert "help@desk.test has not worked since" in told
    assert "half an hour" in told
    assert f"/settings/mailboxes/{Mailbox.objects.get().pk}" in told
    page = client_of(failing.dante).get("/trouble").content.decode()
    assert "[AUTHENTICATIONFAILED] &lt;no&gt;" in page
    assert "1 mail is parked" in page


def test_what_did_not_change_is_not_sent_again(failing):
    mark = mark_of(bell(failing.dante))
    assert client_of(failing.dante).get(f"/trouble/bell?had={mark}").status_code == 204
    Job.objects.create(lane="events", queue="x", created_at=clock.now(), run_at=clock.now(), parked_at=clock.now())
    assert "3 things need somebody" in bell(failing.dante, had=mark)


def test_pages_carry_it_without_a_statement_and_only_for_who_may(failing):
    client = client_of(failing.dante)
    assert 'hx-get="/trouble/bell"' in client.get("/inbox").content.decode()
    assert "/trouble" not in client_of(failing.bruno).get("/inbox").content.decode()
    assert client_of(failing.bruno).get("/trouble").status_code == 403


def test_mails_that_a_server_cannot_give_are_named(cast, now):
    open_post(now)
    Mailbox.objects.update(missed=[7, 9])
    assert "The server cannot give us 2 mails." in bell(cast.dante)
    page = client_of(cast.dante).get(f"/settings/mailboxes/{Mailbox.objects.get().pk}").content.decode()
    assert "The server cannot give us 2 mails." in page
