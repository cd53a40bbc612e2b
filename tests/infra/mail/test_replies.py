import pytest

from tridesk.infra.mail.errors import Reason
from tridesk.infra.mail.replies import failed, lost, nobody, read_reply
from tridesk.infra.mail.types import Reply


def test_the_enhanced_code_is_taken_out_of_every_line() -> None:
    said = b"5.7.26 Unauthenticated mail\n5.7.26 is not accepted"
    assert read_reply(550, said) == Reply(550, "5.7.26", "Unauthenticated mail is not accepted")
    assert read_reply(451, b"Try later") == Reply(451, "", "Try later")


@pytest.mark.parametrize(
    ("code", "permanent", "reason"),
    [
        (450, False, Reason.REFUSED),
        (550, True, Reason.REFUSED),
        (552, True, Reason.REFUSED),
        (421, False, Reason.UNREACHABLE),
        (-1, False, Reason.UNREACHABLE),
        (530, False, Reason.LOGIN_REFUSED),
        (535, False, Reason.LOGIN_REFUSED),
    ],
)
def test_a_refusal_is_permanent_only_when_the_message_is_at_fault(code: int, permanent: bool, reason: Reason) -> None:
    failure = failed(Reply(code, "", "said"), {})
    assert (failure.permanent, failure.reason) == (permanent, reason)


def test_one_recipient_who_may_be_taken_later_keeps_the_message_alive() -> None:
    gone, busy = Reply(550, "5.1.1", "unknown"), Reply(450, "4.7.1", "greylisted")
    failure = nobody({"elena@fabrikam.test": gone, "alice@acme.test": busy})
    assert not failure.permanent
    assert failure.reply == busy
    assert failure.refused["elena@fabrikam.test"] == gone
    assert nobody({"elena@fabrikam.test": gone}).permanent


def test_a_lost_connection_is_never_permanent() -> None:
    failure = lost(ConnectionResetError(104, "reset"), uncertain=True)
    assert (failure.permanent, failure.reason, failure.uncertain) == (False, Reason.UNREACHABLE, True)
    assert "reset" in str(failure)
