"""Schemathesis against a desk that serves, signed in as each role: its checks hold.

A few examples here; `make fuzz-api` throws more (TRIDESK_TEST_API_EXAMPLES).
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.programs.conftest import Served

EXAMPLES = os.environ.get("TRIDESK_TEST_API_EXAMPLES", "1")
CONFIG = Path(__file__).parent / "schemathesis.toml"
ROLES = {
    "dante": "administrator",
    "carla": "lead",
    "bruno": "analyst",
    "alice": "requester",
    "elena": "vendor contact",
    "rita": "read-only",
}


@pytest.mark.parametrize("who", ROLES, ids=ROLES.get)
def test_nothing_is_found(served: Served, who: str, tmp_path: Path) -> None:
    root = f"{served.address}/api/v1"
    phases = "fuzzing" if EXAMPLES == "1" and who != "dante" else "examples,coverage,fuzzing"
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(CONFIG), "run", f"{root}/openapi.json",
        "--url", root, "--header", f"Authorization: Bearer {served.tokens[who]}", "--checks", "all",
        "--exclude-checks", "ignored_auth",  # unknown tokens are answered 429 after a while; the six askers see to it
        "--exclude-operation-id", "append_to_resumable_upload",  # it cannot write tus's own type of body
        "--phases", phases, "--max-examples", EXAMPLES, "--generation-database", "none", "--no-color",
        "--continue-on-failure", "--warnings", "off", "--seed", "1", "--workers", "2",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
