"""`python -m tridesk` is the `tridesk` command."""

import sys

from tridesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
