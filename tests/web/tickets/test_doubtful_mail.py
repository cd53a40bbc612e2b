"""Who reads a mail hears where our own servers doubt that it is from whom it says."""

import pytest
from tests.channels.post import ALICE, BRUNO, mail_of, open_post, ticket_of
from tests.web.asking import client_of
from tests.web.tickets.desk import seen_by

from tridesk.channels.kinds.email.own_marks import plus_address

FAILED, POSING = "could not confirm that this mail is really from", "This mail may not be from"
TOP = "mx.desk.test; "


@pytest.fixture
def post(cast, now, settings):
    settings.CONFIG = type(settings.CONFIG)({**settings.CONFIG.values, "TRUSTED_AUTHSERV": ("mx.desk.test",)})
    return open_post(now)


@pytest.mark.parametrize(
    ("sender", "results", "shown"),
    [
        (ALICE, "", ""),
        (ALICE, TOP + "dmarc=pass header.from=acme.test", ""),
        (ALICE, TOP + "dmarc=fail header.from=acme.test", FAILED),
        (ALICE, TOP + "spf=softfail; dkim=fail", FAILED),
        (ALICE, TOP + "spf=none", ""),
        (ALICE, "mx.elsewhere.test; dmarc=fail header.from=acme.test", ""),
        (BRUNO, TOP + "dmarc=fail header.from=desk.test", POSING),
        (BRUNO, TOP + "spf=pass smtp.mailfrom=evil.test; dkim=none", POSING),
        (BRUNO, TOP + "spf=pass smtp.mailfrom=desk.test", ""),
        (BRUNO, "mx.elsewhere.test; dmarc=fail", ""),
        ("The boss <boss@desk.test>", TOP + "dmarc=none; spf=none", POSING),
        ("boss@xdesk.test", TOP + "dmarc=none; spf=none", ""),
        ("boss@d_sk.test", TOP + "dmarc=none; spf=none", ""),
    ],
)
def test_a_doubtful_mail_says_so(post, cast, now, sender, results, shown):
    number = ticket_of(ALICE, now)
    extra = {"Authentication_Results": results} if results else {}
    taken = post.receive(sender, "Re", "Send money.", to=plus_address("help@desk.test", number), **extra)
    page = seen_by(cast.bruno, f"/tickets/{number}")
    assert (FAILED in page, POSING in page) == (shown == FAILED, shown == POSING)
    assert mail_of(taken).concern == {"": "", FAILED: "failed", POSING: "posing"}[shown]
    earlier = client_of(cast.bruno).get(f"/tickets/{number}/earlier?before=999999999").content.decode()
    assert (FAILED in earlier, POSING in earlier) == (shown == FAILED, shown == POSING)
    assert FAILED not in seen_by(cast.alice, f"/my/tickets/{number}")


def test_what_the_servers_said_is_kept(post, now):
    taken = post.receive(Authentication_Results=TOP + "dkim=pass header.d=acme.test; spf=fail; arc=pass")
    kept = mail_of(taken).authenticity
    assert (kept["dkim"], kept["spf"], kept["arc"], kept["dkim_domains"]) == ("pass", "fail", "pass", ["acme.test"])
