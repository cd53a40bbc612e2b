"""Whose words a mail has: a hand's, an answering robot's, or one's that tells something by itself."""

from email.message import EmailMessage

import pytest

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.rules import Voice, is_robot, voice_of


def mail(sender: str, subject: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "help@desk.test", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Words.")
    return message.as_bytes()


AUTO, ALICE = {"Auto_Submitted": "auto-generated"}, "alice@acme.test"
ROWS = [
    (ALICE, "The printer burns", {}, Voice.HAND),
    (ALICE, "Critical problem with the printer", {}, Voice.HAND),
    (ALICE, "Out of office", {"Auto_Submitted": "auto-replied"}, Voice.ANSWER),
    (ALICE, "Automatic reply: The printer", {"X_Auto_Response_Suppress": "All"}, Voice.ANSWER),
    (ALICE, "Away", {"X_Autoreply": "yes"}, Voice.ANSWER),
    (ALICE, "Away", {"Precedence": "auto_reply"}, Voice.ANSWER),
    (ALICE, "Respuesta automática: hola", AUTO, Voice.ANSWER),
    (
        "mailer-daemon@acme.test",
        "Undelivered Mail Returned to Sender",
        {"Auto_Submitted": "auto-replied"},
        Voice.ANSWER,
    ),
    ("nagios@acme.test", "** PROBLEM Service Alert: web01/HTTP is CRITICAL **", {}, Voice.NOTICE),
    ("icinga2@acme.test", "[PROBLEM] Ping on web01 is CRITICAL!", {}, Voice.NOTICE),
    ("zabbix-prod@acme.test", "Problem: Disk space is low", {}, Voice.NOTICE),
    ("Grafana <grafana@acme.test>", "[FIRING:1] HighCPU", {}, Voice.NOTICE),
    ("alertmanager@acme.test", "[FIRING:1] HighCPU", {}, Voice.NOTICE),
    ("Cron Daemon <root@web01.acme.test>", "Cron <root@web01> backup", AUTO, Voice.NOTICE),
    ("root@web01.acme.test", "Backup failed", {}, Voice.NOTICE),
    ("root@web01.acme.test", "Could you look at my account?", {}, Voice.HAND),
    ("alerts@acme.test", "Disk down on web01", {"In_Reply_To": "<a@b.test>"}, Voice.HAND),
    ("backup@acme.test", "Respaldo completado", {}, Voice.NOTICE),
    ("no-reply@shop.test", "Your invoice", {}, Voice.NOTICE),
    ("jira@acme.test", "[JIRA] (DESK-12) Broken", {**AUTO, "Precedence": "bulk"}, Voice.NOTICE),
    (ALICE, "News", {"List_Id": "<dev.acme.test>"}, Voice.NOTICE),
    (ALICE, "Quarter", {"X_Auto_Response_Suppress": "OOF"}, Voice.NOTICE),
    (ALICE, "Watch", {"Auto_Submitted": "auto-notified"}, Voice.NOTICE),
]


@pytest.mark.parametrize(("sender", "subject", "headers", "voice"), ROWS)
def test_whose_words_these_are(sender: str, subject: str, headers: dict[str, str], voice: Voice) -> None:
    message = parse(mail(sender, subject, **headers))
    assert voice_of(message) is voice
    assert is_robot(message) is (voice is not Voice.HAND)
