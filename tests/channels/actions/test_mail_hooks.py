"""A secret address for mail that a provider posts: shown once, kept as a digest, ended when somebody wants it."""

import pytest
from tests.events import events

from tridesk.channels.actions.mail_hooks import make_hook, revoke_hook
from tridesk.channels.errors import MailboxNotFoundError
from tridesk.channels.models import Mailbox
from tridesk.channels.queries.mailboxes import mailbox_of_hook
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import MailboxId

pytestmark = pytest.mark.django_db


def test_a_token_leads_to_its_mailbox_until_it_is_made_anew_or_ended(post, cast, now):
    first = make_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    found = mailbox_of_hook(token=first)
    assert found is not None
    assert found.id == post.mailbox
    second = make_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    assert (mailbox_of_hook(token=first), mailbox_of_hook(token=second)) == (None, found)
    revoke_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    assert mailbox_of_hook(token=second) is None


def test_the_token_is_nowhere_and_what_was_done_is_told(post, cast, now):
    token = make_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    revoke_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    revoke_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    told = [event.changes for event in events(f"mailbox:{post.mailbox}")[1:]]
    assert told == [{"hook": ("no", "yes")}, {"hook": ("yes", "no")}]
    make_hook(actor=cast.dante, mailbox_id=post.mailbox, now=now)
    row = Mailbox.objects.get(pk=post.mailbox)
    assert (len(row.hook_digest), row.hook_made_at) == (64, now)
    assert token not in str(vars(row))


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "0" * 64])
def test_no_other_words_lead_anywhere(post, token):
    assert mailbox_of_hook(token=token) is None


def test_only_who_may_manage_mailboxes_makes_and_ends_one(post, cast, now):
    for call in (make_hook, revoke_hook):
        for actor in (cast.bruno, cast.alice, cast.otto):
            with pytest.raises(NotAllowedError):
                call(actor=actor, mailbox_id=post.mailbox, now=now)
        with pytest.raises(MailboxNotFoundError):
            call(actor=cast.dante, mailbox_id=MailboxId(10**9), now=now)
