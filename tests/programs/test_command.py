"""`tridesk api` against a desk that serves: JSON, pages, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.programs.conftest import Served


def call(served: Served, *words: str, who: str = "bruno", stdin: str = "", **env: str) -> Any:
    token = {"TRIDESK_TOKEN": served.tokens[who]} if who else {}
    return served.desk.tridesk("api", *words, "--url", served.address, stdin=stdin, env={**token, **env})


def test_it_creates_gets_changes_and_lists(served: Served, tmp_path: Path) -> None:
    made = call(served, "POST", "/tickets", "--data", '{"subject": "The disk is full", "text": "On db3."}')
    assert made.returncode == 0, made.stderr
    ticket = json.loads(made.stdout)
    change = tmp_path / "change.json"
    change.write_text('{"urgency": "high"}')
    changed = call(served, "PATCH", f"/api/v1/tickets/{ticket['id']}", "--data", f"@{change}")
    assert json.loads(changed.stdout)["urgency"] == "high"
    call(served, "POST", "tickets", "--data", "-", stdin='{"subject": "Another", "text": "One."}')
    listed = call(served, "GET", "/tickets", "--query", "limit=1", "--query", "sort=created", "--all")
    assert [json.loads(line)["subject"] for line in listed.stdout.splitlines()] == ["Another", "The disk is full"]


def test_without_a_path_it_lists_what_there_is(served: Served) -> None:
    listed = call(served, who="")
    assert listed.returncode == 0
    assert any(line.split()[:2] == ["GET", "/tickets"] for line in listed.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["GET", "/tickets/tk_nonsense"], 66),
        (["GET", "/tickets", "--query", "limit=0"], 65),
        (["POST", "/tickets", "--data", '{"subjet": 1}'], 65),
        (["POST", "/tickets", "--data", "{"], 65),
        (["GET", "/tickets", "--query", "nonsense"], 64),
        (["POST", "/people", "--data", '{"name": "Ada", "email": "ada@desk.test"}'], 77),
    ],
)
def test_a_refusal_has_an_exit_code_of_its_kind(served: Served, words: list[str], code: int) -> None:
    done = call(served, *words, who="alice")
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr


def test_a_token_comes_from_a_variable_or_a_file_that_nobody_else_reads(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(served.tokens["bruno"])
    file.chmod(0o644)
    assert call(served, "GET", "/tickets", "--token-file", str(file), who="").returncode == 78
    file.chmod(0o600)
    assert call(served, "GET", "/tickets", "--token-file", str(file), who="").returncode == 0
    assert call(served, "GET", "/tickets", "--token-env", "MINE", who="", MINE=served.tokens["bruno"]).returncode == 0
    assert call(served, "GET", "/tickets", who="").returncode == 78


def test_a_desk_that_does_not_answer_is_69(served: Served) -> None:
    done = served.desk.tridesk("api", "--url", "http://127.0.0.1:9")
    assert done.returncode == 69
