"""An administrator's words go out in the reader's language; broken ones stop no mail; each change is in the trail."""

import email
import email.policy
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import Post
from tests.events import events

from tridesk.channels.actions.letters import letter
from tridesk.channels.actions.mail_templates import (
    change_mail_template,
    restore_mail_template,
    take_up_mail_template,
    try_mail_template,
)
from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.channels.errors import MailTemplateChangedError, MailTemplateInvalidError, MailTemplateNotFoundError
from tridesk.channels.events import MailTemplateChanged, MailTemplateRestored, MailTemplateTakenUp
from tridesk.channels.kinds.email.outbound import compose
from tridesk.channels.kinds.email.standing import standing
from tridesk.channels.models import MailTemplate, OutboundMail
from tridesk.channels.queries import mail_template, mail_templates
from tridesk.channels.types import MailWords
from tridesk.kernel.errors import NotAllowedError
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, Visibility

pytestmark = pytest.mark.django_db
OURS = MailWords("{{ number }} {{ subject }}", "Oi {{ name }}!\n\n{{ number }}\n\n{{ signature }}", "")
ACK = {"kind": "acknowledgement", "language": "pt-br"}


def sent(mail: OutboundMail, now) -> tuple[str, str, str]:
    """Subject, plain text and page of the mail as it would go now."""
    said = letter(mail, now=now)
    assert said is not None
    message = email.message_from_bytes(compose(said), policy=email.policy.default)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    return str(message["Subject"]), plain.get_content().replace("\r\n", "\n"), page.get_content()


def acknowledgement(post: Post) -> OutboundMail:
    """Alice, who reads Portuguese, wrote to the desk."""
    post.receive(subject="It {{ body }} burns")
    post.settle()
    return OutboundMail.objects.get(kind="acknowledgement")


def test_the_readers_language_decides_whose_words_go(post, cast, now):
    mail = acknowledgement(post)
    change_mail_template(actor=cast.dante, kind="acknowledgement", language="es", words=OURS, now=now)
    assert "Oi Alice" not in sent(mail, now)[1]
    change_mail_template(actor=cast.dante, **ACK, words=OURS, now=now)
    subject, text, page = sent(mail, now)
    assert subject == f"TD-{mail.ticket_id} It {{{{ body }}}} burns", "a requester's words are never a template"
    assert text == f"Oi Alice Andrade!\n\nTD-{mail.ticket_id}\n"
    assert "Oi Alice Andrade!" in page
    restore_mail_template(actor=cast.dante, **ACK, now=now)
    assert "Oi Alice" not in sent(mail, now)[1]
    take_up_mail_template(actor=cast.dante, **ACK, now=now)
    assert sent(mail, now)[1].startswith("Oi Alice")


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "{{ nobody }}"},
        {"text": ""},
        {"subject": "no number"},
        {"html": "<p>{{ number"},
        {"html": "<script>{{ number }}</script>"},
    ],
)
def test_what_was_broken_by_hand_stops_no_mail(post, cast, now, broken, caplog):
    mail = acknowledgement(post)
    shipped = sent(mail, now)
    change_mail_template(actor=cast.dante, **ACK, words=OURS, now=now)
    MailTemplate.objects.update(**broken)
    with caplog.at_level(logging.WARNING):
        assert sent(mail, now) == shipped
    assert "the template of acknowledgement in pt-br cannot be used" in caplog.text
    assert mail_template(actor=cast.dante, **ACK).broken


def test_an_answer_says_with_whom_the_ticket_is(post, cast, now):
    taken = post.receive()
    said = reply(
        actor=cast.bruno,
        ticket_id=taken.ticket,
        body=Body(text="Unplug it.\n\n{{ number }}", html="<p>Unplug <b>it</b>. {{ number }}</p>"),
        visibility=Visibility.PUBLIC,
        channel=Channel.WEB,
        now=now,
    )
    post.settle()
    words = MailWords("", "{{ body }}\n{{ standing }}\n{{ author }}", "<p>{{ body }}</p><p>{{ standing }}</p>")
    change_mail_template(actor=cast.dante, kind="reply", language="pt-br", words=words, now=now)
    mail = OutboundMail.objects.get(said=said, kind="reply")
    _subject, text, page = sent(mail, now)
    body, standing, author = text.strip().rsplit("\n", 2)
    assert (body, author) == ("Unplug it.\n\n{{ number }}", "Bruno Bianchi")
    assert standing
    assert "<div><p>Unplug <b>it</b>. {{ number }}</p></div>" in page
    assert standing in page


def test_a_notice_leads_the_team_to_the_ticket_and_nobody_else(post, cast, now):
    taken = post.receive()
    for actor in (cast.bruno, cast.alice):
        queue_notice(
            occasion=f"x:{actor.name}", person=person(actor), subject="News", text="News", ticket=taken.ticket, now=now
        )
    bruno, alice = (sent(mail, now)[1] for mail in OutboundMail.objects.filter(kind="notice").order_by("id"))
    assert f"/tickets/{taken.ticket}" in bruno
    assert "An answer to this mail goes to the requester." in bruno
    assert "/tickets/" not in alice
    assert alice.startswith("News\n\n")
    assert len(alice.strip().splitlines()) == 3, "News and the ticket's number"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("new", "somebody of our team reads it"),
        ("open", "we work on it"),
        ("waiting_requester", "It is with you now"),
        ("waiting_vendor", "It is with the vendor now"),
        ("on_hold", "put off"),
        ("solved", "that opens it again"),
        ("closed", "It is closed"),
    ],
)
def test_every_status_has_its_sentence(status, told):
    assert told in standing(status, "en", to_requester=True)
    others = standing(status, "en", to_requester=False)
    assert others
    assert "with you" not in others
    assert "with the vendor now" not in others, "the reader may be the vendor"


