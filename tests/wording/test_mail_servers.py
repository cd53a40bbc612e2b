from tridesk.infra.mail.errors import Reason
from tridesk.wording.mail_servers import TROUBLE, mail_trouble, retry_pace


def test_every_reason_of_the_mail_wire_has_words():
    assert {reason.value for reason in Reason} <= set(TROUBLE)
    assert "What the server said" in mail_trouble("never heard of")


def test_only_a_refused_login_is_said_to_be_tried_seldom():
    assert "half an hour" in retry_pace("login_refused")
    assert retry_pace("unreachable") == ""
