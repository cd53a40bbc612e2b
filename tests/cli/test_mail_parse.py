"""`tridesk mail parse`: one JSON object a line, whatever it is given."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tridesk.cli import mail_parse

MAIL = (
    b"From: Alice <alice@acme.example>\nTo: desk@tridesk.example\nSubject: "
    b"One\nDate: Mon, 2 Apr 2012 18:22:10 +0400\n\nHello\n"
)


def run(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    out, err = io.StringIO(), io.StringIO()
    code = mail_parse.run([str(path) for path in paths], out, err)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_file_gives_one_line_with_every_field(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL)
    code, (record,) = run(tmp_path / "one.eml")
    assert code == 0
    assert list(record) == [
        "source", "from", "reply_to", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references", "text",
        "new_text", "html", "attachments", "kind", "bounce", "defects",
    ]  # fmt: skip
    assert record["from"] == [{"name": "Alice", "address": "alice@acme.example"}]
    assert record["date"] == "2012-04-02T14:22:10+00:00"


def test_a_folder_a_maildir_and_a_mailbox_give_all_their_mails(tmp_path: Path) -> None:
    (tmp_path / "box" / "cur").mkdir(parents=True)
    (tmp_path / "box" / "cur" / "1:2,S").write_bytes(MAIL)
    (tmp_path / "box" / "two.eml").write_bytes(MAIL)
    stuffed = MAIL + b"\n>From here on\n\n"
    line = b"From alice@acme.example Mon Apr  2 18:22:10 2012\n"
    (tmp_path / "box" / "three.mbox").write_bytes(line + stuffed + line + MAIL)
    code, records = run(tmp_path)
    assert code == 0
    assert len(records) == 4
    assert any(record["text"].rstrip().endswith("\nFrom here on") for record in records)


def test_an_eml_file_is_one_mail_though_it_quotes_a_mailbox(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(
        b"From x Mon Apr  2 18:22:10 2012\n" + MAIL + b"\nFrom y Mon Apr  2 18:22:10 2012\nTo: z\n"
    )
    assert len(run(tmp_path / "one.eml")[1]) == 1


def test_what_is_no_mail_is_an_error_and_the_next_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"\x7fELF\x00\x01\x02")
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.eml").write_bytes(MAIL)
    code, records = run(tmp_path / "missing.eml", tmp_path)
    assert code == 65
    assert [sorted(record)[:2] == ["error", "source"] for record in records] == [True, True, True, False]


def test_a_folder_that_cannot_be_read_is_told_and_the_next_one_is_read(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a.eml").write_bytes(MAIL)
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", guarded)
    code, records = run(tmp_path)
    assert code == 65
    assert records[0] == {"source": str(tmp_path / "closed"), "error": "Permission denied"}
    assert records[1]["subject"] == "One"


def test_it_needs_neither_django_nor_a_database() -> None:
    code = "import sys; import tridesk.cli.mail_parse; sys.exit('django' in sys.modules or 'sqlite3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_dash_is_standard_input(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tridesk", "mail", "parse", "-"]
    done = subprocess.run(program, input=MAIL, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["subject"] == "One"


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.eml")
    (tmp_path / "one.eml").write_bytes(MAIL)
    code, (record,) = run(tmp_path)
    assert (code, record["subject"]) == (0, "One")
