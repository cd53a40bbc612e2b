"""`tridesk mail listen`: mails that the mail server beside us brings, in a process of their own."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from tridesk.channels.actions.take_delivery import refusal_of, take_delivery
from tridesk.infra.mail.lmtp_server import LmtpServer, Place
from tridesk.kernel.clock import now

log = logging.getLogger(__name__)
_PARENT = 0.5  # seconds between looks whether the parent still lives


class _Desk:
    """The desk, to its mail server. A connection to the database that failed is not used again."""

    def refusal_of(self, address: str) -> str:
        try:
            return refusal_of(address=address)
        except Exception:
            connection.close()
            raise

    def keep(self, sender: str, recipients: Sequence[str], content: IO[bytes]) -> None:
        try:
            take_delivery(sender=sender, recipients=recipients, content=content, by="lmtp", now=now())
        except Exception:
            connection.close()
            raise


def place_of(*, bind: str, path: str) -> Place:
    """Where to listen; ValueError when `bind` is no address with a port."""
    if path:
        return Place(path=Path(path))
    host, _colon, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(bind)
    return Place(host=host.strip("[]"), port=int(port))


def serve(place: Place, *, ready: Callable[[], None], parent: int | None = None) -> None:
    """Until SIGTERM, SIGINT or, with `parent`, that process is gone. OSError when the place cannot be had."""
    asyncio.run(_serve(place, ready, parent))


async def _serve(place: Place, ready: Callable[[], None], parent: int | None) -> None:
    server = LmtpServer(_Desk(), largest=settings.CONFIG.max_mail_mb * 1_000_000)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    watching = asyncio.create_task(_watch(server, parent)) if parent is not None else None
    try:
        await server.run(place, ready)
    finally:
        if watching is not None:
            watching.cancel()


async def _watch(server: LmtpServer, parent: int) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(_PARENT)
    log.warning("the parent process is gone: ending")
    server.stop()