def test_each_change_is_in_the_trail_with_before_and_after(cast, now):
    long = MailWords("", "{{ number }}" + "x" * 5000, "")
    change_mail_template(actor=cast.dante, **ACK, words=long, now=now)
    change_mail_template(actor=cast.dante, **ACK, words=OURS, now=now)
    change_mail_template(actor=cast.dante, **ACK, words=OURS, now=now)
    restore_mail_template(actor=cast.dante, **ACK, now=now)
    restore_mail_template(actor=cast.dante, **ACK, now=now)
    take_up_mail_template(actor=cast.dante, **ACK, now=now)
    row = MailTemplate.objects.get()
    told = events(f"mail_template:{row.pk}")
    assert [type(event) for event in told] == [
        MailTemplateChanged, MailTemplateChanged, MailTemplateRestored, MailTemplateTakenUp,
    ]  # fmt: skip
    first, second = told[:2]
    assert first.changes["text"][1].startswith("{{ number }}xxx")
    assert first.changes["html"][1] == ""
    assert max(len(each) for pair in first.changes.values() for each in pair) <= 500
    assert set(second.changes) == {"subject", "text"}
    assert all(event.by == cast.dante.person_id and event.audit for event in told)


def test_only_who_manages_mailboxes_may(cast, now):
    for actor in (cast.carla, cast.bruno, cast.alice, cast.otto):
        for deed in (change_mail_template, try_mail_template):
            with pytest.raises(NotAllowedError):
                deed(actor=actor, **ACK, words=OURS, now=now)
        for deed in (restore_mail_template, take_up_mail_template):
            with pytest.raises(NotAllowedError):
                deed(actor=actor, **ACK, now=now)
        with pytest.raises(NotAllowedError):
            mail_templates(actor=actor)
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize("where", [{"kind": "poem", "language": "en"}, {"kind": "reply", "language": "tlh"}])
def test_there_are_no_other_mails_or_languages(cast, now, where):
    with pytest.raises(MailTemplateNotFoundError):
        change_mail_template(actor=cast.dante, **where, words=OURS, now=now)
    with pytest.raises(MailTemplateNotFoundError):
        restore_mail_template(actor=cast.dante, kind="reply", language="en", now=now)


def test_what_cannot_be_taken_changes_nothing(cast, now):
    change_mail_template(actor=cast.dante, **ACK, words=OURS, now=now)
    with pytest.raises(MailTemplateInvalidError):
        change_mail_template(actor=cast.dante, **ACK, words=MailWords("", "Hi", ""), now=now)
    assert MailTemplate.objects.get().text == OURS.text


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cast, now):
    other = replace(cast.dante, person_id=cast.carla.person_id)
    change_mail_template(actor=other, **ACK, words=OURS, now=now + timedelta(minutes=1))
    mine = MailWords("", "{{ number }}", "")
    with pytest.raises(MailTemplateChangedError):
        change_mail_template(actor=cast.dante, **ACK, words=mine, seen=now, now=now + timedelta(minutes=2))
    seen = now + timedelta(minutes=2)
    change_mail_template(actor=cast.dante, **ACK, words=mine, seen=seen, now=seen)
    assert MailTemplate.objects.get().text == "{{ number }}"


def test_all_are_listed_with_who_changed_them(cast, now):
    change_mail_template(actor=cast.dante, **ACK, words=OURS, now=now)
    rows = mail_templates(actor=cast.dante)
    assert len(rows) == 9
    (row,) = [row for row in rows if row.changed_at]
    assert (row.kind, row.language, row.in_use, row.changed_by) == ("acknowledgement", "pt-br", True, "Dante Dias")


def test_a_trial_goes_to_the_one_who_asks_as_the_mail_itself(post, cast, now):
    words = MailWords(
        "", "Dear {{ name }}\n\n{{ number }}", '<p style="color:#123456">Dear {{ name }} {{ number }}</p>'
    )
    assert try_mail_template(actor=cast.dante, kind="acknowledgement", language="es", words=words, now=now)
    assert not try_mail_template(actor=cast.dante, kind="acknowledgement", language="es", words=words, now=now)
    mail = OutboundMail.objects.get()
    assert (mail.recipient, mail.kind, mail.ticket_id) == ("dante@desk.test", "notice", None)
    subject, text, page = sent(mail, now)
    assert subject.endswith("[TD-0]"), "an answer to it finds nobody's ticket"
    assert text == "Dear Alice Andrade\n\nTD-0\n"
    assert '<p style="color:#123456">Dear Alice Andrade TD-0</p>' in page
    assert not MailTemplate.objects.exists()
