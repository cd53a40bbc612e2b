"""The promises of the commands that need no installation to be tried."""

import re
import subprocess
import sys

import pytest
from scripts import run_tests
from scripts.check import STEPS, main
from scripts.lints.source import tracked
from scripts.run_tests import Run, box, summary
from scripts.steps import ROOT, Step, environment, run

SCRIPTS = ("find-python", "find-uv", "make-env", "frontend", "system-packages", "lock")


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_plain_shell_and_executable(script):
    path = ROOT / "scripts" / script
    assert path.read_text().startswith("#!/bin/sh\n")
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0


def find_python(**env: str) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "scripts/find-python"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_named_interpreter_is_taken_or_refused_aloud():
    assert find_python(PATH="/usr/bin:/bin", SETUP_PYTHON=sys.executable).stdout.strip()
    refused = find_python(PATH="/usr/bin:/bin", SETUP_PYTHON="/nonexistent/python3")
    assert refused.returncode == 2
    assert "SETUP_PYTHON=/nonexistent/python3" in refused.stderr


def test_an_interpreter_that_exists_but_does_not_answer_is_passed_over(tmp_path):
    for name, body in {"python3.13": "exit 127", "python3.14": "exit 127", "python3.12": "exit 127"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    version = tmp_path / "pyenv/versions/3.13.99/bin"
    version.mkdir(parents=True)
    (version / "python3").symlink_to(sys.executable)
    found = find_python(PATH=f"{tmp_path}:/usr/bin:/bin", PYENV_ROOT=str(tmp_path / "pyenv"), HOME=str(tmp_path))
    assert found.returncode == 0
    assert not found.stdout.strip().startswith(str(tmp_path / "python3"))


def test_without_git_the_rules_read_the_tree_but_not_what_was_built(tmp_path):
    for name in ("src/a.py", ".ci/run", ".venv/b.py", "frontend/node_modules/c.ts", ".mypy_cache/d.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert tracked(tmp_path) == [".ci/run", "src/a.py"]


def test_every_command_of_the_makefile_is_in_its_help_and_in_the_docs():
    makefile = (ROOT / "Makefile").read_text()
    documented = (ROOT / "docs/developers/tooling.md").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    assert set(phony) == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert [name for name in phony if name != "help" and f"make {name}" not in documented] == []


def test_every_step_of_the_check_is_in_the_docs():
    documented = (ROOT / "docs/developers/tooling.md").read_text()
    assert [step.name for step in STEPS if f"`{step.name}`" not in documented] == []


def test_an_unknown_step_is_refused(capsys):
    assert main(["tpyes"]) == 2
    assert "tpyes" in capsys.readouterr().out


def test_a_failing_step_hands_back_its_words_and_its_code():
    result = run(Step("a", "b", ["sh", "-c", "echo why >&2; exit 3"]))
    assert (result.code, result.output) == (3, "why\n")


def test_checks_do_not_read_the_settings_of_an_installation(monkeypatch):
    monkeypatch.setenv("TRIDESK_DATABASE_URL", "postgresql://desk@db.example/desk")
    monkeypatch.setenv("TRIDESK_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1/postgres")
    env = environment()
    assert "TRIDESK_DATABASE_URL" not in env
    assert "TRIDESK_TEST_POSTGRES_URL" in env


@pytest.fixture
def complete_machine(monkeypatch):
    monkeypatch.setattr(run_tests, "untested", list)


@pytest.mark.usefixtures("complete_machine")
def test_without_postgresql_the_end_says_so_loudly_and_succeeds(capsys):
    runs = [Run("tests on SQLite", 0), Run("tests on PostgreSQL", None, reason="connection refused")]
    assert summary(runs) == 0
    last = capsys.readouterr().out.strip().splitlines()[-5:]
    assert "PostgreSQL WAS NOT TESTED" in last[1]
    assert "connection refused" in last[2]


@pytest.mark.usefixtures("complete_machine")
def test_one_failed_run_fails_the_whole(capsys):
    assert summary([Run("tests on SQLite", 0), Run("tests on PostgreSQL", 1)]) == 1
    assert "FAILED" in capsys.readouterr().out


def test_the_box_is_as_wide_as_its_longest_line():
    assert len({len(line) for line in box(["short", "a longer line"]).splitlines()}) == 1
