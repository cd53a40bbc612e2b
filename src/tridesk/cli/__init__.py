"""The command line: translates argv to one call of a room.

Exit codes follow sysexits.h where it has one: 0 well, 1 something is wrong (doctor), 64 a wrong call, 65 wrong
data, 69 a server does not answer, 73 will not overwrite, 74 a file or disk fails, 77 not allowed, 78 a wrong
setting; 130 ended by Ctrl-C.
"""

import io
import os
import sys
from collections.abc import Sequence

from tridesk.cli.parser import build
from tridesk.cli.trouble import told


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without our letters gets question marks, not a crash
    try:
        arguments = build().parse_args(argv)
        code = int(arguments.call(arguments) or 0)
        sys.stdout.flush()
    except (KeyboardInterrupt, EOFError):
        return 130
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does. What is left in the buffer must go nowhere at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if (trouble := told(error)) is None:
            raise
        sys.stderr.write(f"tridesk: {trouble.text}\n")
        return trouble.code
    return code
