"""A worker is alive as long as its process is, and not a moment longer."""

import subprocess
import sys

from tridesk.infra.presence import Presence


def test_the_living_are_not_gone(tmp_path):
    one, other = Presence(tmp_path), Presence(tmp_path)
    assert len(one.name) == 12
    assert one.gone() == other.gone() == []
    other.leave()
    assert one.gone() == [], "who leaves in order is not looked for"
    one.leave()
    assert list(tmp_path.iterdir()) == []


def test_who_was_killed_is_gone_until_buried(tmp_path):
    one = Presence(tmp_path)
    code = "import pathlib, sys; from tridesk.infra.presence import Presence; p = Presence(pathlib.Path(sys.argv[1]))"
    child = subprocess.Popen(
        [sys.executable, "-c", f"{code}; print(p.name, flush=True); sys.stdin.read()", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert one.gone() == []
        child.kill()
    assert one.gone() == [name]
    one.bury(name)
    one.bury(name)
    assert one.gone() == []
    one.leave()
