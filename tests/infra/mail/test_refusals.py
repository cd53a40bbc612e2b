import imaplib

import pytest

from tridesk.infra.mail.errors import Reason
from tridesk.infra.mail.refusals import refusal


@pytest.mark.parametrize(
    ("said", "reason", "permanent", "code"),
    [
        ("[AUTHENTICATIONFAILED] Invalid credentials", Reason.LOGIN_REFUSED, True, "AUTHENTICATIONFAILED"),
        ("[UNAVAILABLE] Temporary authentication failure", Reason.LOGIN_REFUSED, False, "UNAVAILABLE"),
        ("[ALERT] Too many simultaneous connections", Reason.LOGIN_REFUSED, False, "ALERT"),
        ("LOGIN failed.", Reason.LOGIN_REFUSED, True, ""),
        ("[NONEXISTENT] Unknown Mailbox: Support", Reason.FOLDER_MISSING, True, "NONEXISTENT"),
        ("[INUSE] Mailbox is locked", Reason.FOLDER_MISSING, False, "INUSE"),
        ("[SERVERBUG] Internal error", Reason.PROTOCOL, False, "SERVERBUG"),
        ("Command unknown", Reason.PROTOCOL, False, ""),
    ],
)
def test_a_servers_no_says_whether_asking_again_can_help(said: str, reason: Reason, permanent: bool, code: str) -> None:
    for words in (said, said.encode()):
        error = refusal(imaplib.IMAP4.error(words), reason)
        assert (error.reason, error.permanent, error.code, error.detail) == (reason, permanent, code, said)
