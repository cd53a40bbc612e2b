"""The command line: translates argv to one call of a room.

Exit codes follow sysexits.h where it has one: 0 well, 1 something is wrong (doctor), 64 a wrong call, 65 wrong
data, 69 a server does not answer, 73 will not overwrite, 77 not allowed, 78 a wrong setting.
"""

import sys
from collections.abc import Sequence

from tridesk.cli.parser import build


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    arguments = build().parse_args(argv)
    try:
        return int(arguments.call(arguments) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone, as `head` does
        return 0
