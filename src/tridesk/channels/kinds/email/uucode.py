"""Files that were pasted into the text by uuencode, as programs of the nineties did and some machines still do."""

import binascii
import re

_BEGIN = re.compile(rb"(?m)^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
_END = re.compile(rb"(?m)^(?:end|====)[ \t]*\r?$")


def first(data: bytes) -> tuple[str, bytes] | None:
    """Name and content of the first file in `data`."""
    files = extract(data)[1]
    return files[0] if files else None


def extract(data: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The text without its files, and the files. A block without its end or with bad lines stays text."""
    files: list[tuple[str, bytes]] = []
    kept: list[bytes] = []
    at = 0
    while begin := _BEGIN.search(data, at):
        end = _END.search(data, begin.end())
        content = _content(data[begin.end() : end.start()]) if end else None
        if end is None or content is None:
            kept.append(data[at : begin.end()])
            at = begin.end()
            if end is None:
                break
            continue
        files.append((begin[1].decode("utf-8", "replace").strip(), content))
        kept.append(data[at : begin.start()])
        at = min(end.end() + 1, len(data))
    kept.append(data[at:])
    return b"".join(kept), files


def _content(block: bytes) -> bytes | None:
    out: list[bytes] = []
    for line in block.splitlines():
        if not line.strip():
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            fixed = _shortened(line)
            if fixed is None:
                return None
            out.append(fixed)
    return b"".join(out)


def _shortened(line: bytes) -> bytes | None:
    """Some encoders write more characters than the length says: believe the length."""
    wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:wanted])
    except binascii.Error:
        return None
