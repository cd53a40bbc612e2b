"""An iterator over bytes that closes what it reads from, also when nobody read it to its end."""

from collections.abc import Iterator
from typing import Protocol, Self


class _Closable(Protocol):
    def close(self) -> object: ...


class Pieces:
    """Iterate once. A generator would leave the handle open when it was closed before its first piece."""

    def __init__(self, source: Iterator[bytes], handle: _Closable) -> None:
        self._source = source
        self._handle = handle

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._source)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._handle.close()
