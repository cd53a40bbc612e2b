"""text/enriched (RFC 1896), a forerunner of HTML in mail, as plain words."""

import re

_PARAMETER = re.compile(r"<param>[^<]{0,200}</param>", re.IGNORECASE | re.DOTALL)
_COMMAND = re.compile(r"</?[A-Za-z0-9-]{1,60}>")
_BREAKS = re.compile(r"\n+")


def plain(text: str) -> str:
    """A single line end is a blank, of several one is dropped; commands go, "<<" is a sign."""
    stretches = _PARAMETER.sub("", text).split("<<")
    words = "<".join(_COMMAND.sub("", stretch) for stretch in stretches)
    return _BREAKS.sub(lambda ends: " " if len(ends[0]) == 1 else "\n" * (len(ends[0]) - 1), words.strip("\n"))
