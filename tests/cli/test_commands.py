"""The command line as scripts see it: help, exit codes, JSON, settings that are refused."""

import argparse
import json
import re
from collections.abc import Iterator

import pytest
from tests.journeys.harness import Installation, installation

from tridesk.cli import main
from tridesk.cli.parser import build


@pytest.fixture(scope="module")
def desk() -> Iterator[Installation]:
    with installation() as made:
        yield made


def commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from commands(below, f"{name} {word}".strip())


def test_every_command_of_the_issue_is_there_and_has_help(capsys):
    names = dict(commands(build()))
    wanted = ["run", "web", "worker", "migrate", "demo", "doctor", "backup", "restore"]
    wanted += ["user add", "mailbox add", "mailbox test", "mailbox poll", "mailbox list", "mail parse", "mail ingest"]
    wanted += ["mail listen", "mailbox dkim", "token create", "token list", "token revoke"]
    assert set(wanted) <= set(names)
    for name in names:
        with pytest.raises(SystemExit) as end:
            main([*name.split(), "--help"])
        assert end.value.code == 0
        assert "usage: tridesk" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["mail"], ["mail", "ingest"], ["mailbox", "add"], ["doctor", "--nonsense"]]
)
def test_a_wrong_call_ends_with_64_and_a_hint(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 64
    assert "--help" in capsys.readouterr().err


def test_the_module_and_the_version(desk):
    assert desk.does("--version").startswith("tridesk ")


def test_an_administrator_is_added_from_a_script(desk):
    done = desk.tridesk("user", "add", "Dante@Desk.test", "--password-stdin", "--json", stdin="a long enough secret\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "id": json.loads(done.stdout)["id"],
        "email": "dante@desk.test",
        "role": "administrator",
    }
    again = desk.tridesk("user", "add", "dante@desk.test", "--name", "Dante Dias", "--json")
    assert json.loads(again.stdout) == json.loads(done.stdout), "a known one is changed"
    last = desk.tridesk("user", "add", "dante@desk.test", "--role", "lead")
    assert (last.returncode, "Nobody would be left" in last.stderr) == (65, True)
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "stdin", "code", "said"),
    [
        (["user", "add", "no address"], "", 65, "mail address"),
        (["user", "add", "x@desk.test", "--role", "king"], "", 64, "king"),
        (["user", "add", "y@desk.test", "--password-stdin"], "short\n", 65, "10"),
        (["user", "add", "z@desk.test", "--password-stdin"], "", 64, "No password"),
        (["mailbox", "add", "z@desk.test", "--password-stdin", "--imap", "imaps://z@x"], "", 64, "No password"),
        (["mailbox", "test", "no@desk.test"], "", 64, "no@desk.test"),
        (["mailbox", "poll", "no@desk.test"], "", 64, "no@desk.test"),
        (["mailbox", "add", "a@desk.test", "--imap", "http://x"], "", 64, "imaps://"),
        (["mailbox", "add", "a@desk.test", "--imap", "imaps://x:70000"], "", 64, "imaps://"),
        (["mailbox", "add", "a@desk.test", "--password-env", "NOT_SET"], "", 64, "NOT_SET"),
        (["mailbox", "add", "a@desk.test", "--team", "Nobody"], "", 64, "Nobody"),
        (["mailbox", "add", "nonsense"], "", 65, "mail address"),
        (["token", "create", "--person", "no@desk.test", "--name", "n", "--scope", "x"], "", 64, "no@desk.test"),
        (["token", "revoke", "12345"], "", 64, "12345"),
        (["restore", "/nowhere/at/all"], "", 73, "There is no backup in /nowhere"),
        (["backup", "/proc/nowhere"], "", 73, "the system said"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_its_code(desk, words, stdin, code, said):
    done = desk.tridesk(*words, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mailbox_is_added_listed_and_tried(desk):
    desk.does("mailbox", "add", "help@desk.test", "--imap", "imaps://u:p@127.0.0.1:1", "--smtp", "smtps://127.0.0.1:1")
    (row,) = desk.lines("mailbox", "list", "--json")
    assert (row["address"], row["is_active"]) == ("help@desk.test", True)
    trial = desk.tridesk("mailbox", "test", "help@desk.test", "--json")
    assert trial.returncode == 69
    assert {"works": False, "imap": "unreachable", "smtp": "unreachable"}.items() <= json.loads(trial.stdout).items()
    polled = desk.tridesk("mailbox", "poll", "help@desk.test")
    assert (polled.returncode, "The server cannot be reached" in polled.stderr) == (69, True)
    said = desk.tridesk("mailbox", "test", "help@desk.test")
    assert "IMAP: The server cannot be reached" in said.stdout
    assert "The server cannot be reached" in desk.does("mailbox", "list")
    desk.does("mailbox", "add", "out@desk.test", "--smtp", "smtps://127.0.0.1:1")
    assert desk.tridesk("mailbox", "poll", "out@desk.test").returncode == 64
    assert desk.tridesk("mailbox", "add", "help@desk.test").returncode == 65


def test_a_mailbox_is_given_a_key_and_says_what_to_publish(desk):
    desk.does("mailbox", "add", "signs@desk.test")
    assert "leave unsigned" in desk.does("mailbox", "dkim", "signs@desk.test")
    made = desk.does("mailbox", "dkim", "signs@desk.test", "--make", "--selector", "s1")
    assert made.startswith('s1._domainkey.desk.test. IN TXT ( "v=DKIM1; k=rsa; p=')
    shown = json.loads(desk.does("mailbox", "dkim", "signs@desk.test", "--json"))
    assert (shown["name"], shown["trouble"], "PRIVATE" in made) == ("s1._domainkey.desk.test", "", False)
    refused = desk.tridesk("mailbox", "dkim", "signs@desk.test", "--make", "--domain", "evil.test")
    assert (refused.returncode, "does not speak for" in refused.stderr) == (65, True)
    assert desk.tridesk("mailbox", "dkim", "no@desk.test").returncode == 64
    assert "leave unsigned" in desk.does("mailbox", "dkim", "signs@desk.test", "--remove")
    assert desk.tridesk("mailbox", "dkim", "signs@desk.test", "--check").returncode == 69


def test_a_token_is_made_listed_and_revoked(desk):
    desk.does("user", "add", "tokens@desk.test", "--role", "analyst")
    create = ["token", "create", "--person", "Tokens@desk.test", "--name", "Nightly"]
    token = desk.does(*create, "--scope", "tickets:read", "--scope", "people:read", "--days", "2").strip()
    assert re.fullmatch(r"tdp_[0-9A-Za-z]{42}", token)
    made = json.loads(desk.does(*create, "--scope", "tickets:read", "people:read", "--json"))
    assert (made.keys(), made["expires_at"]) == ({"id", "token", "expires_at"}, None)
    rows = desk.lines("token", "list", "--json")
    assert [(row["name"], row["scopes"], row["kind"]) for row in rows] == [
        ("Nightly", ["tickets:read", "people:read"], "personal")
    ] * 2
    assert token not in desk.does("token", "list")
    desk.does("token", "revoke", str(made["id"]))
    desk.does("token", "revoke", str(made["id"]))
    assert [row["id"] for row in desk.lines("token", "list", "--json")] == [rows[1]["id"]]
    wrong = desk.tridesk(*create, "--scope", "nonsense")
    assert (wrong.returncode, wrong.stdout, "Traceback" in wrong.stderr) == (65, "", False)
    assert desk.tridesk(*create, "--scope", "tickets:read", "--days", "0").returncode == 64


def test_the_doctor_counts(desk):
    done = desk.tridesk("doctor", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["healthy"] else 1)
    counted = {
        "tickets", "messages", "events", "undelivered_events", "jobs_waiting", "jobs_parked", "mails_stored",
        "mails_parked", "mails_queued", "mails_failed",
    }  # fmt: skip
    assert counted | {"healthy", "findings"} == set(told)
    assert all(isinstance(told[name], int) for name in counted)
    assert all(finding.keys() == {"level", "code", "text", "todo"} for finding in told["findings"])


def test_a_migrated_database_is_migrated_again_without_a_step(desk):
    assert desk.tridesk("migrate").returncode == 0


def test_a_wrong_setting_refuses_to_start_with_78(desk):
    done = desk.tridesk("doctor", env={"TRIDESK_BINDD": "x"})
    assert (done.returncode, done.stdout) == (78, "")
    assert "TRIDESK_BINDD" in done.stderr
    assert "Traceback" not in done.stderr


def test_errors_are_said_in_the_operators_language(desk):
    english = desk.tridesk("mailbox", "test", "no@desk.test")
    spanish = desk.tridesk("mailbox", "test", "no@desk.test", env={"LC_ALL": "es_ES.UTF-8"})
    assert (english.returncode, spanish.returncode) == (64, 64)
    assert "no@desk.test" in spanish.stderr
    assert spanish.stderr != english.stderr
