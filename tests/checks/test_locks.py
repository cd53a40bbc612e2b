"""Lock files that are not what they should be are named."""

import json
from pathlib import Path

import pytest
from scripts.check_locks import complaints

HASH = " \\\n    --hash=sha256:00\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    for name in ("app", "dev", "build", "uv"):
        (tmp_path / f"requirements/{name}.in").write_text("# what runs\njinja2~=3.1\nmoto[s3]\n-r other.in\n")
        (tmp_path / f"requirements/{name}.txt").write_text(f"jinja2==3.1.6{HASH}moto==5.1 ; platform == 'linux'{HASH}")
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend/package.json").write_text(json.dumps({"dependencies": {"a": "1.0.0"}}))
    lock = {"packages": {"": {"dependencies": {"a": "1.0.0"}}, "node_modules/a": {"version": "1.0.0"}}}
    (tmp_path / "frontend/package-lock.json").write_text(json.dumps(lock))
    return tmp_path


def test_what_make_lock_writes_passes(tree):
    assert list(complaints(tree)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("requirements/dev.txt", "==3.1.6", "==3.1.5", "jinja2 is 3.1.6 in app.txt and 3.1.5 in dev.txt"),
        ("requirements/app.txt", "==5.1", ">=5.1", "not pinned with a hash: moto>=5.1"),
        ("requirements/uv.txt", "jinja2==3.1.6", "other==1", "lacks jinja2 of uv.in"),
        ("requirements/build.txt", "jinja2==", "# see https://mirror.example\njinja2==", "names an address"),
        ("frontend/package.json", "1.0.0", "2.0.0", "does not follow the dependencies"),
        (
            "frontend/package-lock.json",
            '{"version"',
            '{"resolved": "https://m/a.tgz", "version"',
            "names an address",
        ),
    ],
)
def test_a_lock_file_that_strays_is_named(tree, file, old, new, said):
    path = tree / file
    path.write_text(path.read_text().replace(old, new))
    assert any(said in line for line in complaints(tree))
