"""What a robot speaks of stays the same while its numbers and states change, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.channels.rules.topics import is_recovery, matter, same_source, says_state, topic_of
from tridesk.channels.types import IncomingMessage, TransportMarks
from tridesk.kernel.text import MailAddress


def mail(subject: str, sender: str = "nagios@acme.test", list_id: str = "") -> IncomingMessage:
    return IncomingMessage(sender=MailAddress("", sender), subject=subject, marks=TransportMarks(list_id=list_id))


SAME = [
    ("** PROBLEM Service Alert: web01/HTTP is CRITICAL **", "** RECOVERY Service Alert: web01/HTTP is OK **"),
    ("PROBLEM - Host web01 is DOWN", "RECOVERY - Host web01 is UP"),
    ("[FIRING:2] HighCPU (srv-db-02 warning)", "[RESOLVED] HighCPU (srv-db-02 warning)"),
    (
        "Problem: Disk space is low on 10.0.0.5 (used > 90%)",
        "Resolved in 5m 3s: Disk space is low on 10.0.0.5 (used > 80 %)",
    ),
    ("Backup OK 2026-11-29 03:00:12 files", "Re: Backup FAILED 2026-11-30 03:00:09 files"),
    ("Job 5f2b1c3e-1111-2222-3333-444455556666 done, 3.4 GB", "Job aaaabbbb-1111-2222-3333-ccccddddeeee done, 17 MB"),
    ("Build a1b2c3d4e failed", "Fwd: Build 99f00aa1b2c3 succeeded"),
    ("Copia de seguridad fallida: nas, 29 de noviembre", "Copia de seguridad completada: nas, 3 de diciembre"),
    ("CRÍTICO: temperatura 43°C en sala norte", "RECUPERADO: temperatura 21°C en sala norte"),
    ("Falha no backup do servidor, 29/11/2026", "Sucesso no backup do servidor, 30/11/2026"),
    ("INC0012345: VPN", "INC0012377: VPN"),
    ("Logwatch for web01 (Mon Nov 30)", "Logwatch for web01 (Tue Dec 1)"),
]
OTHER = [
    ("PROBLEM - Host web01 is DOWN", "PROBLEM - Host web02 is DOWN"),
    ("[FIRING:1] HighCPU (srv-db-02)", "[FIRING:1] HighCPU (srv-db-03)"),
    ("Disk is full on 10.0.0.5", "Disk is full on 10.0.0.6"),
    ("** PROBLEM: web01/HTTP is CRITICAL **", "** PROBLEM: web01/SSH is CRITICAL **"),
    ("Backup OK: files", "Backup OK: database"),
    ("Falla de la impresora", "Falla del escáner"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_matter_whatever_the_numbers_and_states(one: str, other: str) -> None:
    assert matter(one) == matter(other)
    assert topic_of(mail(one)) == topic_of(mail(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_matters_stay_apart(one: str, other: str) -> None:
    assert topic_of(mail(one)) != topic_of(mail(other))


def test_another_sender_speaks_of_something_else_even_in_the_same_words() -> None:
    assert topic_of(mail("Disk full")) != topic_of(mail("Disk full", "zabbix@acme.test"))
    assert topic_of(mail("Disk full", "alert+17@acme.test")) == topic_of(mail("Disk full", "alert+99@acme.test"))
    assert topic_of(mail("Disk full", "a-1234567@x.test")) == topic_of(mail("Disk full", "a-7654321@x.test"))


def test_mails_of_one_list_are_known_by_it() -> None:
    one = topic_of(mail("News", "ann@x.test", "<dev.x.test>"))
    assert same_source(one, topic_of(mail("Other", "bob@x.test", "<dev.x.test>")))
    assert not same_source(one, topic_of(mail("News", "ann@x.test", "<ops.x.test>")))
    assert not same_source(one, topic_of(mail("News", "ann@x.test")))


@pytest.mark.parametrize(
    ("subject", "better"),
    [
        ("** RECOVERY Service Alert: web01/HTTP is OK **", True),
        ("[RESOLVED] Disk critical", True),
        ("Problem resolved: disk critical", True),
        ("Host web01 is UP", True),
        ("Resolved in 5m: error rate high", True),
        ("Respaldo completado", True),
        ("Serviço restabelecido", True),
        ("** PROBLEM Service Alert: web01/HTTP is CRITICAL **", False),
        ("[FIRING:1] Disk", False),
        ("Backup FAILED, 3 files ok", False),
        ("Servidor caído", False),
        ("Falha no backup", False),
        ("Monthly report", False),
        ("", False),
    ],
)
def test_whether_it_is_well_again(subject: str, better: bool) -> None:
    assert is_recovery(subject) is better


def test_what_says_no_state_says_none() -> None:
    assert not says_state("Question about the invoice")
    assert says_state("web01 down")


@given(st.text(max_size=200))
def test_any_subject_has_a_topic_that_can_be_kept(subject: str) -> None:
    topic = topic_of(mail(subject))
    assert len(topic) <= 64
    assert topic.isascii()


@given(st.text("abc /:-", max_size=30), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_number_that_stands_alone_never_makes_a_matter_of_its_own(words: str, one: int, other: int) -> None:
    assert matter(f"{words} {one} left") == matter(f"{words} {other} left")


@given(st.text(max_size=60), st.sampled_from(["Re: ", "RE: Re: ", "Fwd: ", "RES: ", "RV: ", "ENC: "]))
def test_an_answer_speaks_of_the_same(subject: str, prefix: str) -> None:
    assert matter(prefix + subject) == matter(subject)
