"""Free loopback ports that no other test process takes."""

import contextlib
import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

# Below the range from which systems take the ports of outgoing connections (Linux from 32768, others from
# 49152): a stopped server must find its port free when it comes back.
LOWEST, HIGHEST = 20_000, 32_000
_claims: dict[int, int] = {}


def claim() -> int:
    """A port of 127.0.0.1 that is ours until this process ends, also while nobody listens on it.

    The claim is a locked file, so that parallel workers and parallel runs keep off; the system drops the lock
    when the process dies.
    """
    folder = Path(tempfile.gettempdir()) / f"tridesk-test-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for port in random.SystemRandom().sample(range(LOWEST, HIGHEST), 400):
        if port not in _claims and (lock := _locked(folder / str(port))) is not None:
            if _is_free(port):
                _claims[port] = lock
                return port
            os.close(lock)
    raise RuntimeError(f"no free port between {LOWEST} and {HIGHEST}")


def _locked(path: Path) -> int | None:
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
