"""What can befall every command ends with its code and a sentence, never with a traceback."""

import os
import subprocess
import sys

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import InterfaceError, OperationalError, ProgrammingError
from tests.journeys.harness import Installation

from tridesk import cli
from tridesk.cli.trouble import told
from tridesk.identity.errors import AddressTakenError
from tridesk.kernel.errors import DomainError


def refused_by_postgresql() -> ProgrammingError:
    error = ProgrammingError("permission denied for schema public")
    error.__cause__ = psycopg.errors.InsufficientPrivilege("permission denied for schema public")
    return error


@pytest.mark.parametrize(
    ("error", "code", "part"),
    [
        (AddressTakenError(address="a@b.test"), 65, "a@b.test belongs to somebody else"),
        (DomainError(number=5), 65, "number=5"),
        (OperationalError("no route to host"), 69, "no route to host"),
        (InterfaceError("closed"), 69, "closed"),
        (EndpointConnectionError(endpoint_url="https://s3.test"), 69, "https://s3.test"),
        (refused_by_postgresql(), 77, "permission denied for schema public"),
        (PermissionError(13, "Permission denied", "/var/lib/x"), 77, "/var/lib/x: Permission denied"),
        (OSError(28, "No space left on device", "/var/lib/x"), 74, "/var/lib/x: No space left on device"),
    ],
)
def test_what_may_happen_has_a_code_and_words(error: Exception, code: int, part: str) -> None:
    trouble = told(error)
    assert trouble is not None
    assert trouble.code == code
    assert part in trouble.text


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), ProgrammingError("no such column")])
def test_a_fault_of_ours_keeps_its_traceback(error: Exception) -> None:
    assert told(error) is None


@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError])
def test_ctrl_c_and_ctrl_d_end_a_command_with_130(end, monkeypatch, capsys) -> None:
    def stopped(*_: object) -> None:
        raise end

    monkeypatch.setattr("tridesk.cli.mail.parse", stopped)
    assert cli.main(["mail", "parse", "x"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.fixture(scope="module")
def empty():
    with Installation() as made:
        yield made


@pytest.mark.parametrize("command", [["migrate"], ["run"], ["web"], ["worker"], ["doctor"], ["mailbox", "list"]])
def test_a_database_that_is_away_is_said(empty, command) -> None:
    done = empty.tridesk(*command, env={"TRIDESK_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    assert done.returncode == (1 if command == ["doctor"] else 69)
    assert "The database does not answer" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_said(empty) -> None:
    done = empty.tridesk("doctor", env={"TRIDESK_DATA_DIR": "/proc/nowhere/at/all"})
    assert done.returncode in (74, 77)
    assert "/proc/nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_command_writes_is_read_by_nobody_else(empty) -> None:
    """SQLite makes its file as the umask says: it holds all that the desk knows."""
    with Installation() as fresh:
        fresh.does("migrate")
        assert [path.name for path in fresh.folder.iterdir() if path.stat().st_mode & 0o077 and path.is_file()] == [
            "tridesk.toml"
        ]


def test_a_reader_that_has_gone_is_no_trouble(tmp_path) -> None:
    (tmp_path / "many.mbox").write_bytes(b"From a@b.test Mon Apr  2 18:22:10 2012\nSubject: x\n\nx\n\n" * 3000)
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "tridesk", "mail", "parse", str(tmp_path)]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_without_our_letters_gets_question_marks(empty) -> None:
    done = empty.tridesk("doctor", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert "? " in done.stdout
    assert "Traceback" not in done.stderr
