"""The kinds of lines that a mail's text is made of."""

from enum import StrEnum


class Kind(StrEnum):
    TEXT = "t"
    EMPTY = "e"
    QUOTE = "q"
    INTRO = "i"  # "On Monday Alice wrote:"
    ORIGINAL = "o"  # "----- Original message -----"
    FORWARD = "f"  # "---------- Forwarded message ----------"
    HEADER = "h"
    RULE = "r"  # a line of dashes or the like
    DASHES = "d"  # "-- ", the sign of a signature (RFC 3676 4.3)
    MOBILE = "m"
