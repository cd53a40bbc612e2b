"""LMTP as a mail server speaks it, and as nobody should."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.infra.mail.lmtp_desk import LARGEST, MAIL, Client, Desk, Listening, listening

from tridesk.infra.mail import lmtp_server, lmtp_wire
from tridesk.infra.mail.lmtp_server import LmtpServer, Place

BEGIN = ("LHLO mta.test", "MAIL FROM:<alice@acme.test>")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server(desk: Desk) -> Iterator[Listening]:
    with listening(desk) as made:
        yield made


@pytest.fixture
def client(server: Listening) -> Client:
    return server.client()


def test_each_recipient_gets_an_answer_once_the_mail_is_kept(client, desk):
    client.ask(*BEGIN)
    assert client.mail(MAIL, "help@desk.test", "sales@desk.test") == [
        "250 2.0.0 <help@desk.test> Stored",
        "250 2.0.0 <sales@desk.test> Stored",
    ]
    assert desk.kept == [("alice@acme.test", ("help@desk.test", "sales@desk.test"), MAIL)]


def test_one_connection_brings_many_mails_and_a_bounce_has_no_sender(client, desk):
    client.ask("LHLO mta.test")
    for number in range(3):
        client.ask("MAIL FROM:<> BODY=8BITMIME SIZE=30 SMTPUTF8")
        client.mail(b"%d: \xe4\r\n" % number)
    assert [kept[0::2] for kept in desk.kept] == [("", b"%d: \xe4\r\n" % number) for number in range(3)]
    assert client.ask("QUIT").startswith("221")


def test_everything_may_come_at_once(client, desk):
    words = "LHLO m", "MAIL FROM:<a@b.test>", "RCPT TO:<no@desk.test>", "RCPT TO:<help@desk.test>", "DATA"
    client.send("".join(f"{word}\r\n" for word in words).encode())
    client.send(b"..dot\r\n.\r\nMAIL FROM:<c@d.test>\r\nRSET\r\nNOOP\r\nQUIT\r\n")
    codes = [client.reply()[:3] for _ in range(10)]
    assert codes == ["250", "250", "550", "250", "354", "250", "250", "250", "250", "221"]
    assert desk.kept == [("a@b.test", ("help@desk.test",), b".dot\r\n")]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["MAIL FROM:<a@b.test>"], "503"),
        (["EHLO x"], "500"),
        (["HELO x"], "500"),
        (["LHLO"], "501"),
        ([*BEGIN, "MAIL FROM:<a@b.test>"], "503"),
        (["LHLO x", "RCPT TO:<help@desk.test>"], "503"),
        (["LHLO x", "MAIL FROM:a@b.test"], "501"),
        (["LHLO x", "MAIL FROM:<a\x00@b.test>"], "501"),
        (["LHLO x", "MAIL FROM:<a@b.test> RET=FULL"], "555"),
        (["LHLO x", f"MAIL FROM:<a@b.test> SIZE={LARGEST + 1}"], "552"),
        (["LHLO x", "MAIL FROM:<ü@b.test> SMTPUTF8"], "250"),
        ([*BEGIN, "RCPT TO:<nobody@desk.test>"], "550"),
        ([*BEGIN, "RCPT TO:<lost@desk.test>"], "451"),
        ([*BEGIN, "RCPT TO:<>"], "501"),
        ([*BEGIN, "RCPT TO:<@relay.test:help@desk.test>"], "250"),
        ([*BEGIN, "RCPT TO:<help@desk.test> NOTIFY=NEVER"], "555"),
        ([*BEGIN, "DATA"], "503"),
        ([*BEGIN, "RCPT TO:<nobody@desk.test>", "DATA"], "503"),
        ([*BEGIN, "RCPT TO:<help@desk.test>", "DATA now"], "501"),
        ([*BEGIN, "RCPT TO:<help@desk.test>", "RSET", "DATA"], "503"),
        (["VRFY help"], "252"),
        (["BDAT 10"], "500"),
        ([""], "500"),
    ],
)
def test_what_is_out_of_order_or_unknown_is_refused(client, desk, lines, code):
    assert client.ask(*lines)[:3] == code
    assert client.ask("NOOP")[:3] == "250"
    assert desk.kept == []


def test_what_cannot_be_stored_now_comes_again(client, desk):
    desk.broken = OSError("disk full")
    client.ask(*BEGIN)
    replies = client.mail(MAIL, "help@desk.test", "sales@desk.test")
    assert [reply[:9] for reply in replies] == ["451 4.3.0"] * 2
    desk.broken = None
    client.ask(BEGIN[1])
    assert client.mail() == ["250 2.0.0 <help@desk.test> Stored"]


def test_a_mail_that_grows_too_large_is_read_to_its_end_and_refused(client, desk):
    client.ask(*BEGIN)
    assert client.mail(b"x" * 998 * 2100 + b"\r\n")[0].startswith("552 5.3.4")
    assert desk.kept == []
    client.ask(BEGIN[1])
    assert client.mail()[0].startswith("250")


def test_a_mail_whose_end_never_comes_is_nobodys(server, desk):
    client = server.client()
    client.ask(*BEGIN, "RCPT TO:<help@desk.test>", "DATA")
    client.send(MAIL + b"\n.\nQUIT\r\n")
    client.socket.shutdown(socket.SHUT_WR)
    assert client.gone()
    assert desk.kept == []


def test_a_line_without_end_ends_the_conversation(client):
    client.send(b"x" * 20_000)
    assert client.reply().startswith("500")


@pytest.mark.parametrize("line", [b"NOOP\n", b"NO\rOP\r\n", b"\n"], ids=["LF", "CR", "nothing"])
def test_a_line_ends_with_both(client, line):
    client.send(line)
    assert client.reply().startswith("500 5.5.2")


def test_who_only_makes_mistakes_is_sent_away(client):
    replies = [client.ask("NONSENSE") for _ in range(20)]
    assert replies[0].startswith("500")
    assert client.reply().startswith("421")


def test_the_silent_are_sent_away(monkeypatch, desk):
    monkeypatch.setattr(lmtp_wire, "COMMAND_SECONDS", 0.05)
    with listening(desk) as server:
        assert server.client().reply().startswith("421 4.4.2")


def test_there_are_so_many_connections_and_no_more(monkeypatch, server):
    monkeypatch.setattr(lmtp_server, "_MOST_CLIENTS", 2)
    first, _second = server.client(), server.client()
    assert server.connect().reply().startswith("421")
    first.ask("QUIT")
    assert first.gone()
    assert server.client().ask("NOOP").startswith("250")


def test_who_waits_is_told_and_a_mail_under_way_is_answered(server, desk):
    idle, busy = server.client(), server.client()
    desk.gate.clear()
    busy.ask(*BEGIN, "RCPT TO:<help@desk.test>", "DATA")
    busy.send(MAIL + b".\r\n")
    assert desk.reached.wait(10)
    server.stop()
    assert idle.reply().startswith("421 4.3.2")
    desk.gate.set()
    assert busy.reply().startswith("250 2.0.0")
    assert server.ended()
    assert len(desk.kept) == 1


def test_a_socket_that_a_killed_process_left_is_taken_over_and_a_used_one_is_not(desk, tmp_path: Path):
    path = tmp_path / "desk.lmtp"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with listening(desk, Place(path=path)):
        assert path.stat().st_mode & 0o777 == 0o666
        with pytest.raises(FileExistsError, match="another process listens"):
            asyncio.run(LmtpServer(desk, largest=LARGEST).run(Place(path=path), lambda: None))
    assert not path.exists()
    path.write_text("words")
    with pytest.raises(FileExistsError, match="no socket"):
        asyncio.run(LmtpServer(desk, largest=LARGEST).run(Place(path=path), lambda: None))
    assert path.read_text() == "words"
