"""The doctor finds each trouble and says what to do."""

from datetime import timedelta

import pytest
from django.conf import settings
from tests.channels.post import open_post

from tridesk.channels.actions.fetch_mail import note_failure
from tridesk.channels.models import InboundMail, Mailbox, OutboundMail
from tridesk.cli import doctor
from tridesk.infra import schema
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.models import Job
from tridesk.infra.outbox import enqueue
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db


def found() -> dict[str, str]:
    return {finding.code: finding.level for finding in doctor._findings()}


def test_an_empty_desk_lacks_an_administrator_and_a_mailbox(db):
    seen = found()
    assert seen["database"] == seen["schema"] == "ok"
    assert seen["no_administrator"] == "error"
    assert seen["no_mailbox"] == seen["no_smtp"] == "warning"


def test_a_desk_in_order_has_nothing_wrong(cast, now):
    open_post(now)
    seen = found()
    assert seen["mailbox"] == "ok"
    assert "error" not in seen.values()


def test_work_that_waits_too_long_and_parked_work_are_found(cast):
    enqueue("tests.nothing", {}, run_at=clock_now() - timedelta(minutes=6))
    assert found()["jobs_late"] == "error"
    Job.objects.update(parked_at=clock_now())
    assert found()["jobs_parked"] == "error"


def test_parked_and_failed_mails_are_found(cast, now):
    post = open_post(now)
    post.take_in(b"Subject: nobody\n\nwords\n")
    OutboundMail.objects.create(
        kind="notice", occasion="x", recipient="a@b.test", message_id="x", queued_at=now, state="failed"
    )
    seen = found()
    assert (seen["mails_parked"], seen["mails_failed"]) == ("warning", "warning")
    assert InboundMail.objects.filter(state="parked").count() == 1


def test_a_mailbox_that_does_not_answer_is_found(cast, now, settings):
    settings.TIME_ZONE = "America/Sao_Paulo"
    post = open_post(now)
    error = MailServerError(Reason.LOGIN_REFUSED, permanent=True, detail="no such user")
    note_failure(mailbox=Mailbox.objects.get(pk=post.mailbox), error=error, now=now)
    (finding,) = [finding for finding in doctor._findings() if finding.code == "mailbox_failing"]
    assert finding.level == "error"
    assert "refused user or password" in finding.text
    assert "no such user" in finding.text
    assert "2026-03-10T06:30-03:00" in finding.text, "the installation's zone"
    assert "half an hour" in finding.todo
    assert "mailbox test help@desk.test" in finding.todo


def test_a_database_that_is_behind_is_found_and_nothing_more_is_asked(monkeypatch):
    monkeypatch.setattr(schema, "pending_migrations", lambda: ["tickets.0099_more"])
    assert found()["schema"] == "error"
    assert "no_administrator" not in found()


def test_a_full_disk_is_found(monkeypatch):
    monkeypatch.setattr(doctor, "_LEAST_FREE", 10**18)
    assert found()["disk"] == "warning"


def test_a_scanner_is_looked_for_only_where_one_is_configured(cast, clamd, monkeypatch):
    assert "clamd" not in found()
    monkeypatch.setitem(settings.CONFIG.values, "CLAMD", clamd.unix)
    assert found()["clamd"] == "ok"
    clamd.stop()
    assert found()["clamd"] == "error"


def test_a_mailbox_that_cannot_sign_is_found(cast, now):
    post = open_post(now)
    Mailbox.objects.filter(pk=post.mailbox).update(
        dkim_domain="desk.test", dkim_selector="s1", dkim_secret="sealed by somebody else"
    )
    assert found()["mailbox_unsigned"] == "warning"
