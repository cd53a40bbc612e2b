"""What it means for a reader that something of a mail could not be read. Pure."""

import re
from collections.abc import Iterable

# What is mended without loss, or is missing and nobody misses it.
_HARMLESS = re.compile(
    r"no date$|the date |date could not be read|a header line without a name|text without a charset|charset '|"
    r"multipart without its boundary|the boundary does not occur|"
    r"(message-id|references|in-reply-to|reply-to|transport|kind|bounce|forward) could not be read"
)


def is_damaged(defects: Iterable[str]) -> bool:
    """Whether words or files of the mail are missing or may be wrong, so that a reader should know."""
    return any(defect and not _HARMLESS.match(defect) for defect in defects)
