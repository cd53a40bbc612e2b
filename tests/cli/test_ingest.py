"""`tridesk mail ingest` on files of all kinds, as a process, on a database that was only migrated."""

import json
import mailbox
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.channels.post import letter
from tests.journeys.harness import Installation, installation

KEYS = {"source", "message_id", "outcome", "ticket", "reason"}


@pytest.fixture
def desk() -> Iterator[Installation]:
    with installation() as made:
        yield made


def many(count: int, start: int = 0) -> list[bytes]:
    return [
        letter(
            f"p{number}@acme.test", f"Matter {number}", f"Words.\n\nFrom here on {number}.", message_id=f"{number}@x"
        )
        for number in range(start, start + count)
    ]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """One .eml, an mbox of five, a Maildir of four: ten mails."""
    (tmp_path / "one.eml").write_bytes(many(1)[0])
    box = mailbox.mbox(tmp_path / "some.mbox")
    for raw in many(5, 1):
        box.add(raw)
    box.close()
    maildir = mailbox.Maildir(tmp_path / "Maildir")
    for raw in many(4, 6):
        maildir.add(raw)
    return [str(tmp_path / name) for name in ("one.eml", "some.mbox", "Maildir")]


def test_eml_mbox_and_maildir_are_taken_in_and_known_the_second_time(desk, files):
    first = desk.lines("mail", "ingest", *files)
    assert [line.keys() for line in first] == [KEYS] * 10
    assert {line["outcome"] for line in first} == {"opened"}
    assert sorted(line["message_id"] for line in first) == sorted(f"{number}@x" for number in range(10))
    assert len({line["ticket"] for line in first}) == 10
    again = desk.lines("mail", "ingest", *files)
    assert {line["outcome"] for line in again} == {"known"}
    by_id = {line["message_id"]: line["ticket"] for line in first}
    assert {line["message_id"]: line["ticket"] for line in again} == by_id
    assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(10,)]


def test_the_same_mails_from_another_kind_of_file_are_known(desk, tmp_path, files):
    desk.does("mail", "ingest", *files)
    box = mailbox.mbox(tmp_path / "all.mbox")
    for raw in many(10):
        box.add(raw)
    box.close()
    assert {line["outcome"] for line in desk.lines("mail", "ingest", str(tmp_path / "all.mbox"))} == {"known"}


def test_it_opens_appends_records_and_parks(desk, tmp_path):
    mails = [
        letter(message_id="a@x"),
        letter(text="More.", message_id="b@x", In_Reply_To="<a@x>"),
        letter(text="Away.", message_id="c@x", In_Reply_To="<a@x>", Auto_Submitted="auto-replied"),
        b"Subject: nobody\n\nWords\n",
    ]
    for number, raw in enumerate(mails):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    lines = desk.lines("mail", "ingest", str(tmp_path))
    assert [line["outcome"] for line in lines] == ["opened", "appended", "recorded", "parked"]
    assert [line["reason"] for line in lines] == ["", "", "auto_reply", "no_sender"]
    assert lines[0]["ticket"] == lines[1]["ticket"] == lines[2]["ticket"]
    assert lines[3]["ticket"] is None


def test_nobody_is_written_to_unless_asked_for(desk, files):
    desk.does("mail", "ingest", files[0])
    drain = (
        "from tridesk.infra.outbox.work import run_due\n"
        "while run_due('events'): pass\n"
        "from tridesk.channels.models import OutboundMail; print(OutboundMail.objects.count())"
    )
    assert desk.python(drain).strip() == "0"
    desk.does("mail", "ingest", "--answer", files[1])
    assert desk.python(drain).strip() == "5"


def test_killed_in_the_middle_and_repeated_it_doubles_nothing(desk, tmp_path):
    box = mailbox.mbox(tmp_path / "many.mbox")
    for raw in many(150):
        box.add(raw)
    box.close()
    path = str(tmp_path / "many.mbox")
    for wanted in (10, 60):
        process = desk.start("mail", "ingest", path)
        desk.wait_for("SELECT 1 FROM tickets_ticket", count=wanted)
        process.kill()
    lines = desk.lines("mail", "ingest", path)
    assert len(lines) == 150
    assert {line["outcome"] for line in lines} == {"known", "opened"}
    assert desk.rows("SELECT COUNT(*), COUNT(DISTINCT subject) FROM tickets_ticket") == [(150, 150)]
    assert desk.rows("SELECT COUNT(*) FROM channels_inboundmail WHERE state <> 'taken'") == [(0,)]


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(desk, tmp_path, files):
    done = desk.tridesk("mail", "ingest", str(tmp_path / "missing.eml"), files[0])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 65
    assert [line["outcome"] for line in lines] == ["parked", "opened"]
    assert lines[0]["reason"]
    assert [line.keys() for line in lines] == [KEYS] * 2


def test_a_file_name_of_any_bytes_is_taken(desk, tmp_path):
    (tmp_path / "d").mkdir()
    name = bytes(tmp_path / "d") + b"/caf\xe9.eml"
    Path(name.decode("utf-8", "surrogateescape")).write_bytes(many(1)[0])
    (line,) = desk.lines("mail", "ingest", str(tmp_path / "d"))
    assert line["outcome"] == "opened"


def test_a_mailbox_that_is_not_there_is_a_wrong_call(desk, files):
    done = desk.tridesk("mail", "ingest", "--mailbox", "no@desk.test", files[0])
    assert (done.returncode, done.stdout) == (64, "")
    assert "no@desk.test" in done.stderr


def test_a_database_that_was_not_migrated_says_what_to_do(files):
    with Installation() as bare:
        done = bare.tridesk("mail", "ingest", files[0])
    assert done.returncode == 1
    assert "tridesk migrate" in done.stderr
