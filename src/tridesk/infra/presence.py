"""Who is alive on this machine, so that a dead worker's work need not wait until its leases run out.

Each worker holds a lock on a file of its own. The system drops the lock when the process ends, however it ends.
"""

import fcntl
import os
import secrets
from pathlib import Path


class Presence:
    """Present from the moment it is made until `leave`; `name` (12 letters) begins every lease of this worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = secrets.token_hex(6)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        hidden = folder / f".{self.name}"
        self._handle = os.open(hidden, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        hidden.rename(folder / self.name)  # seen by others only once it is locked

    def gone(self) -> list[str]:
        """Workers that ended without leaving. Free what they held, then `bury` them."""
        names = (path.name for path in self._folder.iterdir() if not path.name.startswith("."))
        return [name for name in names if name != self.name and self._is_free(name)]

    def _is_free(self, name: str) -> bool:
        try:
            handle = os.open(self._folder / name, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False  # it has just left
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False  # alive, or a file system without locks: then the leases must run out
        else:
            return True
        finally:
            os.close(handle)

    def bury(self, name: str) -> None:
        """Takes a dead worker off the list; two who do it at once do no harm."""
        (self._folder / name).unlink(missing_ok=True)

    def leave(self) -> None:
        """After everything held was given back."""
        self.bury(self.name)
        os.close(self._handle)
